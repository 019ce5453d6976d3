import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, rmdir } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { lookAt } from "../disk/place.ts";
import { isCode } from "../disk/trouble.ts";
import { findHolding, type Holding, lockFolderOf } from "./claim.ts";
import type { Owner } from "./owner.ts";
import { until, type Watch } from "./watch.ts";

/** Seconds after which one who died while taking over no longer keeps others from it. */
const TURN_SECONDS = 10;

/** Seconds for which a lock that nobody says is his must stay so: an older program says it only after it took it. */
const NOBODY_SECONDS = 1;

/** How far the time of a heartbeat may lie ahead: file systems without fractions get it rounded up. */
const ROUNDED_MILLISECONDS = 2000;

const LOOK_MILLISECONDS = 250;

/** A lock that another has. */
export interface Found {
  /** The state file. */
  readonly file: string;
  readonly staleSeconds: number;
  readonly watch: Watch;
  readonly notice: (text: string) => void;
}

/** Clears a lock away whose holder is dead, silent or gone; answers whether the lock may be tried again. */
export async function clearAbandoned(found: Found): Promise<boolean> {
  const mark = await markOf(lockFolderOf(found.file));
  if (mark === undefined) return true;
  const holding = await findHolding(found.file, found.watch);
  const why = await whyAbandoned(found, holding, mark);
  if (why === undefined) return (await markOf(lockFolderOf(found.file))) === undefined;
  const isCleared = await inTurn(found, () => clearAlone(found, holding, mark));
  if (isCleared) found.notice(`Took over ${why}.`);
  return isCleared;
}

/** Why nobody needs a lock any more, to be told; `undefined` while somebody may. */
async function whyAbandoned(found: Found, { is, owner }: Holding, mark: string): Promise<string | undefined> {
  const lock = owner === undefined ? "a lock" : `the lock of ${describe(owner)}`;
  if (is === "dead") return `${lock}, which is no longer running`;
  if (is === "nobody")
    return (await isSilent(found, mark, NOBODY_SECONDS)) ? `${lock} that nobody holds` : undefined;
  const { staleSeconds } = found;
  const age = Date.now() - timeOf(mark);
  if (age > -ROUNDED_MILLISECONDS && age < staleSeconds * 1000) return undefined;
  // The clock may have been set since: only a watch tells silence from another time.
  found.notice(`Watching ${lock} for ${staleSeconds} s: nothing was heard of it lately.`);
  return (await isSilent(found, mark, staleSeconds)) ? `${lock}, which is silent` : undefined;
}

/** Whether a lock stays as it was for so long. */
const isSilent = async ({ file, watch }: Found, mark: string, seconds: number): Promise<boolean> => {
  const hasChanged = async (): Promise<boolean> => (await markOf(lockFolderOf(file))) !== mark;
  return !(await until(hasChanged, { watch, seconds, pauseMilliseconds: LOOK_MILLISECONDS }));
};

/** The lock is compared once more, before it goes and after: it may have been taken anew. */
async function clearAlone({ file, watch }: Found, holding: Holding, mark: string): Promise<boolean> {
  const folder = lockFolderOf(file);
  if (!isDeepStrictEqual(await findHolding(file, watch), holding)) return false;
  if ((await markOf(folder)) !== mark) return false;
  return takeAway(folder, mark);
}

/** Two may want to take the same folder away, and one may have made it anew in between: that one is put back. */
async function takeAway(folder: string, mark: string): Promise<boolean> {
  const moved = `${folder}.${randomUUID()}`;
  try {
    await rename(folder, moved);
  } catch (error) {
    if (isCode(error, "ENOENT")) return true;
    throw error;
  }
  if ((await markOf(moved)) !== mark) {
    await rename(moved, folder);
    return false;
  }
  await rm(moved, { recursive: true, force: true });
  return true;
}

/** Takes over one at a time: two who find a holder dead must not remove each other's lock. */
async function inTurn(found: Found, work: () => Promise<boolean>): Promise<boolean> {
  const turn = `${lockFolderOf(found.file)}.turn`;
  if (!(await tryTurn(turn, found.watch))) return false;
  try {
    return await work();
  } finally {
    await rmdir(turn).catch(() => undefined);
  }
}

async function tryTurn(turn: string, watch: Watch): Promise<boolean> {
  let mark: string | undefined;
  const isOurs = async (): Promise<boolean> => {
    try {
      await mkdir(turn);
      return true;
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
      mark ??= await markOf(turn);
      return false;
    }
  };
  const wait = { watch, seconds: TURN_SECONDS, pauseMilliseconds: 20 };
  if (await until(isOurs, wait)) return true;
  const isTheSame = mark !== undefined && (await markOf(turn)) === mark;
  if (isTheSame && (await takeAway(turn, mark as string))) return until(isOurs, { ...wait, seconds: 0 });
  return false;
}

/** What tells a folder from one that was made, or touched, later: its number and its time. */
async function markOf(path: string): Promise<string | undefined> {
  const found = await lookAt(path);
  return found === undefined ? undefined : `${found.ino}:${found.mtimeMs}`;
}

const timeOf = (mark: string): number => Number(mark.split(":")[1]);

/** A holder in words. */
export const describe = (owner: Owner): string =>
  `${owner.command} (process ${owner.pid} on ${owner.host}, since ${owner.since})`;
