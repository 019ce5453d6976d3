import { CreateTopicCommand, DeleteTopicCommand, UpdateTopicCommand } from "@aws-sdk/client-kafka";
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import type { Watch } from "../../engine/resource.ts";
import { AmbiguousEnd, BrokenResourceError } from "../../errors.ts";
import { type AwsType, ignoreAbsent } from "../type.ts";
import { findBrokerProperties } from "./broker-properties.ts";
import { isClusterRefusal, onceActive, type Subject } from "./cluster-state.ts";
import { isBrokerTimeout, isBrokerTrouble } from "./refusals.ts";
import {
  encodeConfiguration,
  findTopic,
  findTopics,
  NO_TOPIC,
  placeOf,
  type TopicAttributes,
  type TopicProps,
  toTopicId,
} from "./topic-observed.ts";
import { wholeConfiguration, wouldDropUnseen } from "./topic-overrides.ts";
import {
  BUSY_SECONDS,
  hasPartitions,
  isClusterOver,
  type Waiting,
  waitUntilGone,
  waitUntilShown,
} from "./topic-wait.ts";

/** A create whose time ran out may have been done: nobody knows, and the engine looks. */
async function sendCreate(aws: Aws, command: CreateTopicCommand): Promise<void> {
  try {
    await aws.once.kafka.send(command);
  } catch (error) {
    throw isBrokerTimeout(error) ? new AmbiguousEnd(error) : error;
  }
}

/** What a create waits with: nobody follows it. */
const unwatched = ({ clock }: Aws): Watch => ({
  clock,
  signal: new AbortController().signal,
  report: () => undefined,
});

/** Refusals of a create that prove that nothing was done and that it may be done in a moment. */
const isCreateLag = (error: unknown): boolean => !(error instanceof AmbiguousEnd) && isBrokerTrouble(error);

/** Refusals of calls that set an absolute value, and so may be repeated whatever came of them. */
const isLag = (error: unknown): boolean => isBrokerTrouble(error) || isBrokerTimeout(error);

/** Makes a call that sets an absolute value, again while the brokers or the state of their cluster are in the way. */
const untilTaken = (subject: Subject, call: () => Promise<unknown>): Promise<unknown> =>
  onceActive(subject, () => untilSettled(call, { isLag, budgetSeconds: BUSY_SECONDS }, subject.watch));

/** Makes a topic larger. A call that was made before, and whose answer was lost, is refused: there is nothing to add. */
async function addPartitions(waiting: Waiting, subject: Subject, partitions: number): Promise<void> {
  const { clusterArn, name } = placeOf(waiting.id);
  const command = new UpdateTopicCommand({
    ClusterArn: clusterArn,
    TopicName: name,
    PartitionCount: partitions,
  });
  try {
    await untilTaken(subject, () => waiting.aws.safe.kafka.send(command));
  } catch (error) {
    if (!isClusterRefusal(error) || !(await hasPartitions(waiting, partitions))) throw error;
  }
}

/** Asks for the deletion; a topic whose cluster is over goes with it. */
async function requestDelete({ aws, id, watch }: Waiting): Promise<void> {
  const { clusterArn, name } = placeOf(id);
  const command = new DeleteTopicCommand({ ClusterArn: clusterArn, TopicName: name });
  try {
    await untilTaken({ aws, arn: clusterArn, watch }, () =>
      ignoreAbsent(() => aws.safe.kafka.send(command), ...NO_TOPIC),
    );
  } catch (error) {
    const isOfState = isClusterRefusal(error) || error instanceof BrokenResourceError;
    if (!isOfState || !(await isClusterOver(aws, clusterArn))) throw error;
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
    "kafka:DescribeConfigurationRevision",
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
    const settled = () => untilSettled(call, { isLag: isCreateLag, budgetSeconds: BUSY_SECONDS }, aws.clock);
    await onceActive({ aws, arn: clusterArn, watch: unwatched(aws) }, settled);
    return { id: toTopicId({ clusterArn, name }) };
  },

  ready: (aws, id, watch) => waitUntilShown({ aws, id, watch }),

  /** MSK takes either partitions or configuration in one call. */
  async update(aws, id, changes, context) {
    const { clusterArn, name } = placeOf(id);
    const subject = { aws, arn: clusterArn, watch: context };
    const { partitions, configuration } = context.props;
    const changed = changes.find(({ prop }) => prop === "configuration");
    if (changed !== undefined) {
      if (context.observed.untold?.includes("configuration") === true) throw wouldDropUnseen(name);
      const whole = await wholeConfiguration(configuration, changed, () =>
        findBrokerProperties(aws, clusterArn),
      );
      const Configs = encodeConfiguration(whole);
      const command = new UpdateTopicCommand({ ClusterArn: clusterArn, TopicName: name, Configs });
      await untilTaken(subject, () => aws.safe.kafka.send(command));
    }
    if (changes.some(({ prop }) => prop === "partitions"))
      await addPartitions({ aws, id, watch: context }, subject, partitions);
  },

  async delete(aws, id, context) {
    await requestDelete({ aws, id, watch: context });
    return [];
  },

  gone: (aws, id, watch) => waitUntilGone({ aws, id, watch }),
};
