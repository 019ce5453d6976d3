import { execFile } from "node:child_process";
import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import { promisify } from "node:util";
import { z } from "zod";
import { readPlain } from "../disk/plain.ts";

const run = promisify(execFile);

const ownerSchema = z.object({
  pid: z.int().positive(),
  host: z.string(),
  bootId: z.string(),
  /** The namespace that the process's number is of; empty where the system has none. */
  pidNamespace: z.string().optional(),
  /** When the process was started, in the system's own words: the same number may be another process later. */
  started: z.string().optional(),
  command: z.string(),
  /** ISO instant at which the lock was taken. */
  since: z.iso.datetime(),
});

/** Who holds the lock of a state. */
export type Owner = z.infer<typeof ownerSchema>;

/** Where numbers of processes mean the same. */
export interface Machine {
  readonly host: string;
  /** Empty where the system has none. */
  readonly bootId: string;
  /** Empty where the system has none. */
  readonly pidNamespace: string;
}

/** The machine, or the container, that this process runs on. */
export async function thisMachine(): Promise<Machine> {
  const bootId = readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  const pidNamespace = readlink("/proc/self/ns/pid").catch(() => "");
  return { host: hostname(), bootId: (await bootId).trim(), pidNamespace: await pidNamespace };
}

/** This process as an owner. */
export async function ownOwner(command: string, now: number): Promise<Owner> {
  const [machine, started] = await Promise.all([thisMachine(), startOf(process.pid)]);
  return {
    pid: process.pid,
    ...machine,
    ...(started === undefined ? {} : { started }),
    command,
    since: new Date(now).toISOString(),
  };
}

/** The owner that a file names; `undefined` when it is missing or half-written. A link there is nobody's word. */
export async function readOwner(file: string): Promise<Owner | undefined> {
  try {
    return ownerSchema.parse(JSON.parse((await readPlain(file)) ?? ""));
  } catch {
    return undefined;
  }
}

/**
 * The first namespace of a machine, whose processes are all of it: only there does another boot tell that they are gone. A
 * container of the same name may run on two machines. Source: Linux, include/linux/proc_ns.h, PROC_PID_INIT_INO.
 */
const FIRST_NAMESPACE = `pid:[${0xeffffffc}]`;

/** Whether an owner lives; one whose process cannot be seen from here is `elsewhere`. */
export async function lifeOf(owner: Owner, here?: Machine): Promise<"alive" | "dead" | "elsewhere"> {
  const machine = here ?? (await thisMachine());
  const { pidNamespace = machine.pidNamespace } = owner;
  if (owner.host !== machine.host || pidNamespace !== machine.pidNamespace) return "elsewhere";
  if (isOfAnotherBoot(owner, machine))
    return pidNamespace === FIRST_NAMESPACE || pidNamespace === "" ? "dead" : "elsewhere";
  return (await isTheSame(owner)) ? "alive" : "dead";
}

const isOfAnotherBoot = ({ bootId }: Owner, here: Machine): boolean =>
  bootId !== "" && here.bootId !== "" && bootId !== here.bootId;

/** Whether the process that an owner was still runs, and is not a later one of its number. */
async function isTheSame({ pid, started: then }: Owner): Promise<boolean> {
  if (!isRunning(pid)) return false;
  const now = await startOf(pid);
  return now !== GHOST && (then === undefined || now === undefined || then === now);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/** A process that has ended, but whose parent has not asked for it yet. */
const GHOST = "ended";

/**
 * When a process was started, as no setting of the clock changes it: in ticks since the boot where there is /proc, else as `ps`
 * tells it. `undefined` where the system does not tell.
 */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const fields = (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ").at(-1)?.split(" ") ?? [];
    return fields[0] === "Z" || fields[0] === "X" ? GHOST : fields[19];
  } catch {
    return process.platform === "linux" ? undefined : startByPs(pid);
  }
}

async function startByPs(pid: number): Promise<string | undefined> {
  try {
    const { stdout } = await run("ps", ["-o", "lstart=", "-p", String(pid)], {
      // It needs no more; the keys of the account stay here.
      env: { LC_ALL: "C" },
    });
    return stdout.trim() || undefined;
  } catch {
    return undefined;
  }
}
