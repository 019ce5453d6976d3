import { setTimeout as pause } from "node:timers/promises";
import { Interrupted } from "../errors.ts";

/** A watch of one's own: how long something lasts, whatever the clock on the wall is set to. */
export interface Watch {
  /** Milliseconds since some moment; never set back or forward. */
  now(): number;
  pause(milliseconds: number): Promise<void>;
}

/** A real watch. A pause ends with `Interrupted` when the signal aborts. */
export const createWatch = (signal?: AbortSignal): Watch => ({
  now: () => performance.now(),
  pause: (milliseconds) =>
    pause(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => {
      throw new Interrupted();
    }),
});

/** Looks again and again; answers whether it came true within the seconds. */
export async function until(
  isTrue: () => Promise<boolean>,
  {
    watch,
    seconds,
    pauseMilliseconds,
  }: { readonly watch: Watch; readonly seconds: number; readonly pauseMilliseconds: number },
): Promise<boolean> {
  const begun = watch.now();
  while (!(await isTrue())) {
    if (watch.now() - begun >= seconds * 1000) return false;
    await watch.pause(pauseMilliseconds);
  }
  return true;
}
