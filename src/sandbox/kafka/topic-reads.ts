import type {
  DescribeTopicCommandInput,
  DescribeTopicCommandOutput,
  DescribeTopicPartitionsCommandInput,
  DescribeTopicPartitionsCommandOutput,
  ListTopicsCommandInput,
  ListTopicsCommandOutput,
  TopicState,
} from "@aws-sdk/client-kafka";
import { type Call, read } from "../operation.ts";
import { notFound } from "./dialect.ts";
import { paginate, topicArn } from "./identifier.ts";
import { standingOf } from "./lifecycle.ts";
import { type KafkaCluster, type KafkaTopic, type TopicChange, topics } from "./tables.ts";
import { toToldConfiguration } from "./topic-configuration.ts";
import { getServing, READ_LAG_SECONDS } from "./topic-serving.ts";

/** Simulated seconds for which a new or changed topic has a status of its own. */
const BUSY_SECONDS = 3;

/** A topic as the reads show it. */
interface Shown extends TopicChange {
  readonly status: TopicState;
}

/** What the reads show of a topic, which is what it was a minute ago; `undefined` for what they do not know or no longer. */
function show(row: KafkaTopic, call: Call): Shown | undefined {
  const passed = (instant: number): number => call.account.clock.secondsSince(instant) - READ_LAG_SECONDS;
  const seen = row.changes.findLast(({ at }) => passed(at) >= 0);
  if (seen === undefined) return undefined;
  if (row.deletedAt !== undefined && passed(row.deletedAt) >= 0) return { ...seen, status: "DELETING" };
  if (passed(seen.at) >= BUSY_SECONDS) return { ...seen, status: "ACTIVE" };
  return { ...seen, status: seen === row.changes[0] ? "CREATING" : "UPDATING" };
}

function getShown(
  call: Call,
  cluster: KafkaCluster,
  name: string | undefined,
): { row: KafkaTopic; shown: Shown } {
  const row = call.account.table(topics).find(`${cluster.id}|${name ?? ""}`);
  const shown = row === undefined ? undefined : show(row, call);
  if (row === undefined || shown === undefined)
    throw notFound("topicName", `The topic ${name ?? ""} does not exist.`);
  return { row, shown };
}

function listTopics(input: ListTopicsCommandInput, call: Call): Omit<ListTopicsCommandOutput, "$metadata"> {
  const cluster = getServing(call, input.ClusterArn);
  const found = call.account
    .table(topics)
    .all()
    .filter(
      ({ clusterArn, name }) => clusterArn === cluster.id && name.startsWith(input.TopicNameFilter ?? ""),
    )
    .flatMap((row) => {
      const shown = show(row, call);
      return shown === undefined ? [] : [{ row, shown }];
    });
  const { page, ...rest } = paginate(found, input);
  const Topics = page.map(({ row, shown }) => ({
    TopicArn: topicArn(cluster.id, row.name),
    TopicName: row.name,
    ReplicationFactor: row.replicationFactor,
    PartitionCount: shown.partitions,
    OutOfSyncReplicaCount: 0,
  }));
  return { Topics, ...rest };
}

function describeTopic(
  input: DescribeTopicCommandInput,
  call: Call,
): Omit<DescribeTopicCommandOutput, "$metadata"> {
  const cluster = getServing(call, input.ClusterArn);
  const { row, shown } = getShown(call, cluster, input.TopicName);
  return {
    TopicArn: topicArn(cluster.id, row.name),
    TopicName: row.name,
    ReplicationFactor: row.replicationFactor,
    PartitionCount: shown.partitions,
    Configs: toToldConfiguration(cluster, shown.configuration, call),
    Status: shown.status,
  };
}

/** Partitions go round the brokers, replicas to the next ones. */
function describePartitions(
  input: DescribeTopicPartitionsCommandInput,
  call: Call,
): Omit<DescribeTopicPartitionsCommandOutput, "$metadata"> {
  const cluster = getServing(call, input.ClusterArn);
  const { row, shown } = getShown(call, cluster, input.TopicName);
  const { brokers } = standingOf(cluster, call).settings;
  const partitions = Array.from({ length: shown.partitions }, (_, index) => {
    const replicas = Array.from(
      { length: row.replicationFactor },
      (__, replica) => ((index + replica) % brokers) + 1,
    );
    return { Partition: index, Leader: replicas[0], Replicas: replicas, Isr: [...replicas] };
  });
  const { page, ...rest } = paginate(partitions, input);
  return { Partitions: page, ...rest };
}

/** MSK's reads of topics. */
export const topicReadOperations = {
  ListTopics: read<ListTopicsCommandInput, ListTopicsCommandOutput>(listTopics),
  DescribeTopic: read<DescribeTopicCommandInput, DescribeTopicCommandOutput>(describeTopic),
  DescribeTopicPartitions: read<DescribeTopicPartitionsCommandInput, DescribeTopicPartitionsCommandOutput>(
    describePartitions,
  ),
};
