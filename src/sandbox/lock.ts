import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";

interface Holder {
  pid: number;
  started: string;
  token: string;
}

/** Drafts end in their token; locks and the locks of evictions do not. */
const DRAFT_ENDING = /\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const NAP_MILLISECONDS = 2;
const PATIENCE_MILLISECONDS = 10_000;
/** The locks beside which this process has cleared up. */
const swept = new Set<string>();
const napCell = new Int32Array(new SharedArrayBuffer(4));

/**
 * Runs `work` while this process alone holds the lock at `path`.
 *
 * The lock is taken and left within one turn of the event loop, so `work` must be synchronous. A holder that was
 * killed is replaced at once; one that is alive but silent for 10 s (a suspended process) is replaced then.
 */
export function withLock<T>(path: string, work: () => T): T {
  mkdirSync(dirname(path), { recursive: true });
  if (!swept.has(path)) sweep(path);
  const release = acquire(path);
  try {
    return work();
  } finally {
    release();
  }
}

function acquire(path: string): () => void {
  const own: Holder = { pid: process.pid, started: startOf(process.pid), token: randomUUID() };
  const draft = `${path}.${own.token}`;
  writeFileSync(draft, JSON.stringify(own), { mode: 0o600 });
  try {
    waitToLink(draft, path);
  } finally {
    remove(draft);
  }
  return () => {
    // Whoever was suspended for too long finds the lock in other hands.
    if (findHolder(path)?.token === own.token) remove(path);
  };
}

/** Clears away what processes left there that were killed while they waited for the lock. */
function sweep(path: string): void {
  const folder = dirname(path);
  const start = `${basename(path)}.`;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(start) || !DRAFT_ENDING.test(name)) continue;
    const holder = findHolder(join(folder, name));
    if (holder !== undefined && !isAlive(holder)) remove(join(folder, name));
  }
  swept.add(path);
}

function waitToLink(draft: string, path: string): void {
  let seen: string | undefined;
  let waitedMilliseconds = 0;
  while (!tryLink(draft, path)) {
    const holder = findHolder(path);
    if (holder === undefined) continue;
    if (holder.token !== seen) {
      seen = holder.token;
      waitedMilliseconds = 0;
    }
    if (!isAlive(holder) || waitedMilliseconds > PATIENCE_MILLISECONDS) {
      evict(path, holder);
      continue;
    }
    Atomics.wait(napCell, 0, 0, NAP_MILLISECONDS);
    waitedMilliseconds += NAP_MILLISECONDS;
  }
}

/** Removes a dead holder's lock. A lock of its own guards the removal, else a second rescuer could remove the first one's. */
function evict(path: string, dead: Holder): void {
  const release = acquire(`${path}.${dead.token.slice(0, 8)}.eviction`);
  try {
    if (findHolder(path)?.token === dead.token) remove(path);
    remove(`${path}.${dead.token}`);
  } finally {
    release();
  }
}

function tryLink(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
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
    // A draft may be read while its owner is still writing it; a lock never.
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
