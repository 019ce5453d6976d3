import { createWaiter, type WaiterResult, WaiterState } from "@smithy/core/client";
import { again } from "../advice.ts";
import type { Watch } from "../engine/resource.ts";
import { BrokenResourceError, Interrupted, WaitTimeoutError } from "../errors.ts";
import { isTransient } from "./errors.ts";

/** What one look at a resource means for the wait. */
export interface Verdict {
  readonly state: "ready" | "pending" | "failed";
  /** AWS's own status word. */
  readonly status: string;
  /** AWS's words on why it failed. */
  readonly reason?: string | undefined;
}

/** What to wait for, how often to look, and when to give up. */
export interface Wait<T> {
  /** What is waited for, in prose: `NAT gateway nat-0abc`. */
  readonly what: string;
  /** Answers what AWS tells now. Must not change anything. */
  read(): Promise<T>;
  judge(seen: T): Verdict;
  /** Seconds of the account's time after which the wait ends with `WaitTimeoutError`. */
  readonly timeoutSeconds: number;
  /** Seconds between two looks, 5 to 15: the SDK's own waiters back off to 30 min. */
  readonly delaySeconds: number;
  /** How many good looks in a row are needed. @default 1 */
  readonly confirmations?: number;
}

interface Progress<T> {
  polls: number;
  good: number;
  status: string;
  reason?: string | undefined;
  seen?: T;
}

// At the sandbox's highest speed a bound of an hour passes in 36 ms, so that a slow disk would end every wait.
const LEAST_POLLS = 20;
// The acceptor keeps the bound; this only has to be longer than any.
const NEVER_SECONDS = 10 ** 9;

/**
 * Waits until AWS tells that something is ready, and answers what was seen last. Throttles, server errors and a lost
 * network count as pending; every other error of `read` ends the wait at once, as it is. Throws `WaitTimeoutError` when
 * the bound is reached (the next run waits on), `BrokenResourceError` when AWS tells a state that does not end by
 * itself, `Interrupted` when the signal aborts.
 */
export async function waitFor<T>(wait: Wait<T>, watch: Watch): Promise<T> {
  const progress: Progress<T> = { polls: 0, good: 0, status: "unknown" };
  const delay = Math.max(watch.clock.toRealSeconds(wait.delaySeconds), 0.001);
  const options = {
    client: undefined,
    minDelay: delay,
    maxDelay: delay,
    maxWaitTime: NEVER_SECONDS,
    abortSignal: watch.signal,
  };
  const start = watch.clock.now();
  const result = await createWaiter(options, wait, async () => {
    if (watch.signal.aborted) return { state: WaiterState.ABORTED };
    const state = await look(wait, progress, watch);
    // A machine that slept wakes up past the bound, and may find all well: good looks are counted to their end.
    const isLate =
      progress.good === 0 &&
      watch.clock.secondsSince(start) >= wait.timeoutSeconds &&
      progress.polls >= leastPolls(wait);
    return state.state === WaiterState.RETRY && isLate ? { state: WaiterState.TIMEOUT } : state;
  });
  if (result.state === WaiterState.ABORTED) throw new Interrupted();
  if (result.state === WaiterState.TIMEOUT)
    throw timedOut(wait, progress.status, watch.clock.secondsSince(start));
  if (result.state === WaiterState.FAILURE) throw broken(wait, progress);
  return progress.seen as T;
}

function leastPolls({ timeoutSeconds, delaySeconds }: Wait<unknown>): number {
  return Math.min(LEAST_POLLS, Math.floor(timeoutSeconds / delaySeconds));
}

async function look<T>(wait: Wait<T>, progress: Progress<T>, watch: Watch): Promise<WaiterResult> {
  progress.polls++;
  const seen = await readOrNothing(wait);
  if (seen === undefined) return { state: WaiterState.RETRY };
  const { state, status, reason } = wait.judge(seen.value);
  progress.seen = seen.value;
  progress.status = status;
  progress.reason = reason;
  progress.good = state === "ready" ? progress.good + 1 : 0;
  watch.report(status);
  if (state === "failed") return { state: WaiterState.FAILURE };
  return { state: progress.good >= (wait.confirmations ?? 1) ? WaiterState.SUCCESS : WaiterState.RETRY };
}

/** What AWS tells, or nothing while it cannot tell. */
async function readOrNothing<T>(wait: Wait<T>): Promise<{ value: T } | undefined> {
  try {
    return { value: await wait.read() };
  } catch (error) {
    if (isTransient(error)) return undefined;
    throw error;
  }
}

function timedOut({ what }: Wait<unknown>, status: string, seconds: number): WaitTimeoutError {
  return new WaitTimeoutError({
    code: "StillOnItsWay",
    summary: "A resource is still on its way",
    detail: `The ${what} is "${status}" after ${toDuration(seconds)}, longer than it usually takes. Nothing is lost: it is recorded, and the same command waits on.`,
    fix: [again()],
  });
}

function broken({ what }: Wait<unknown>, { status, reason }: Progress<unknown>): BrokenResourceError {
  const words = reason === undefined || reason === "" ? "AWS gives no reason." : `AWS says: ${reason}`;
  return new BrokenResourceError({
    code: "ResourceBroken",
    summary: "A resource ended in a broken state",
    detail: `The ${what} is "${status}", which it will not leave by itself. ${words}`,
    fix: ["flashsale-setup plan"],
  });
}

function toDuration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  return minutes < 2 ? `${Math.round(seconds)} s` : `${minutes} min`;
}

/**
 * Seconds for which a read may not show yet what was just made. Others wait for five minutes at EC2, for two elsewhere: the longer
 * bound costs nothing where a read shows it sooner. Source: propagation time-outs of hashicorp/terraform-provider-aws.
 */
export const VISIBLE_SECONDS = 300;

const VISIBLE = { timeoutSeconds: VISIBLE_SECONDS, delaySeconds: 2 };
const GONE = { timeoutSeconds: 600, delaySeconds: 5 };

/**
 * Waits until a read by id shows something that was just made, and answers it. Usually at once; reads may lag by
 * seconds, at worst by minutes. Gives up after 5 min. Source: EC2 API reference, "Eventual consistency".
 */
export async function waitVisible<T>(
  read: () => Promise<T | undefined>,
  what: string,
  watch: Watch,
): Promise<T> {
  const judge = (seen: T | undefined): Verdict =>
    seen === undefined
      ? { state: "pending", status: "not visible yet" }
      : { state: "ready", status: "visible" };
  return (await waitFor<T | undefined>({ what, read, judge, ...VISIBLE }, watch)) as T;
}

/** What can be said of a wait for the end of something. */
export interface Goodbye<T> {
  /** @default 600 */
  readonly timeoutSeconds?: number;
  /** @default 5 */
  readonly delaySeconds?: number;
  /** AWS's status word while it is still there. @default "deleting" */
  statusOf?(seen: T): string;
}

/** Waits until a read by id no longer shows something. `read` answers `undefined` for what is gone. */
export async function waitGone<T>(
  read: () => Promise<T | undefined>,
  what: string,
  watch: Watch,
  goodbye: Goodbye<T> = {},
): Promise<void> {
  const { statusOf, ...bounds } = goodbye;
  const judge = (seen: T | undefined): Verdict =>
    seen === undefined
      ? { state: "ready", status: "gone" }
      : { state: "pending", status: statusOf?.(seen) ?? "deleting" };
  await waitFor<T | undefined>({ what, read, judge, ...GONE, ...bounds }, watch);
}
