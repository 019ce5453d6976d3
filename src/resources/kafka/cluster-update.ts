import {
  DescribeClusterOperationV2Command,
  UpdateBrokerCountCommand,
  UpdateBrokerStorageCommand,
  UpdateBrokerTypeCommand,
  UpdateClusterConfigurationCommand,
  UpdateClusterKafkaVersionCommand,
  UpdateMonitoringCommand,
  UpdateSecurityCommand,
} from "@aws-sdk/client-kafka";
import type { Aws } from "../../aws/env.ts";
import { type Verdict, waitFor } from "../../aws/waiter.ts";
import type { Change } from "../../engine/change.ts";
import { isSatisfied } from "../../engine/compare.ts";
import type { UpdateContext, Watch } from "../../engine/resource.ts";
import { AmbiguousEnd } from "../../errors.ts";
import { orAbsent } from "../type.ts";
import {
  CLUSTER_COMPARE,
  type ClusterAttributes,
  type ClusterLook,
  type ClusterProps,
  findClusterLook,
} from "./cluster-observed.ts";
import { isOutdatedVersion, isWrongState } from "./refusals.ts";
import { changeTags } from "./tagging.ts";

type Prop = keyof ClusterProps;

/** What a sent operation is known by. */
interface Begun {
  readonly ClusterOperationArn?: string | undefined;
}

/** One operation of MSK: the props that it sets, and its call. */
interface Operation {
  readonly props: readonly Prop[];
  send(aws: Aws, target: Target, wanted: ClusterProps): Promise<Begun>;
}

/** Names the cluster and the state that a change is meant for. */
interface Target {
  readonly ClusterArn: string;
  readonly CurrentVersion: string;
}

/** A cluster is made in 20 to 45 min, a broker replaced in 10 to 15. Terraform's AWS provider gives each 120 min, too. */
const OPERATION_SECONDS = 120 * 60;
const POLL_SECONDS = 15;
/** How often one operation is sent: its end may not be seen, and the cluster may change under it. */
const SENDS = 5;
const PAUSE_SECONDS = 15;

/**
 * MSK's operations in the order in which they are sent: room and brokers first, then what restarts the brokers one by one,
 * and the configuration last, as the new version reads it.
 */
const OPERATIONS: readonly Operation[] = [
  {
    props: ["storageGib"],
    send: (aws, target, { storageGib }) =>
      aws.once.kafka.send(
        new UpdateBrokerStorageCommand({
          ...target,
          TargetBrokerEBSVolumeInfo: [{ KafkaBrokerNodeId: "All", VolumeSizeGB: storageGib }],
        }),
      ),
  },
  {
    props: ["brokers"],
    send: (aws, target, { brokers }) =>
      aws.once.kafka.send(new UpdateBrokerCountCommand({ ...target, TargetNumberOfBrokerNodes: brokers })),
  },
  {
    props: ["monitoring"],
    send: (aws, target, { monitoring }) =>
      aws.once.kafka.send(
        new UpdateMonitoringCommand({
          ...target,
          EnhancedMonitoring: monitoring as "PER_TOPIC_PER_PARTITION",
        }),
      ),
  },
  {
    props: ["clientBroker", "unauthenticated"],
    send: (aws, target, { clientBroker, unauthenticated }) =>
      aws.once.kafka.send(
        new UpdateSecurityCommand({
          ...target,
          ClientAuthentication: { Unauthenticated: { Enabled: unauthenticated } },
          EncryptionInfo: { EncryptionInTransit: { ClientBroker: clientBroker as "TLS" } },
        }),
      ),
  },
  {
    props: ["instanceType"],
    send: (aws, target, { instanceType }) =>
      aws.once.kafka.send(new UpdateBrokerTypeCommand({ ...target, TargetInstanceType: instanceType })),
  },
  {
    props: ["kafkaVersion"],
    send: (aws, target, { kafkaVersion }) =>
      aws.once.kafka.send(
        new UpdateClusterKafkaVersionCommand({ ...target, TargetKafkaVersion: kafkaVersion }),
      ),
  },
  {
    props: ["configuration"],
    send: (aws, target, { configuration: { arn, revision } }) =>
      aws.once.kafka.send(
        new UpdateClusterConfigurationCommand({
          ...target,
          ConfigurationInfo: { Arn: arn, Revision: revision },
        }),
      ),
  },
];

function endOf(look: ClusterLook | undefined): Verdict {
  if (look === undefined) return { state: "pending", status: "not visible yet" };
  const { condition, status, reason } = look.observed;
  if (condition === "standing") return { state: "ready", status };
  return { state: condition === "pending" ? "pending" : "failed", status, reason };
}

/**
 * Waits until a cluster is ACTIVE, and answers it. Usually 25 to 35 min after a create; gives up after 120 min
 * (`WaitTimeoutError`). CREATING, UPDATING, HEALING, MAINTENANCE and REBOOTING_BROKER are waited for; FAILED ends the wait in
 * MSK's words. Safe to repeat.
 */
export async function waitUntilActive(aws: Aws, arn: string, watch: Watch): Promise<ClusterLook> {
  const read = (): Promise<ClusterLook | undefined> => findClusterLook(aws, arn);
  const bounds = { timeoutSeconds: OPERATION_SECONDS, delaySeconds: POLL_SECONDS };
  return (await waitFor({ what: `MSK cluster ${arn}`, read, judge: endOf, ...bounds }, watch)) as ClusterLook;
}

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

async function waitForOperation(aws: Aws, operationArn: string, watch: Watch): Promise<void> {
  const judge = (seen: OperationLook | undefined): Verdict => {
    if (seen === undefined) return { state: "pending", status: "UPDATING" };
    if (seen.status === "UPDATE_COMPLETE") return { state: "ready", status: seen.status };
    return { state: seen.status === "UPDATE_FAILED" ? "failed" : "pending", ...seen };
  };
  const read = (): Promise<OperationLook | undefined> => findOperation(aws, operationArn);
  const bounds = { timeoutSeconds: OPERATION_SECONDS, delaySeconds: POLL_SECONDS };
  await waitFor({ what: `change of MSK cluster (${operationArn})`, read, judge, ...bounds }, watch);
}

interface Update {
  readonly aws: Aws;
  readonly arn: string;
  readonly wanted: ClusterProps;
  readonly watch: Watch;
}

/** Whether the cluster may take the operation if it is sent again: it changed meanwhile, or nobody saw what came of it. */
const isWorthRepeating = (error: unknown): boolean =>
  error instanceof AmbiguousEnd || isOutdatedVersion(error) || isWrongState(error);

const isDone = (operation: Operation, wanted: ClusterProps, { observed }: ClusterLook): boolean =>
  operation.props.every((prop) => isSatisfied(CLUSTER_COMPARE[prop], wanted[prop], observed.props[prop]));

/** Sends one operation to an ACTIVE cluster and waits for its end. What an earlier send has done is not done again. */
async function carryOut(update: Update, operation: Operation): Promise<void> {
  const { aws, arn, wanted, watch } = update;
  for (let send = 1; ; send++) {
    const look = await waitUntilActive(aws, arn, watch);
    if (isDone(operation, wanted, look)) return;
    try {
      await sendAndWait(update, operation, look.currentVersion);
      return;
    } catch (error) {
      if (!isWorthRepeating(error) || send >= SENDS) throw error;
      await watch.clock.sleep(PAUSE_SECONDS, watch.signal);
    }
  }
}

async function sendAndWait(
  { aws, arn, wanted, watch }: Update,
  operation: Operation,
  version: string,
): Promise<void> {
  const target = { ClusterArn: arn, CurrentVersion: version };
  const { ClusterOperationArn } = await operation.send(aws, target, wanted);
  if (ClusterOperationArn !== undefined) await waitForOperation(aws, ClusterOperationArn, watch);
}

/**
 * Changes a cluster in place, one operation at a time, each with the version of the cluster that it is meant for. The
 * brokers restart one by one at most, so that topics with more replicas than `min.insync.replicas` stay usable.
 */
export async function updateCluster(
  aws: Aws,
  arn: string,
  changes: readonly Change<ClusterProps>[],
  context: UpdateContext<ClusterProps, ClusterAttributes>,
): Promise<void> {
  await changeTags(aws, arn, changes);
  const changed = new Set<string>(changes.map(({ prop }) => prop));
  const due = OPERATIONS.filter(({ props }) => props.some((prop) => changed.has(prop)));
  const update = { aws, arn, wanted: context.props, watch: context };
  for (const operation of due) await carryOut(update, operation);
}
