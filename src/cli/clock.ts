import { uptime } from "node:os";
import type { Clock } from "../engine/ports.ts";
import { Interrupted } from "../errors.ts";

/** The clocks of a machine, each in milliseconds. */
export interface Clocks {
  /** The time of day, which may be set. */
  wall(): number;
  /** Never set; may stand still while the machine sleeps. */
  monotonic(): number;
  /** Since the machine was started, its sleep included; never set, and not as fine. */
  uptime(): number;
}

const MACHINE: Clocks = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  uptime: () => uptime() * 1000,
};

/** Between two looks, clocks that differ by no more than this only run unevenly. */
const UNEVEN_MILLISECONDS = 2000;

/**
 * The time of day as it was set when the process began, and goes on however it is set meanwhile. Time that the machine slept
 * has passed, though.
 */
export function steadyNow(clocks: Clocks = MACHINE): () => number {
  let last = { wall: clocks.wall(), monotonic: clocks.monotonic(), uptime: clocks.uptime() };
  let correction = 0;
  return () => {
    const present = { wall: clocks.wall(), monotonic: clocks.monotonic(), uptime: clocks.uptime() };
    const passed = Math.max(present.monotonic - last.monotonic, present.uptime - last.uptime);
    const set = present.wall - last.wall - passed;
    if (Math.abs(set) > UNEVEN_MILLISECONDS) correction -= set;
    last = present;
    return present.wall + correction;
  };
}

/** A clock whose durations pass `speed` times as fast as real ones; 1 for a real account. */
export function createClock(speed: number, clocks?: Clocks): Clock {
  const now = steadyNow(clocks);
  return {
    now,
    secondsSince: (instant) => ((now() - instant) / 1000) * speed,
    toRealSeconds: (seconds) => seconds / speed,
    sleep: (seconds, signal) => sleep((seconds / speed) * 1000, signal),
  };
}

function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return Promise.reject(new Interrupted());
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(new Interrupted());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
