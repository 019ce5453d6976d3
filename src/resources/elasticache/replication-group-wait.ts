import type { Aws } from "../../aws/env.ts";
import { type Verdict, waitFor, waitVisible } from "../../aws/waiter.ts";
import type { Change } from "../../engine/change.ts";
import { isSatisfied } from "../../engine/compare.ts";
import type { Watch } from "../../engine/resource.ts";
import { BrokenResourceError } from "../../errors.ts";
import { withNews } from "../news.ts";
import { findCacheEvents } from "./events.ts";
import {
  findReplicationGroup,
  findWholeStatus,
  type ObservedReplicationGroup,
  REPLICATION_GROUP_COMPARE,
  type ReplicationGroupProps,
  toCondition,
} from "./replication-group-observed.ts";

const CREATE_SECONDS = 60 * 60;
const UPDATE_SECONDS = 90 * 60;
const TAKE_UP_SECONDS = 120;
const POLL_SECONDS = 10;
// Between two parts of a change the status is available for a moment.
const CONFIRMATIONS = 2;

/**
 * Waits until a replication group with all its shards and nodes has been available on two looks in a row. Usually 6 to 9 min after a create; gives up
 * after an hour while it is created, else after 90 min (`WaitTimeoutError`). Safe to repeat.
 */
export async function waitUntilAvailable(aws: Aws, id: string, watch: Watch): Promise<void> {
  const what = `replication group ${id}`;
  const read = (): Promise<string | undefined> => findWholeStatus(aws, id);
  const first = await waitVisible(read, what, watch);
  const timeoutSeconds = first === "creating" ? CREATE_SECONDS : UPDATE_SECONDS;
  const bounds = { timeoutSeconds, delaySeconds: POLL_SECONDS, confirmations: CONFIRMATIONS };
  const since = new Date(watch.clock.now());
  try {
    await waitFor({ what, read, judge: judgeStatus, ...bounds }, watch);
  } catch (error) {
    if (!(error instanceof BrokenResourceError)) throw error;
    throw withNews(error, await findCacheEvents(aws, id, since));
  }
}

function judgeStatus(status: string | undefined): Verdict {
  if (status === undefined) return { state: "failed", status: "gone", reason: "It is no longer there." };
  const condition = toCondition(status);
  if (condition === "broken") return { state: "failed", status };
  if (condition === "leaving") return { state: "failed", status, reason: "It is being deleted." };
  // While a snapshot is taken the group serves, but takes no change.
  return { state: status === "available" ? "ready" : "pending", status };
}

/**
 * After a change was accepted the status may stay `available` for some seconds: waits until it is under way or done. What
 * is neither after two minutes is left to the caller's next look.
 */
export async function waitForTakeUp(
  aws: Aws,
  id: string,
  changes: readonly Change<ReplicationGroupProps>[],
  watch: Watch,
): Promise<void> {
  const begun = watch.clock.now();
  const judge = (seen: ObservedReplicationGroup | undefined): Verdict => {
    const isDone = ({ prop, to }: Change<ReplicationGroupProps>): boolean =>
      isSatisfied(REPLICATION_GROUP_COMPARE[prop], to, seen?.props[prop]);
    const isOver = watch.clock.secondsSince(begun) > TAKE_UP_SECONDS;
    const isTakenUp = seen?.status !== "available" || changes.every(isDone) || isOver;
    return { state: isTakenUp ? "ready" : "pending", status: seen?.status ?? "not visible" };
  };
  const read = (): Promise<ObservedReplicationGroup | undefined> => findReplicationGroup(aws, id);
  const bounds = { timeoutSeconds: 2 * TAKE_UP_SECONDS, delaySeconds: 5 };
  await waitFor({ what: `replication group ${id}`, read, judge, ...bounds }, watch);
}
