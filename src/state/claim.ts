import { randomUUID } from "node:crypto";
import { readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { writeDraft } from "../disk/whole-file.ts";
import { lifeOf, type Owner, readOwner } from "./owner.ts";
import { until, type Watch } from "./watch.ts";

/** The lock itself: who makes this folder has the state. */
export const lockFolderOf = (file: string): string => `${file}.lock`;

/** Says beside the lock who has it. */
export const ownerFileOf = (file: string): string => `${file}.owner.json`;

const ENDING = ".claim";

/** Seconds in which whoever wants a lock has either made the folder or seen that it is there. */
const CLAIM_SECONDS = 5;

/**
 * Says who is about to make the lock's folder, before it is made: so that a folder without an owner is not without a maker.
 * Answers the claim's path; {@link own} turns it into the owner file.
 */
export async function claim(file: string, owner: Owner): Promise<string> {
  const path = `${lockFolderOf(file)}.${randomUUID()}${ENDING}`;
  await writeDraft(path, () => JSON.stringify(owner));
  return path;
}

/** Makes a claim the owner file, which was another's, or a link, or not there. */
export const own = (file: string, path: string): Promise<void> => rename(path, ownerFileOf(file));

/** Makes the owner file a claim again, to be removed once the folder is gone. */
export async function disown(file: string): Promise<string> {
  const path = `${lockFolderOf(file)}.${randomUUID()}${ENDING}`;
  await rename(ownerFileOf(file), path);
  return path;
}

interface Claimant {
  readonly path: string;
  readonly owner: Owner;
}

/** Those that are about to take or to leave the lock, or died of it. One half-written has made no folder yet. */
async function claimantsOf(file: string): Promise<Claimant[]> {
  const folder = dirname(file);
  const start = `${basename(lockFolderOf(file))}.`;
  const names = (await readdir(folder)).filter((name) => name.startsWith(start) && name.endsWith(ENDING));
  const found = await Promise.all(
    names.map(async (name) => ({ path: join(folder, name), owner: await readOwner(join(folder, name)) })),
  );
  return found.flatMap(({ path, owner }) => (owner === undefined ? [] : [{ path, owner }]));
}

/** Removes the claims of the dead. */
export async function removeDeadClaims(file: string): Promise<void> {
  for (const { path, owner } of await claimantsOf(file))
    if ((await lifeOf(owner)) === "dead") await rm(path, { force: true });
}

/** Who has a lock, as far as that can be seen. */
export interface Holding {
  /**
   * `dead`: certainly nobody. `nobody`: no one says that the lock is his. `elsewhere`: on another host, where only the
   * heartbeat tells. `alive`: on this host.
   */
  readonly is: "alive" | "elsewhere" | "dead" | "nobody";
  readonly owner?: Owner;
}

/** Looks who has the lock. Those who are about to take or leave it are waited for, a few seconds at most. */
export async function findHolding(file: string, watch: Watch): Promise<Holding> {
  let seen: Holding | undefined;
  const settled = async (): Promise<boolean> => {
    seen = await lookOnce(file);
    return seen !== undefined;
  };
  await until(settled, { watch, seconds: CLAIM_SECONDS, pauseMilliseconds: 20 });
  return seen ?? { is: "elsewhere" };
}

/** `undefined` while somebody is about to take or to leave the lock. */
async function lookOnce(file: string): Promise<Holding | undefined> {
  const owner = await readOwner(ownerFileOf(file));
  const life = owner === undefined ? "nobody" : await lifeOf(owner);
  if (owner !== undefined && (life === "alive" || life === "elsewhere")) return { is: life, owner };
  const claimants = await claimantsOf(file);
  const lives = await Promise.all(claimants.map((one) => lifeOf(one.owner)));
  if (lives.some((one) => one !== "dead")) return undefined;
  // Whoever had a claim a moment ago may be the owner now.
  if (!isDeepStrictEqual(await readOwner(ownerFileOf(file)), owner)) return undefined;
  const maker = owner ?? claimants[0]?.owner;
  return maker === undefined ? { is: "nobody" } : { is: "dead", owner: maker };
}
