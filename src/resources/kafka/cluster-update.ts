import { DescribeClusterOperationV2Command } from "@aws-sdk/client-kafka";
import type { Aws } from "../../aws/env.ts";
import { type Verdict, waitFor } from "../../aws/waiter.ts";
import type { Change } from "../../engine/change.ts";
import { isSatisfied } from "../../engine/compare.ts";
import type { UpdateContext } from "../../engine/resource.ts";
import { AmbiguousEnd } from "../../errors.ts";
import { orAbsent } from "../type.ts";
import {
  CLUSTER_COMPARE,
  type ClusterAttributes,
  type ClusterLook,
  type ClusterProps,
} from "./cluster-observed.ts";
import { type Operation, operationsFor } from "./cluster-operations.ts";
import {
  DOUBT_SECONDS,
  hasReasonToRetry,
  isClusterRefusal,
  longestSeconds,
  onceActive,
  type Subject,
  waitUntilActive,
} from "./cluster-state.ts";
import { explainStorage } from "./storage-cool-down.ts";
import { changeTags } from "./tagging.ts";

const POLL_SECONDS = 15;
/** How often one operation is sent: its end may not be seen, and the cluster may change under it. */
const SENDS = 5;
const PAUSE_SECONDS = 15;

interface OperationLook {
  readonly status: string;
  readonly reason: string;
}

/** Source: MSK API reference, "Operation": PENDING, UPDATE_IN_PROGRESS, UPDATE_COMPLETE, UPDATE_FAILED. */
async function findOperation(aws: Aws, operationArn: string): Promise<OperationLook | undefined> {
  const command = new DescribeClusterOperationV2Command({ ClusterOperationArn: operationArn });
  const told = await orAbsent(async () => aws.safe.kafka.send(command), "NotFoundException");
  const info = told?.ClusterOperationInfo;
  if (info === undefined) return undefined;
  const { ErrorCode, ErrorString } = info.ErrorInfo ?? {};
  const reason = [ErrorCode, ErrorString].filter((part) => part !== undefined).join(": ");
  return { status: info.OperationState ?? "PENDING", reason };
}

async function waitForOperation({ aws, wanted, watch }: Update, operationArn: string): Promise<void> {
  const judge = (seen: OperationLook | undefined): Verdict => {
    if (seen === undefined) return { state: "pending", status: "UPDATING" };
    if (seen.status === "UPDATE_COMPLETE") return { state: "ready", status: seen.status };
    return { state: seen.status === "UPDATE_FAILED" ? "failed" : "pending", ...seen };
  };
  const read = (): Promise<OperationLook | undefined> => findOperation(aws, operationArn);
  const bounds = { timeoutSeconds: longestSeconds(wanted.brokers), delaySeconds: POLL_SECONDS };
  await waitFor({ what: `change of MSK cluster (${operationArn})`, read, judge, ...bounds }, watch);
}

interface Update extends Subject {
  readonly wanted: ClusterProps;
}

const isDone = (operation: Operation, wanted: ClusterProps, { observed }: ClusterLook): boolean =>
  operation.props.every((prop) => isSatisfied(CLUSTER_COMPARE[prop], wanted[prop], observed.props[prop]));

/** Sends one operation to an ACTIVE cluster and waits for its end. What an earlier send has done is not done again. */
async function carryOut(update: Update, operation: Operation): Promise<void> {
  const { aws, arn, wanted, watch } = update;
  let hasRefused = false;
  for (let send = 1; ; send++) {
    const look = await waitUntilActive(aws, arn, watch);
    if (isDone(operation, wanted, look)) return;
    try {
      await sendAndWait(update, operation, look.currentVersion);
      return;
    } catch (error) {
      if (send >= SENDS || !(await isWorthRepeating(update, { operation, look, error, hasRefused })))
        throw error;
      hasRefused = isClusterRefusal(error);
      await watch.clock.sleep(PAUSE_SECONDS, watch.signal);
    }
  }
}

async function sendAndWait(update: Update, operation: Operation, version: string): Promise<void> {
  const { aws, arn, wanted } = update;
  const target = { ClusterArn: arn, CurrentVersion: version };
  const { ClusterOperationArn } = await operation.send(aws, target, wanted);
  if (ClusterOperationArn !== undefined) await waitForOperation(update, ClusterOperationArn);
}

interface Attempt {
  readonly operation: Operation;
  /** The cluster that the operation was meant for. */
  readonly look: ClusterLook;
  readonly error: unknown;
  /** Whether the send before was refused as well. */
  readonly hasRefused: boolean;
}

/**
 * Whether the cluster may take the operation if it is sent again, or has done it: nobody saw what came of it, or the look that
 * it was meant for was behind, as the next ones show. One refusal without a reason may be of something that was made a moment
 * ago, such as the configuration's revision; a second one stands.
 */
async function isWorthRepeating(update: Update, attempt: Attempt): Promise<boolean> {
  const { operation, look, error, hasRefused } = attempt;
  if (error instanceof AmbiguousEnd) return true;
  if (!isClusterRefusal(error)) return false;
  const isOther = (next: ClusterLook): boolean =>
    next.currentVersion !== look.currentVersion || isDone(operation, update.wanted, next);
  return (await hasReasonToRetry(update, hasRefused ? 0 : DOUBT_SECONDS, isOther)) || !hasRefused;
}

/**
 * Changes a cluster in place, one operation at a time, each with the version of the cluster that it is meant for. The
 * brokers restart one by one at most, so that topics with more replicas than `min.insync.replicas` stay usable. What MSK
 * refuses keeps nothing else from being done: the first refusal is thrown in the end.
 */
export async function updateCluster(
  aws: Aws,
  arn: string,
  changes: readonly Change<ClusterProps>[],
  context: UpdateContext<ClusterProps, ClusterAttributes>,
): Promise<void> {
  const update = { aws, arn, wanted: context.props, watch: context };
  await onceActive(update, () => changeTags(aws, arn, changes));
  const refusals: unknown[] = [];
  for (const operation of operationsFor(new Set(changes.map(({ prop }) => prop)))) {
    try {
      await carryOut(update, operation);
    } catch (error) {
      if (!isClusterRefusal(error)) throw error;
      const isOfStorage = operation.props.includes("storageGib");
      refusals.push(isOfStorage ? await explainStorage(aws, arn, error) : error);
    }
  }
  if (refusals.length > 0) throw refusals[0];
}
