import fs from "node:fs";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import lockfile from "proper-lockfile";
import { StateError } from "../errors.ts";
import { isCode, removeDrafts } from "./durable-file.ts";
import { isDead, type Owner, ownOwner, readOwner } from "./owner.ts";

/** Seconds without a heartbeat after which a lock may be taken over from another host. */
export const STALE_SECONDS = 30;

/** Seconds after which one who died while taking over no longer keeps others from it. */
const TURN_SECONDS = 5;

interface LockOptions {
  /** The state file; the lock folder and the owner file stand beside it. */
  readonly file: string;
  /** The command line, told to whoever finds the lock held. */
  readonly command: string;
  /** At least 2; the heartbeat is sent three times as often. Default {@link STALE_SECONDS}. */
  readonly staleSeconds?: number;
  /** Called once when the lock was lost, as after a suspended laptop; nothing may be started or written then. */
  readonly onLost: (error: StateError) => void;
  readonly notice: (text: string) => void;
}

/** A held lock. */
export interface HeldLock {
  /** Why nothing may be written any more: another has the lock now. `undefined` while it is held. */
  loss(): Promise<StateError | undefined>;
  release(): Promise<void>;
}

const lockFolderOf = (file: string): string => `${file}.lock`;
const ownerFileOf = (file: string): string => `${file}.owner.json`;

/**
 * Locks a state for one writing command. A holder on this host whose process is dead is taken over at once.
 * @throws StateError with exit code 75, naming the holder, when another run holds it.
 */
export async function lockState(options: LockOptions): Promise<HeldLock> {
  await mkdir(dirname(options.file), { recursive: true });
  const tenure: Tenure = { isLost: false };
  const release = (await tryLock(options, tenure)) ?? (await takeOver(options, tenure));
  if (release === undefined) throw await lockedBy(options.file);
  const owner = await ownOwner(options.command, Date.now());
  await writeFile(ownerFileOf(options.file), JSON.stringify(owner), { mode: 0o600 });
  // In this order: a suspended holder that wakes up reads here that it lost the lock, or has its draft taken away.
  await removeDrafts(options.file);
  const loss = async (): Promise<StateError | undefined> => {
    tenure.isLost ||= !isDeepStrictEqual(await readOwner(ownerFileOf(options.file)), owner);
    return tenure.isLost ? lostError(options.file) : undefined;
  };
  const letGo = async (): Promise<void> => {
    if ((await loss()) === undefined) await rm(ownerFileOf(options.file), { force: true });
    // Of a lost lock the library forgets it only. Where it knows of the loss already, it says so by an error.
    await release().catch(() => undefined);
  };
  return { loss, release: letGo };
}

/** Whether what this process took is still its own. */
interface Tenure {
  isLost: boolean;
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

async function tryLock(options: LockOptions, tenure: Tenure): Promise<(() => Promise<void>) | undefined> {
  const staleMilliseconds = Math.max(2, options.staleSeconds ?? STALE_SECONDS) * 1000;
  try {
    return await lockfile.lock(options.file, {
      realpath: false,
      lockfilePath: lockFolderOf(options.file),
      stale: staleMilliseconds,
      update: Math.max(1000, staleMilliseconds / 3),
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

/** Takes the lock of a dead process. One at a time: two who find it dead must not remove each other's. */
async function takeOver(options: LockOptions, tenure: Tenure): Promise<(() => Promise<void>) | undefined> {
  const owner = await readOwner(ownerFileOf(options.file));
  if (owner === undefined || !(await isDead(owner))) return undefined;
  const endTurn = await tryTurn(options.file);
  try {
    return endTurn === undefined ? undefined : await takeOverAlone(options, tenure);
  } finally {
    await endTurn?.().catch(() => undefined);
  }
}

/** The turn of one who takes over; one who dies in it is forgotten after a few seconds. */
async function tryTurn(file: string): Promise<(() => Promise<void>) | undefined> {
  try {
    // A name of its own: the library knows the locks of a process by the locked file, not by the folder.
    return await lockfile.lock(`${file}.turn`, {
      realpath: false,
      lockfilePath: `${lockFolderOf(file)}.turn`,
      stale: TURN_SECONDS * 1000,
      onCompromised: () => undefined,
    });
  } catch (error) {
    if (isCode(error, "ELOCKED")) return undefined;
    throw error;
  }
}

/** The folder's time is compared once more: a lock that went stale may be taken without a turn. */
async function takeOverAlone(
  options: LockOptions,
  tenure: Tenure,
): Promise<(() => Promise<void>) | undefined> {
  const folder = lockFolderOf(options.file);
  const before = await modifiedAt(folder);
  const owner = await readOwner(ownerFileOf(options.file));
  if (owner === undefined || !(await isDead(owner))) return undefined;
  if (before === undefined || (await modifiedAt(folder)) !== before) return tryLock(options, tenure);
  // First the owner file: whoever comes now must not take the dead owner for the next holder.
  await rm(ownerFileOf(options.file), { force: true });
  const moved = `${folder}.${process.pid}`;
  await rename(folder, moved).catch(() => undefined);
  await rm(moved, { recursive: true, force: true });
  const release = await tryLock(options, tenure);
  if (release !== undefined)
    options.notice(`Took over the lock of ${describe(owner)}, which is no longer running.`);
  return release;
}

async function modifiedAt(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mtimeMs;
  } catch {
    return undefined;
  }
}

const describe = (owner: Owner): string =>
  `${owner.command} (process ${owner.pid} on ${owner.host}, since ${owner.since})`;

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
