import type { Clock } from "../../src/engine/ports.ts";
import type { Watch } from "../../src/engine/resource.ts";
import { Interrupted } from "../../src/errors.ts";

/** A clock whose sleeps end at once and move it forward; it remembers how long each was, in seconds. */
export interface VirtualClock extends Clock {
  readonly sleeps: readonly number[];
}

export function createVirtualClock(): VirtualClock {
  const sleeps: number[] = [];
  let now = Date.UTC(2026, 0, 1);
  return {
    sleeps,
    now: () => now,
    secondsSince: (instant) => (now - instant) / 1000,
    toRealSeconds: (seconds) => seconds,
    sleep: (seconds, signal) => {
      if (signal?.aborted === true) return Promise.reject(new Interrupted());
      sleeps.push(seconds);
      now += seconds * 1000;
      return Promise.resolve();
    },
  };
}

/** The machine's clock, `speed` times as fast. */
export function createFastClock(speed: number): Clock {
  return {
    now: () => Date.now(),
    secondsSince: (instant) => ((Date.now() - instant) / 1000) * speed,
    toRealSeconds: (seconds) => seconds / speed,
    sleep: (seconds, signal) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, (seconds / speed) * 1000);
        signal?.addEventListener("abort", () => {
          clearTimeout(timer);
          reject(new Interrupted());
        });
      }),
  };
}

/** A watch that remembers each status it was told. */
export function createWatch(
  clock: Clock,
  signal = new AbortController().signal,
): Watch & { readonly statuses: readonly string[] } {
  const statuses: string[] = [];
  return { clock, signal, statuses, report: (status) => statuses.push(status) };
}
