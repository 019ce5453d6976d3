import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";

/** Who holds a lock, or claims it. */
export interface Holder {
  readonly pid: number;
  /** When the process was started, in the system's ticks; empty where it does not tell. */
  readonly started: string;
  /** Where numbers of processes mean the same: host, boot and namespace. */
  readonly place?: string;
  readonly token: string;
}

let here: string | undefined;

/** The machine, or the container, that this process runs on. Two containers of one name are two places. */
function thisPlace(): string {
  here ??= [
    hostname(),
    attempt(() => readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()),
    attempt(() => readlinkSync("/proc/self/ns/pid")),
  ].join(" ");
  return here;
}

function attempt(read: () => string): string {
  try {
    return read();
  } catch {
    return "";
  }
}

/** This process as a holder. */
export const ownHolder = (token: string): Holder => ({
  pid: process.pid,
  started: startOf(process.pid),
  place: thisPlace(),
  token,
});

/** The holder that a text names; `undefined` for one that is empty or half-written. */
export function parseHolder(text: string): Holder | undefined {
  try {
    const { pid, started, place, token } = JSON.parse(text) as Partial<Record<keyof Holder, unknown>>;
    if (!Number.isInteger(pid) || Number(pid) <= 0 || typeof token !== "string" || token === "")
      return undefined;
    const known = typeof place === "string" ? { place } : {};
    return { pid: Number(pid), started: String(started ?? ""), ...known, token };
  } catch {
    return undefined;
  }
}

/** Whether a holder is certainly dead. One in another place cannot be seen from here. */
export function isDead(holder: Holder): boolean {
  if (holder.place !== undefined && holder.place !== thisPlace()) return false;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "EPERM";
  }
  return startOf(holder.pid) !== holder.started;
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
