import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

interface Holder {
  pid: number;
  started: string;
  token: string;
}

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
 * killed is replaced at once, one that is suspended after a while. Should it wake up, its draft is gone: what it renames
 * fails with ENOENT, so that it cannot put its old content in place of what came meanwhile.
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
  const own: Holder = { pid: process.pid, started: startOf(process.pid), token: randomUUID() };
  const claim = `${path}.${own.token}`;
  const draft = draftOf(path, own.token);
  writeFileSync(claim, JSON.stringify(own), { mode: 0o600 });
  // Made before the lock is taken: one that a suspended process made afterwards would escape its eviction.
  writeFileSync(draft, "", { mode: 0o600 });
  try {
    waitToLink({ claim, path, patienceMilliseconds });
  } finally {
    remove(claim);
  }
  const release = (): void => {
    remove(draft);
    // Whoever was suspended for too long finds the lock in other hands.
    if (findHolder(path)?.token === own.token) remove(path);
  };
  return { draft, release };
}

const draftOf = (path: string, token: string): string => `${path}.${token}.draft`;

/** Clears away what processes left there that were killed while they waited for the lock. */
function sweep(path: string): void {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(start) || !CLAIM_ENDING.test(name)) continue;
    const claim = join(folder, name);
    const claimant = findHolder(claim);
    if (claimant === undefined || isAlive(claimant)) continue;
    remove(`${claim}.draft`);
    remove(claim);
  }
  swept.add(path);
}

interface Wait {
  readonly claim: string;
  readonly path: string;
  readonly patienceMilliseconds: number;
}

function waitToLink({ claim, path, patienceMilliseconds }: Wait): void {
  let seen: string | undefined;
  let waitedMilliseconds = 0;
  while (!tryLink(claim, path)) {
    const holder = findHolder(path);
    if (holder === undefined) continue;
    if (holder.token !== seen) {
      seen = holder.token;
      waitedMilliseconds = 0;
    }
    if (!isAlive(holder) || waitedMilliseconds > patienceMilliseconds) {
      evict(path, holder);
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
function evict(path: string, holder: Holder): void {
  const { release } = acquire(`${path}.${holder.token.slice(0, 8)}.eviction`, PATIENCE_MILLISECONDS);
  try {
    remove(draftOf(path, holder.token));
    if (findHolder(path)?.token === holder.token) remove(path);
    remove(`${path}.${holder.token}`);
  } finally {
    release();
  }
}

function tryLink(claim: string, path: string): boolean {
  try {
    linkSync(claim, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  }
}

function findHolder(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch (error) {
    // A claim may be read while its owner is still writing it; a lock never.
    if (hasCode(error, "ENOENT") || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if (!hasCode(error, "ENOENT")) throw error;
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return hasCode(error, "EPERM");
  }
  return startOf(holder.pid) === holder.started;
}

/** Tells a process from a later one with the same number, and from its own unburied remains. Empty where there is no /proc. */
function startOf(pid: number): string {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    return fields[0] === "Z" ? "zombie" : (fields[19] ?? "");
  } catch {
    return "";
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
