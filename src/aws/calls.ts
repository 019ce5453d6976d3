import type { Clock } from "../engine/ports.ts";
import { AlreadyExists } from "../errors.ts";
import { isAlreadyExists } from "./errors.ts";

/** How long AWS's parts may disagree about something that was just made. */
export interface Lag {
  /** Whether an error only means that AWS does not know yet what we know. */
  isLag(error: unknown): boolean;
  /** Seconds of the account's time after which such an error is believed. */
  readonly budgetSeconds: number;
}

/** What a repeated call sleeps on: a `Watch`, or a clock alone where nothing can interrupt. */
export type Pace = Clock | { readonly clock: Clock; readonly signal?: AbortSignal };

// At the sandbox's highest speed a budget passes between two lines of code, so it alone does not decide.
const LEAST_ATTEMPTS = 5;
const LONGEST_PAUSE_SECONDS = 10;

/**
 * Repeats a call while AWS's parts disagree, pausing 1, 2, 4, 8 and then 10 s. Throws the last such error when the budget
 * is spent, any other error at once, and `Interrupted` when the signal aborts.
 */
export async function untilSettled<T>(call: () => Promise<T>, lag: Lag, pace: Pace): Promise<T> {
  const { clock, signal } = "clock" in pace ? pace : { clock: pace, signal: undefined };
  const start = clock.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      const isSpent = clock.secondsSince(start) >= lag.budgetSeconds && attempt >= LEAST_ATTEMPTS;
      if (!lag.isLag(error) || isSpent) throw error;
      await clock.sleep(Math.min(2 ** (attempt - 1), LONGEST_PAUSE_SECONDS), signal);
    }
  }
}

/**
 * Makes a create call and throws `AlreadyExists` when its name or natural key is taken. `names` are further codes that mean
 * so for this call alone, such as Kafka's `ConflictException`.
 */
export async function asAlreadyExists<T>(call: () => Promise<T>, ...names: readonly string[]): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw isAlreadyExists(error, ...names) ? new AlreadyExists(error) : error;
  }
}
