import fs from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import lockfile from "proper-lockfile";
import { lookAt } from "../disk/place.ts";
import { kindOf } from "../disk/plain.ts";
import { isCode } from "../disk/trouble.ts";
import { StateError } from "../errors.ts";
import { claim, disown, lockFolderOf, own, ownerFileOf, removeDeadClaims } from "./claim.ts";
import { removeDrafts } from "./durable-file.ts";
import { type Owner, ownOwner, readOwner } from "./owner.ts";
import { clearAbandoned, describe } from "./takeover.ts";
import { createWatch, type Watch } from "./watch.ts";

/** Seconds without a heartbeat after which a lock may be taken over from another host. */
export const STALE_SECONDS = 30;

/** How often a lock is tried whose holder goes just then. */
const MOST_TRIES = 5;

interface LockOptions {
  /** The state file, links followed; the lock folder and the owner file stand beside it. */
  readonly file: string;
  /** The command line, told to whoever finds the lock held. */
  readonly command: string;
  /** At least 2; the heartbeat is sent three times as often. Default {@link STALE_SECONDS}. */
  readonly staleSeconds?: number;
  /** Called once when the lock was lost, as after a suspended laptop; nothing may be started or written then. */
  readonly onLost: (error: StateError) => void;
  readonly notice: (text: string) => void;
  /** Ends the wait for a silent holder. @default never */
  readonly signal?: AbortSignal;
  /** How a silent holder is watched. @default a real watch */
  readonly watch?: Watch;
}

/** A held lock. */
export interface HeldLock {
  /** Why nothing may be written any more: another has the lock now. `undefined` while it is held. */
  loss(): Promise<StateError | undefined>;
  release(): Promise<void>;
}

/** Whether what this process took is still its own. */
interface Tenure {
  isLost: boolean;
  readonly owner: Owner;
}

type Release = () => Promise<void>;

/**
 * Locks a state for one writing command. A holder on this host whose process is dead is taken over at once; one that cannot be
 * judged, or is suspended, once no heartbeat came for the stale time by this run's own watch.
 * @throws StateError with exit code 75, naming the holder, when another run holds it; 1 when something else is in its place.
 */
export async function lockState(options: LockOptions): Promise<HeldLock> {
  const { file } = options;
  await mkdir(dirname(file), { recursive: true });
  await demandUsable(file);
  const owner = await ownOwner(options.command, Date.now());
  const tenure: Tenure = { isLost: false, owner };
  const release = await acquire(options, tenure);
  // After the owner file: a suspended holder that wakes up reads there that it lost the lock, or has its draft taken away.
  await removeDrafts(file);
  await removeDeadClaims(file);
  const loss = async (): Promise<StateError | undefined> => {
    tenure.isLost ||= !isDeepStrictEqual(await readOwner(ownerFileOf(file)), owner);
    return tenure.isLost ? lostError(file) : undefined;
  };
  const letGo = async (): Promise<void> => {
    const left = (await loss()) === undefined ? await disown(file).catch(() => undefined) : undefined;
    // Of a lost lock the library forgets it only. Where it knows of the loss already, it says so by an error.
    await release().catch(() => undefined);
    if (left !== undefined) await rm(left, { force: true }).catch(() => undefined);
  };
  return { loss, release: letGo };
}

async function acquire(options: LockOptions, tenure: Tenure): Promise<Release> {
  const watch = options.watch ?? createWatch(options.signal);
  const staleSeconds = staleSecondsOf(options);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const release = await tryLock(options, tenure);
    if (release !== undefined) return release;
    const isCleared = await clearAbandoned({
      file: options.file,
      staleSeconds,
      watch,
      notice: options.notice,
    });
    if (!isCleared) break;
  }
  throw await lockedBy(options.file);
}

const staleSecondsOf = ({ staleSeconds = STALE_SECONDS }: LockOptions): number => Math.max(2, staleSeconds);

/** First says who tries, then makes the folder, then says who has it: a kill in between leaves a word of who it was. */
async function tryLock(options: LockOptions, tenure: Tenure): Promise<Release | undefined> {
  const { file } = options;
  const path = await claim(file, tenure.owner);
  try {
    const release = await makeFolder(options, tenure);
    if (release !== undefined) await own(file, path);
    return release;
  } finally {
    await rm(path, { force: true });
  }
}

async function makeFolder(options: LockOptions, tenure: Tenure): Promise<Release | undefined> {
  try {
    return await lockfile.lock(options.file, {
      realpath: false,
      lockfilePath: lockFolderOf(options.file),
      // The library compares with the clock on the wall, which may be set: what is stale is judged by a watch instead.
      stale: Number.POSITIVE_INFINITY,
      update: Math.max(1000, (staleSecondsOf(options) * 1000) / 3),
      fs: fileSystemOf(tenure),
      onCompromised: () => {
        tenure.isLost = true;
        options.onLost(lostError(options.file));
      },
    });
  } catch (error) {
    if (isCode(error, "ELOCKED")) return undefined;
    throw error;
  }
}

/**
 * The file system for the library, which removes the lock folder at the end and when the process exits, without a look at whose
 * it is by then: a process that slept through a takeover would remove the next holder's.
 */
const fileSystemOf = (tenure: Tenure) => ({
  ...fs,
  rmdir: (path: string, done: (error: NodeJS.ErrnoException | null) => void) =>
    tenure.isLost ? done(null) : fs.rmdir(path, done),
  rmdirSync: (path: string) => (tenure.isLost ? undefined : fs.rmdirSync(path)),
});

/** What is no lock, owner or backup of ours is neither followed nor replaced: somebody put it there. */
async function demandUsable(file: string): Promise<void> {
  const folder = lockFolderOf(file);
  const lock = await lookAt(folder);
  if (lock !== undefined && !lock.isDirectory()) throw unusable(folder, kindOf(lock));
  for (const path of [ownerFileOf(file), `${file}.backup`]) {
    const found = await lookAt(path);
    if (found !== undefined && !found.isFile()) throw unusable(path, kindOf(found));
  }
}

function unusable(path: string, kind: string): StateError {
  const text = {
    code: "LockUnusable",
    summary: "Something stands in the state's way",
    detail: `${path} is ${kind}, which this program never makes there; it keeps its lock, the lock's owner or the backup of the state under that name. It is neither followed nor replaced: move it away.`,
  };
  return new StateError(text, 1);
}

async function lockedBy(file: string): Promise<StateError> {
  const owner = await readOwner(ownerFileOf(file));
  const holder = owner === undefined ? "another run" : describe(owner);
  const text = {
    code: "StateLocked",
    summary: "Another run holds the state",
    detail: `${file} is in use by ${holder}. Two runs at once would make things twice: wait for it, then run this again.`,
  };
  return new StateError(text, 75);
}

function lostError(file: string): StateError {
  const text = {
    code: "LockLost",
    summary: "The lock was lost",
    detail: `This run was suspended for so long that another may have taken ${file} over. Nothing more is started or written.`,
    fix: ["flashsale-setup status"],
  };
  return new StateError(text, 75);
}
