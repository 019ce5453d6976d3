import { CreateTopicCommand, DeleteTopicCommand, UpdateTopicCommand } from "@aws-sdk/client-kafka";
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, hasName } from "../../aws/errors.ts";
import { type Verdict, waitFor } from "../../aws/waiter.ts";
import type { Watch } from "../../engine/resource.ts";
import { AmbiguousEnd } from "../../errors.ts";
import { type AwsType, ignoreAbsent } from "../type.ts";
import { findClusterLook } from "./cluster-observed.ts";
import { isBrokerTimeout, isBrokerTrouble, isWrongState } from "./refusals.ts";
import {
  encodeConfiguration,
  findTopic,
  findTopics,
  NO_TOPIC,
  type ObservedTopic,
  placeOf,
  type TopicAttributes,
  type TopicProps,
  toTopicId,
} from "./topic-observed.ts";
import { wholeConfiguration } from "./topic-overrides.ts";

/** MSK's reads show a change about a minute late. Source: MSK API reference, "Topics". */
const LAG_SECONDS = 60;
const READY_SECONDS = 30 * 60;
const POLL_SECONDS = 15;
/** Reads come from several caches: one that shows the topic proves little. */
const CONFIRMATIONS = 2;
/** A change of the cluster may stand in the way, broker by broker. */
const BUSY_SECONDS = 120 * 60;

/** Whether the cluster of a topic is gone, going, or will never serve a topic call again. */
async function isClusterOver(aws: Aws, id: string): Promise<boolean> {
  const look = await findClusterLook(aws, placeOf(id).clusterArn);
  return look === undefined || look.observed.condition === "broken" || look.observed.condition === "leaving";
}

/** A topic and whether it can still come to anything. */
interface Look {
  readonly seen: ObservedTopic | undefined;
  readonly isOver: boolean;
}

async function lookAt(aws: Aws, id: string): Promise<Look> {
  const seen = await findTopic(aws, id);
  return { seen, isOver: seen?.unread === true && (await isClusterOver(aws, id)) };
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

interface Waiting {
  readonly aws: Aws;
  readonly id: string;
  readonly watch: Watch;
}

function waitForTopic(
  { aws, id, watch }: Waiting,
  judge: (look: Look) => Verdict,
  confirmations: number,
): Promise<Look> {
  const bounds = { timeoutSeconds: READY_SECONDS, delaySeconds: POLL_SECONDS, confirmations };
  const what = `topic ${placeOf(id).name}`;
  return waitFor({ what, read: () => lookAt(aws, id), judge, ...bounds }, watch);
}

/** Sleeps as long as the reads lag: with many topics each look counts. */
async function sleepOut({ watch }: Waiting, status: string): Promise<void> {
  watch.report(status);
  await watch.clock.sleep(LAG_SECONDS, watch.signal);
}

async function waitUntilShown(waiting: Waiting): Promise<void> {
  const first = await lookAt(waiting.aws, waiting.id);
  if (first.seen === undefined) await sleepOut(waiting, "waiting until MSK shows it");
  await waitForTopic(waiting, readiness, CONFIRMATIONS);
}

async function waitUntilGone(waiting: Waiting): Promise<void> {
  await sleepOut(waiting, "waiting until MSK no longer shows it");
  await waitForTopic(waiting, absence, 1);
}

/** A create whose time ran out may have been done: nobody knows, and the engine looks. */
async function sendCreate(aws: Aws, command: CreateTopicCommand): Promise<void> {
  try {
    await aws.once.kafka.send(command);
  } catch (error) {
    throw isBrokerTimeout(error) ? new AmbiguousEnd(error) : error;
  }
}

/** Refusals of a create that prove that nothing was done and that it may be done in a moment. */
const isCreateLag = (error: unknown): boolean =>
  !(error instanceof AmbiguousEnd) && (isBrokerTrouble(error) || isWrongState(error));

/** Refusals of calls that set an absolute value, and so may be repeated whatever came of them. */
const isBusy = (error: unknown): boolean =>
  isBrokerTrouble(error) || isBrokerTimeout(error) || isWrongState(error);

/** A repeated call may find its work done. BadRequestException, Kafka's "Topic already has 20 partition(s)." */
function partitionsThereIsFine(error: unknown): void {
  const isDone = hasName(error, ["BadRequestException"]) && /already has/.test(errorMessage(error));
  if (!isDone) throw error;
}

/** Asks for the deletion; a topic whose cluster is over goes with it. */
async function requestDelete(aws: Aws, id: string): Promise<void> {
  const { clusterArn, name } = placeOf(id);
  const command = new DeleteTopicCommand({ ClusterArn: clusterArn, TopicName: name });
  try {
    await ignoreAbsent(() => aws.safe.kafka.send(command), ...NO_TOPIC);
  } catch (error) {
    if (!isWrongState(error) || !(await isClusterOver(aws, id))) throw error;
  }
}

/**
 * A topic of an MSK cluster, made through MSK's own API: no path to the brokers is needed. Made in about two minutes, most of
 * them the lag of MSK's reads. Needs a provisioned cluster with Kafka 3.6 or newer.
 */
export const kafkaTopic: AwsType<TopicProps, TopicAttributes> = {
  name: "kafka/topic",
  title: "Kafka topic",
  repeat: "name",
  proof: "parent",
  compare: {
    clusterArn: "exact",
    name: "exact",
    partitions: "exact",
    replicationFactor: "exact",
    configuration: "subset",
  },
  replaceOn: ["clusterArn", "name", "replicationFactor"],
  holds: ["clusterArn"],
  stable: ["arn", "name", "clusterArn"],
  typicalSeconds: { create: 100, update: 90, delete: 75 },
  holdsData: true,
  iamActions: [
    "kafka:ListTopics",
    "kafka:DescribeTopic",
    "kafka:CreateTopic",
    "kafka:UpdateTopic",
    "kafka:DeleteTopic",
    "kafka:DescribeClusterV2",
    "kafka-cluster:Connect",
    "kafka-cluster:DescribeTopic",
    "kafka-cluster:DescribeTopicDynamicConfiguration",
    "kafka-cluster:CreateTopic",
    "kafka-cluster:AlterTopic",
    "kafka-cluster:AlterTopicDynamicConfiguration",
    "kafka-cluster:DeleteTopic",
  ],

  nameOf: ({ clusterArn, name }) =>
    clusterArn === undefined || name === undefined ? undefined : toTopicId({ clusterArn, name }),

  list: findTopics,

  get: findTopic,

  async create(aws, { clusterArn, name, partitions, replicationFactor, configuration }) {
    const isConfigured = Object.keys(configuration).length > 0;
    const command = new CreateTopicCommand({
      ClusterArn: clusterArn,
      TopicName: name,
      PartitionCount: partitions,
      ReplicationFactor: replicationFactor,
      ...(isConfigured ? { Configs: encodeConfiguration(configuration) } : {}),
    });
    const call = (): Promise<void> => asAlreadyExists(() => sendCreate(aws, command));
    await untilSettled(call, { isLag: isCreateLag, budgetSeconds: BUSY_SECONDS }, aws.clock);
    return { id: toTopicId({ clusterArn, name }) };
  },

  ready: (aws, id, watch) => waitUntilShown({ aws, id, watch }),

  /** MSK takes either partitions or configuration in one call. */
  async update(aws, id, changes, context) {
    const { clusterArn, name } = placeOf(id);
    const { partitions, configuration } = context.props;
    const ofProp = (wanted: keyof TopicProps) => changes.filter(({ prop }) => prop === wanted);
    const parts = [
      ...ofProp("configuration").map((change) => ({
        Configs: encodeConfiguration(wholeConfiguration(configuration, change)),
      })),
      ...ofProp("partitions").map(() => ({ PartitionCount: partitions })),
    ];
    for (const part of parts) {
      const command = new UpdateTopicCommand({ ClusterArn: clusterArn, TopicName: name, ...part });
      const call = (): Promise<unknown> => aws.safe.kafka.send(command).catch(partitionsThereIsFine);
      await untilSettled(call, { isLag: isBusy, budgetSeconds: BUSY_SECONDS }, context);
    }
  },

  async delete(aws, id, context) {
    await untilSettled(() => requestDelete(aws, id), { isLag: isBusy, budgetSeconds: BUSY_SECONDS }, context);
    return [];
  },

  gone: (aws, id, watch) => waitUntilGone({ aws, id, watch }),
};
