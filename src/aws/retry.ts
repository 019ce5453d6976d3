import { isClockSkewCorrectedError } from "@smithy/core/retry";
import type { RetryErrorInfo, RetryStrategyV2, RetryToken } from "@smithy/types";
import type { Clock } from "../engine/ports.ts";
import { BrokenAnswer, isLostRefusal } from "./broken-answer.ts";
import { isNeverConnected, isRefusal, isThrottle, isTransient, isUntrusted } from "./errors.ts";

/** Which errors a client repeats: all transient ones, or only those that prove that AWS did nothing. */
export type RetryKind = "safe" | "once";

/** How often a call is sent at most, the first time included. */
const MAX_ATTEMPTS = 8;

/**
 * How often a call that is only ever throttled is sent: AWS promises that it goes through later, and a run that ends for it
 * has to be started again.
 */
export const MAX_THROTTLED_ATTEMPTS = 16;

// The SDK's own bases are 0.05 and 1 s: the first spends its 8 attempts in 3 s, too short for a network that changes.
const TRANSIENT_BASE_SECONDS = 0.2;
const THROTTLE_BASE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 20;
const LONGEST_HINT_SECONDS = 5;

/** Whether an error proves that AWS did not carry the call out. */
export function isProofOfNothing(error: unknown): boolean {
  // The SDK corrects its clock after a refused signature, and only asks to be allowed a second try.
  const wasSkewed =
    error instanceof Error && isClockSkewCorrectedError(error as never) === true && isRefusal(error);
  if (error instanceof BrokenAnswer) return isLostRefusal(error);
  return isThrottle(error) || isNeverConnected(error) || wasSkewed;
}

function isRepeatable(error: unknown, kind: RetryKind): boolean {
  if (isUntrusted(error)) return false;
  if (kind === "once") return isProofOfNothing(error);
  return isTransient(error) || isProofOfNothing(error);
}

/**
 * Repeats failed attempts with back-off on the clock handed in. The SDK's `StandardRetryStrategy` would sleep in real time
 * and, when throttles last, stop repeating all calls of a client together once a budget is spent.
 */
export class PatientRetry implements RetryStrategyV2 {
  readonly #kind: RetryKind;
  readonly #clock: Clock;
  readonly #signal: AbortSignal | undefined;

  /** The signal ends a pause at once; the SDK then throws the error of the last attempt. */
  constructor(kind: RetryKind, clock: Clock, signal?: AbortSignal) {
    this.#kind = kind;
    this.#clock = clock;
    this.#signal = signal;
  }

  acquireInitialRetryToken(): Promise<RetryToken> {
    return Promise.resolve(toToken(0));
  }

  /** Pauses and answers the token of the next attempt, or throws the error if there shall be none. */
  async refreshRetryTokenForRetry(
    token: RetryToken,
    { error, retryAfterHint }: RetryErrorInfo,
  ): Promise<RetryToken> {
    const attempts = token.getRetryCount() + 1;
    const most = isThrottle(error) ? MAX_THROTTLED_ATTEMPTS : MAX_ATTEMPTS;
    if (attempts >= most || !isRepeatable(error, this.#kind)) throw error ?? new Error("no more attempts");
    await this.#clock.sleep(this.#pauseSeconds(attempts, isThrottle(error), retryAfterHint), this.#signal);
    return toToken(attempts);
  }

  recordSuccess(): void {
    // Attempts are counted for each call by itself, so a success changes nothing.
  }

  /** Full jitter: calls that were throttled together must not come back together. */
  #pauseSeconds(attempts: number, isThrottled: boolean, hint: Date | undefined): number {
    const base = isThrottled ? THROTTLE_BASE_SECONDS : TRANSIENT_BASE_SECONDS;
    const pause = Math.random() * Math.min(base * 2 ** (attempts - 1), LONGEST_PAUSE_SECONDS);
    if (hint === undefined) return pause;
    const hinted = (hint.getTime() - this.#clock.now()) / 1000;
    return Math.max(pause, Math.min(hinted, pause + LONGEST_HINT_SECONDS));
  }
}

function toToken(count: number): RetryToken {
  return { getRetryCount: () => count, getRetryDelay: () => 0 };
}
