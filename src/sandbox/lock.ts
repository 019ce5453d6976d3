import { randomUUID } from "node:crypto";
import { constants, copyFileSync, linkSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { DiskTrouble, hasCode, naming, readText, remove } from "./disk.ts";
import { type Holder, isDead, ownHolder, parseHolder } from "./holder.ts";

/** Claims end in their token; locks, drafts and the locks of evictions do not. */
const CLAIM_ENDING = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NAP_MILLISECONDS = 2;
const PATIENCE_MILLISECONDS = 10_000;
/** The locks beside which this process has cleared up. */
const swept = new Set<string>();
const napCell = new Int32Array(new SharedArrayBuffer(4));

/** What one holder of a lock has. */
interface Turn {
  /** An empty file of this turn alone, to write in and then to rename. It is gone once another was given the lock. */
  readonly draft: string;
  readonly release: () => void;
}

/** How long a lock is waited for. */
export interface LockPatience {
  /** Milliseconds after which a holder that lives but is silent (a suspended process) is replaced. @default 10 000 */
  readonly patienceMilliseconds?: number;
}

/**
 * Runs `work` while this process alone holds the lock at `path`.
 *
 * The lock is taken and left within one turn of the event loop, so `work` must be synchronous. A holder that was
 * killed is replaced at once; one that is suspended, in another container or without a name, after a while. Should it wake
 * up, its draft is gone: what it renames fails with ENOENT, so that it cannot put its old content in place of what came
 * meanwhile.
 */
export function withLock<T>(path: string, work: (draft: string) => T, patience: LockPatience = {}): T {
  mkdirSync(dirname(path), { recursive: true });
  if (!swept.has(path)) sweep(path);
  const { draft, release } = acquire(path, patience.patienceMilliseconds ?? PATIENCE_MILLISECONDS);
  try {
    return work(draft);
  } finally {
    release();
  }
}

function acquire(path: string, patienceMilliseconds: number): Turn {
  const own = ownHolder(randomUUID());
  const claim = `${path}.${own.token}`;
  const draft = draftOf(path, own.token);
  try {
    make(claim, JSON.stringify(own));
    // Made before the lock is taken: one that a suspended process made afterwards would escape its eviction.
    make(draft, "");
    waitToTake({ claim, path, token: own.token, patienceMilliseconds });
  } catch (error) {
    remove(draft);
    throw error;
  } finally {
    remove(claim);
  }
  const release = (): void => {
    remove(draft);
    // Whoever was suspended for too long finds the lock in other hands.
    if (lookAt(path)?.holder?.token === own.token) remove(path);
  };
  return { draft, release };
}

/** Makes a file that was not there, whoever may have put a link in its place. */
const make = (path: string, text: string): void =>
  naming(path, () => writeFileSync(path, text, { mode: 0o600, flag: "wx" }));

const draftOf = (path: string, token: string): string => `${path}.${token}.draft`;

/** Clears away what processes left there that were killed while they waited for the lock. */
function sweep(path: string): void {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(start) || !CLAIM_ENDING.test(name)) continue;
    const claim = join(folder, name);
    const found = lookAt(claim);
    if (found === undefined || !(found.holder === undefined ? isOld(claim) : isDead(found.holder))) continue;
    remove(`${claim}.draft`);
    remove(claim);
  }
  swept.add(path);
}

/** Whether a claim that names nobody, since its maker was killed before it had written its name, has lain there for too long. */
const isOld = (claim: string): boolean =>
  Date.now() - (lstatSync(claim, { throwIfNoEntry: false })?.mtimeMs ?? Number.POSITIVE_INFINITY) >
  PATIENCE_MILLISECONDS;

interface Wait {
  readonly claim: string;
  readonly path: string;
  readonly token: string;
  readonly patienceMilliseconds: number;
}

/** Counts its own naps, not the clock: that may be set. */
function waitToTake(wait: Wait): void {
  let seen: string | undefined;
  let waitedMilliseconds = 0;
  while (!tryTake(wait)) {
    const lock = lookAt(wait.path);
    if (lock === undefined) continue;
    if (lock.mark !== seen) {
      seen = lock.mark;
      waitedMilliseconds = 0;
    }
    const isGone = lock.holder !== undefined && isDead(lock.holder);
    if (isGone || waitedMilliseconds > wait.patienceMilliseconds) {
      evict(wait.path, lock);
      continue;
    }
    Atomics.wait(napCell, 0, 0, NAP_MILLISECONDS);
    waitedMilliseconds += NAP_MILLISECONDS;
  }
}

/**
 * Takes the lock from a holder: first its draft, so that what it has not put in place by now never is. A lock of its own
 * guards the removal, else a second rescuer could remove the first one's.
 */
function evict(path: string, { mark, holder }: Lock): void {
  const { release } = acquire(`${path}.${mark.slice(0, 8)}.eviction`, PATIENCE_MILLISECONDS);
  try {
    if (holder !== undefined) remove(draftOf(path, holder.token));
    if (lookAt(path)?.mark === mark) remove(path);
    if (holder !== undefined) remove(`${path}.${holder.token}`);
  } finally {
    release();
  }
}

/** What file systems say that have no hard links, or no more of them for this file. */
const NO_LINKS = ["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"];

function tryTake({ claim, path, token }: Wait): boolean {
  try {
    linkSync(claim, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    if (!NO_LINKS.some((code) => hasCode(error, code))) throw error;
    return tryCopy({ claim, path, token });
  }
}

/** A copy takes a moment, in which a process that is suspended may be taken for one without a name: so it looks again. */
function tryCopy({ claim, path, token }: Omit<Wait, "patienceMilliseconds">): boolean {
  try {
    copyFileSync(claim, path, constants.COPYFILE_EXCL);
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
  return lookAt(path)?.holder?.token === token;
}

/** A lock as it lies there. */
interface Lock {
  /** Tells it from a later one. */
  readonly mark: string;
  /** Absent where it is empty or half-written: nobody can say who holds it. */
  readonly holder: Holder | undefined;
}

function lookAt(path: string): Lock | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return undefined;
  if (!found.isFile())
    throw new DiskTrouble(
      `${path} is not a plain file. The sandbox keeps the lock of its account there and follows nothing that others put in its place: move it away.`,
    );
  const text = readText(path);
  if (text === undefined) return undefined;
  const holder = parseHolder(text);
  return { mark: holder?.token ?? `${found.ino}-${found.mtimeMs}-${found.size}`, holder };
}
