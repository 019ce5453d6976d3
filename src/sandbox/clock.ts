import { SandboxOptionError } from "./option-error.ts";

/**
 * The factor that `max` stands for.
 * @public
 */
export const MAX_SPEED = 100_000;

/** The factor without a setting: a stack of half an hour stands in about ten seconds. */
export const DEFAULT_SPEED = 180;

/** Tells simulated durations from real instants: an instant is real milliseconds, a duration is simulated seconds. */
export interface SandboxClock {
  readonly speed: number;
  /** The present instant, in milliseconds since 1970. */
  now(): number;
  /** Simulated seconds from a stored instant until now. */
  secondsSince(instant: number): number;
  /** Goes on from an instant that the account has seen already: AWS's time does not go back with the clock of a machine. */
  goOnFrom(instant: number): void;
}

/** Makes a clock that runs `speed` times as fast as `now`. */
export function createClock(now: () => number, speed: number): SandboxClock {
  let ahead = 0;
  const present = (): number => now() + ahead;
  return {
    speed,
    now: present,
    secondsSince: (instant) => ((present() - instant) / 1000) * speed,
    goOnFrom: (instant) => {
      ahead += Math.max(0, instant - present());
    },
  };
}

/** Reads a speed factor: a number above 0 and up to 100000, or `max`. Throws `SandboxOptionError`. */
export function parseSpeed(text: string | undefined): number {
  if (text === undefined || text.trim() === "") return DEFAULT_SPEED;
  if (text.trim() === "max") return MAX_SPEED;
  const speed = Number(text);
  if (Number.isFinite(speed) && speed > 0 && speed <= MAX_SPEED) return speed;
  throw new SandboxOptionError(
    "speed",
    `"${text}" is neither a number above 0 and up to ${MAX_SPEED}, nor "max".`,
  );
}
