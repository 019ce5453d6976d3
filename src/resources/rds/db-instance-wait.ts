import type { Aws } from "../../aws/env.ts";
import { type Verdict, waitFor, waitVisible } from "../../aws/waiter.ts";
import type { Watch } from "../../engine/resource.ts";
import { BrokenResourceError } from "../../errors.ts";
import { withNews } from "../news.ts";
import { toStuckError } from "../stuck-error.ts";
import { findDbInstance, type ObservedDbInstance } from "./db-instance-observed.ts";
import { findDbEvents } from "./events.ts";

const CREATE_SECONDS = 40 * 60;
const UPDATE_SECONDS = 80 * 60;
const POLL_SECONDS = 10;
// The status flaps between the parts of a change: available, backing-up, available, modifying, available.
const CONFIRMATIONS = 3;
// An immediate change starts within a minute; values that are still pending then wait for the window.
const LOOKS_AT_PENDING = 3;

// A backup is running in `backing-up`, so RDS refuses to modify: usable, but not yet ready.
const READY = new Set(["available", "storage-full", "storage-initialization", "storage-optimization"]);

/**
 * Waits until an instance has been ready on three looks in a row. Usually 10 to 20 min after a create; gives up after
 * 40 min while it is created, else after 80 min (`WaitTimeoutError`). Values that wait for the maintenance window do not
 * keep it from being ready. Ends at once with `BrokenResourceError`, and RDS's own events, where nothing is to be waited for.
 * Safe to repeat.
 */
export async function waitUntilReady(aws: Aws, id: string, watch: Watch): Promise<void> {
  const what = `DB instance ${id}`;
  const read = (): Promise<ObservedDbInstance | undefined> => findDbInstance(aws, id);
  const first = await waitVisible(read, what, watch);
  const timeoutSeconds = first.status === "creating" ? CREATE_SECONDS : UPDATE_SECONDS;
  const bounds = { timeoutSeconds, delaySeconds: POLL_SECONDS, confirmations: CONFIRMATIONS };
  const since = new Date(watch.clock.now());
  try {
    await waitFor({ what, read, judge: createReadyJudge(), ...bounds }, watch);
  } catch (error) {
    if (!(error instanceof BrokenResourceError)) throw error;
    throw withNews(await whyBroken(aws, id, error), await findDbEvents(aws, id, since));
  }
}

/** A state with a name is told with what mends it. */
async function whyBroken(aws: Aws, id: string, error: BrokenResourceError): Promise<BrokenResourceError> {
  const seen = await findDbInstance(aws, id);
  return seen?.stuck === undefined ? error : toStuckError(`DB instance ${id}`, seen.stuck, error);
}

function createReadyJudge(): (seen: ObservedDbInstance | undefined) => Verdict {
  let looks = 0;
  return (seen) => {
    const end = endOf(seen);
    if (end !== undefined) return end;
    const status = seen?.status ?? "";
    const isReady = READY.has(status);
    looks = isReady ? looks + 1 : 0;
    const isSettled = seen?.later === undefined || looks > LOOKS_AT_PENDING;
    return { state: isReady && isSettled ? "ready" : "pending", status };
  };
}

/** The verdict on an instance that will not become ready by itself. */
function endOf(seen: ObservedDbInstance | undefined): Verdict | undefined {
  if (seen === undefined) return { state: "failed", status: "gone", reason: "It is no longer there." };
  const { status, condition, stuck } = seen;
  if (condition === "leaving") return { state: "failed", status, reason: "It is being deleted." };
  const isOver = condition === "broken" || (stuck !== undefined && !READY.has(status));
  return isOver ? { state: "failed", status } : undefined;
}

/** Waits until an instance that was given more storage is no longer full, which takes minutes; gives up after 80 min. */
export async function waitForRoom(aws: Aws, id: string, watch: Watch): Promise<void> {
  const judge = (seen: ObservedDbInstance | undefined): Verdict => ({
    state: seen?.stuck?.mendedBy === undefined ? "ready" : "pending",
    status: seen?.status ?? "not visible",
  });
  const bounds = { timeoutSeconds: UPDATE_SECONDS, delaySeconds: POLL_SECONDS };
  await waitFor({ what: `DB instance ${id}`, read: () => findDbInstance(aws, id), judge, ...bounds }, watch);
}
