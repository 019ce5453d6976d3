import type { Aws } from "../../aws/env.ts";
import { type Verdict, waitFor } from "../../aws/waiter.ts";
import type { Watch } from "../../engine/resource.ts";
import { findClusterLook } from "./cluster-observed.ts";
import { findTopic, type ObservedTopic, placeOf } from "./topic-observed.ts";

/** MSK's reads show a change about a minute late. Source: MSK API reference, "Topics". */
const LAG_SECONDS = 60;
const READY_SECONDS = 30 * 60;
const POLL_SECONDS = 15;
/** Reads come from several caches: one that shows the topic proves little. */
const CONFIRMATIONS = 2;
/** Seconds for which a change of the cluster may stand in the way, broker by broker. */
export const BUSY_SECONDS = 120 * 60;

/** Whether the cluster of a topic is gone, going, or will never serve a topic call again. */
export async function isClusterOver(aws: Aws, clusterArn: string): Promise<boolean> {
  const look = await findClusterLook(aws, clusterArn);
  return look === undefined || look.observed.condition === "broken" || look.observed.condition === "leaving";
}

/** A topic and whether it can still come to anything. */
interface Look {
  readonly seen: ObservedTopic | undefined;
  readonly isOver: boolean;
}

async function lookAt(aws: Aws, id: string): Promise<Look> {
  const seen = await findTopic(aws, id);
  return { seen, isOver: seen?.unread === true && (await isClusterOver(aws, placeOf(id).clusterArn)) };
}

function readiness({ seen, isOver }: Look): Verdict {
  const status = seen?.status ?? "not visible yet";
  if (isOver) return { state: "failed", status, reason: "Its cluster is gone or broken." };
  return { state: seen?.condition === "standing" ? "ready" : "pending", status };
}

function absence({ seen, isOver }: Look): Verdict {
  const isGone = seen === undefined || isOver;
  return { state: isGone ? "ready" : "pending", status: isGone ? "gone" : "deleting" };
}

/** A topic that is waited for. */
export interface Waiting {
  readonly aws: Aws;
  readonly id: string;
  readonly watch: Watch;
}

function waitForTopic(
  { aws, id, watch }: Waiting,
  judge: (look: Look) => Verdict,
  confirmations: number,
): Promise<Look> {
  let timeoutSeconds = READY_SECONDS;
  const read = async (): Promise<Look> => {
    const look = await lookAt(aws, id);
    if (look.seen?.unread === true) timeoutSeconds = BUSY_SECONDS;
    return look;
  };
  const bounds = { delaySeconds: POLL_SECONDS, confirmations };
  const what = `topic ${placeOf(id).name}`;
  return waitFor(
    {
      ...{ what, read, judge, ...bounds },
      get timeoutSeconds() {
        return timeoutSeconds;
      },
    },
    watch,
  );
}

/** Sleeps as long as the reads lag: with many topics each look counts. */
async function sleepOut({ watch }: Waiting, status: string): Promise<void> {
  watch.report(status);
  await watch.clock.sleep(LAG_SECONDS, watch.signal);
}

/** Waits until MSK shows a topic as ACTIVE, twice in a row. */
export async function waitUntilShown(waiting: Waiting): Promise<void> {
  const first = await lookAt(waiting.aws, waiting.id);
  if (first.seen === undefined) await sleepOut(waiting, "waiting until MSK shows it");
  await waitForTopic(waiting, readiness, CONFIRMATIONS);
}

/** Waits until MSK no longer shows a topic. */
export async function waitUntilGone(waiting: Waiting): Promise<void> {
  await sleepOut(waiting, "waiting until MSK no longer shows it");
  await waitForTopic(waiting, absence, 1);
}

/** Whether a topic has so many partitions, as reads show after the minute by which they lag. */
export async function hasPartitions({ aws, id, watch }: Waiting, partitions: number): Promise<boolean> {
  const begun = watch.clock.now();
  for (;;) {
    if (((await findTopic(aws, id))?.props.partitions ?? 0) >= partitions) return true;
    if (watch.clock.secondsSince(begun) >= LAG_SECONDS) return false;
    await watch.clock.sleep(POLL_SECONDS, watch.signal);
  }
}
