import type { Clock } from "../engine/ports.ts";
import { Interrupted } from "../errors.ts";

/** A clock whose durations pass `speed` times as fast as real ones; 1 for a real account. */
export function createClock(speed: number): Clock {
  return {
    now: () => Date.now(),
    secondsSince: (instant) => ((Date.now() - instant) / 1000) * speed,
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
