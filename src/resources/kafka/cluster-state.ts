import type { Aws } from "../../aws/env.ts";
import { hasName } from "../../aws/errors.ts";
import { type Verdict, waitFor } from "../../aws/waiter.ts";
import type { Watch } from "../../engine/resource.ts";
import { type ClusterLook, findClusterLook } from "./cluster-observed.ts";

/** A cluster is made in 20 to 45 min. Terraform's AWS provider gives every change of one 120 min. */
const LEAST_SECONDS = 120 * 60;
/** What brings down the brokers one by one takes 10 to 15 min for each. Source: MSK Developer Guide, "Update the broker type". */
const BROKER_SECONDS = 20 * 60;
const POLL_SECONDS = 15;
/** Looks in a row that do not show a cluster which was seen, after which it is gone: a single one may be AWS's slip. */
const MISSES = 4;

/** Seconds that a refusal by an ACTIVE cluster must last: a read may show it ACTIVE that is not, or no longer. */
export const DOUBT_SECONDS = 30;
const LEAST_REFUSALS = 3;
const PAUSE_SECONDS = 5;

/** Seconds after which one change of a cluster with so many brokers is given up. */
export const longestSeconds = (brokers: number): number => Math.max(LEAST_SECONDS, brokers * BROKER_SECONDS);

/**
 * Whether MSK refused a call. Its two names for a state that forbids the call have other meanings, too, and what it says with
 * them differs from call to call: which of them it is, only the cluster's status tells.
 */
export const isClusterRefusal = (error: unknown): boolean =>
  hasName(error, ["BadRequestException", "ConflictException"]);

function endOf(look: ClusterLook | undefined, isGone: boolean): Verdict {
  if (look === undefined)
    return isGone ? { state: "failed", status: "gone" } : { state: "pending", status: "not visible yet" };
  const { condition, status, reason } = look.observed;
  if (condition === "standing") return { state: "ready", status };
  return { state: condition === "pending" ? "pending" : "failed", status, reason };
}

/**
 * Waits until a cluster is ACTIVE, and answers it. Usually 25 to 35 min after a create; gives up after 120 min, or 20 min a
 * broker if that is more (`WaitTimeoutError`). CREATING, UPDATING, HEALING, MAINTENANCE and REBOOTING_BROKER are waited for;
 * FAILED and DELETING end the wait at once, in MSK's words (`BrokenResourceError`), and so does one that was seen, here or before
 * as `seen`, and is gone. Safe to repeat.
 */
export async function waitUntilActive(
  aws: Aws,
  arn: string,
  watch: Watch,
  seen?: ClusterLook,
): Promise<ClusterLook> {
  let brokers = seen?.observed.props.brokers ?? 0;
  let isKnown = seen !== undefined;
  let misses = 0;
  const read = async (): Promise<ClusterLook | undefined> => {
    const look = await findClusterLook(aws, arn);
    brokers = look?.observed.props.brokers ?? brokers;
    isKnown ||= look !== undefined;
    misses = look === undefined ? misses + 1 : 0;
    return look;
  };
  const wait = {
    what: `MSK cluster ${arn}`,
    read,
    judge: (look: ClusterLook | undefined) => endOf(look, isKnown && misses >= MISSES),
    delaySeconds: POLL_SECONDS,
    get timeoutSeconds() {
      return longestSeconds(brokers);
    },
  };
  return (await waitFor(wait, watch)) as ClusterLook;
}

/** A cluster whose call is made, and what a wait for it needs. */
export interface Subject {
  readonly aws: Aws;
  readonly arn: string;
  readonly watch: Watch;
}

/** What a read of an ACTIVE cluster answered. */
interface Answer<T> {
  readonly answer: T;
}

/** Makes a read that MSK serves of ACTIVE clusters only; `undefined` while the cluster is none. */
export async function whileActive<T>(
  aws: Aws,
  arn: string,
  read: () => Promise<T>,
): Promise<Answer<T> | undefined> {
  try {
    return { answer: await read() };
  } catch (error) {
    if (!isClusterRefusal(error)) throw error;
    if (!(await isActive(aws, arn))) return undefined;
  }
  // It may have become ACTIVE after it refused: only what it refuses again it refuses for another reason.
  return { answer: await read() };
}

const isActive = async (aws: Aws, arn: string): Promise<boolean> =>
  (await findClusterLook(aws, arn))?.observed.condition === "standing";

/** Since when, and how often, an ACTIVE cluster has refused the same call. */
interface Doubt {
  readonly at: number;
  readonly refusals: number;
}

/**
 * Makes a change that MSK takes of ACTIVE clusters only, and makes it again once the cluster is one. A cluster that will never
 * be ends it at once (`BrokenResourceError`), and so does a refusal that an ACTIVE one keeps up for half a minute. The call
 * must be one that a refusal leaves undone.
 */
export async function onceActive<T>(subject: Subject, call: () => Promise<T>): Promise<T> {
  let doubt: Doubt | undefined;
  for (;;) {
    try {
      return await call();
    } catch (error) {
      if (!isClusterRefusal(error)) throw error;
      doubt = await waitOut(subject, error, doubt);
    }
  }
}

/** Waits until a refused call can be made again; throws the refusal where it has another reason than the state. */
async function waitOut(
  { aws, arn, watch }: Subject,
  error: unknown,
  doubt: Doubt | undefined,
): Promise<Doubt | undefined> {
  const look = await findClusterLook(aws, arn);
  if (look === undefined) throw error;
  if (look.observed.condition !== "standing") {
    await waitUntilActive(aws, arn, watch, look);
    return undefined;
  }
  const next = { at: doubt?.at ?? watch.clock.now(), refusals: (doubt?.refusals ?? 0) + 1 };
  if (next.refusals >= LEAST_REFUSALS && watch.clock.secondsSince(next.at) >= DOUBT_SECONDS) throw error;
  await watch.clock.sleep(PAUSE_SECONDS, watch.signal);
  return next;
}

/**
 * Looks for so many seconds at an ACTIVE cluster that refused a change until a look gives a reason to try again, and tells
 * whether one did: it is no longer ACTIVE, or `isOther` says that it is not what the change was meant for.
 */
export async function hasReasonToRetry(
  { aws, arn, watch }: Subject,
  seconds: number,
  isOther: (look: ClusterLook) => boolean,
): Promise<boolean> {
  const begun = watch.clock.now();
  for (let looks = 1; ; looks++) {
    const look = await findClusterLook(aws, arn);
    if (look === undefined) return false;
    if (look.observed.condition !== "standing" || isOther(look)) return true;
    const isOver = watch.clock.secondsSince(begun) >= seconds && (seconds === 0 || looks >= LEAST_REFUSALS);
    if (isOver) return false;
    await watch.clock.sleep(PAUSE_SECONDS, watch.signal);
  }
}
