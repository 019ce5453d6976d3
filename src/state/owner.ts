import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);

const ownerSchema = z.object({
  pid: z.int(),
  host: z.string(),
  bootId: z.string(),
  command: z.string(),
  /** ISO instant at which the lock was taken. */
  since: z.iso.datetime(),
});

/** Who holds the lock of a state. */
export type Owner = z.infer<typeof ownerSchema>;

/** This process as an owner. `bootId` is empty where the system has none. */
export async function ownOwner(command: string, now: number): Promise<Owner> {
  return {
    pid: process.pid,
    host: hostname(),
    bootId: await bootId(),
    command,
    since: new Date(now).toISOString(),
  };
}

/** The owner that a file names; `undefined` when it is missing or half-written. */
export async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch {
    return undefined;
  }
}

/** Whether the owner is certainly dead: on this host, and its process is gone or was started after it took the lock. */
export async function isDead(owner: Owner): Promise<boolean> {
  if (owner.host !== hostname()) return false;
  const boot = await bootId();
  if (boot !== "" && owner.bootId !== "" && boot !== owner.bootId) return true;
  if (!isRunning(owner.pid)) return true;
  const startedAt = await startOf(owner.pid);
  // A second of tolerance: the system's clock ticks are coarse.
  return startedAt !== undefined && startedAt > Date.parse(owner.since) + 1000;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

async function bootId(): Promise<string> {
  try {
    return (await readFile("/proc/sys/kernel/random/boot_id", "utf8")).trim();
  } catch {
    return "";
  }
}

/** When a process started, in milliseconds since 1970; `undefined` where the system does not tell. */
async function startOf(pid: number): Promise<number | undefined> {
  try {
    const { stdout } = await run("ps", ["-o", "etimes=", "-p", String(pid)], {
      // It needs no more; the keys of the account stay here.
      env: {},
    });
    const elapsedSeconds = Number(stdout.trim());
    return stdout.trim() === "" || Number.isNaN(elapsedSeconds)
      ? undefined
      : Date.now() - elapsedSeconds * 1000;
  } catch {
    return undefined;
  }
}
