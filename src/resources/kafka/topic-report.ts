import { DescribeTopicCommand, paginateDescribeTopicPartitions } from "@aws-sdk/client-kafka";
import type { Aws } from "../../aws/env.ts";
import { collect, orAbsent } from "../type.ts";
import { conditionOf } from "./cluster-observed.ts";
import { findClustersByName } from "./cluster-reads.ts";
import { whileActive } from "./cluster-state.ts";
import { decodeConfiguration, findTopicList, isEmpty, NO_TOPIC, untilAnswered } from "./topic-observed.ts";

/** One partition of a topic. */
export interface PartitionReport {
  readonly partition: number;
  /** Id of the broker that leads it. */
  readonly leader: number | undefined;
  /** Ids of the brokers that hold it. */
  readonly replicas: readonly number[];
  /** Ids of those that have all of it. */
  readonly inSync: readonly number[];
}

/** One topic as it stands. */
export interface TopicReport {
  readonly name: string;
  readonly replicationFactor: number | undefined;
  readonly partitions: readonly PartitionReport[];
  /** Every key, the brokers' own values included. */
  readonly configuration: Readonly<Record<string, string>>;
}

/** The cluster of a name and its topics. */
export interface ClusterReport {
  readonly clusterArn: string;
  /** MSK's own status word. */
  readonly status: string;
  /** `undefined` while the cluster's state forbids to look. */
  readonly topics: readonly TopicReport[] | undefined;
}

async function readPartitions(aws: Aws, topic: { ClusterArn: string; TopicName: string }) {
  const pages = paginateDescribeTopicPartitions({ client: aws.safe.kafka }, { ...topic });
  const partitions = await collect(pages, (page) => page.Partitions);
  const told = partitions.map(({ Partition = 0, Leader, Replicas = [], Isr = [] }) => ({
    partition: Partition,
    leader: Leader,
    replicas: Replicas,
    inSync: Isr,
  }));
  return told.sort((a, b) => a.partition - b.partition);
}

/** A topic that goes between the list and the look is left out. */
async function readTopic(aws: Aws, clusterArn: string, name: string): Promise<TopicReport | undefined> {
  const topic = { ClusterArn: clusterArn, TopicName: name };
  const read = async (): Promise<TopicReport | undefined> => {
    const [told, partitions] = await Promise.all([
      aws.safe.kafka.send(new DescribeTopicCommand(topic)),
      readPartitions(aws, topic),
    ]);
    if (isEmpty(told) && partitions.length === 0) return undefined;
    const { ReplicationFactor: replicationFactor, Configs } = told;
    return { name, replicationFactor, partitions, configuration: decodeConfiguration(Configs) ?? {} };
  };
  return untilAnswered(aws, () => orAbsent(read, ...NO_TOPIC));
}

async function readTopics(aws: Aws, clusterArn: string): Promise<TopicReport[] | undefined> {
  const listed = await findTopicList(aws, clusterArn);
  if (listed === undefined) return undefined;
  const names = listed.flatMap(({ TopicName }) => TopicName ?? []).sort();
  const told = await whileActive(aws, clusterArn, () =>
    Promise.all(names.map((name) => readTopic(aws, clusterArn, name))),
  );
  return told?.answer.filter((report) => report !== undefined);
}

/** Whether the cluster is in a state that it will not leave by itself. */
export const isBroken = ({ status }: ClusterReport): boolean => conditionOf(status) === "broken";

/** Reads a cluster's topics with their partitions; `undefined` if there is no cluster of that name. */
export async function reportTopics(aws: Aws, clusterName: string): Promise<ClusterReport | undefined> {
  const clusters = await findClustersByName(aws, clusterName);
  const [cluster] = clusters.filter(({ condition }) => condition !== "leaving");
  if (cluster === undefined) return undefined;
  const isReadable = cluster.condition !== "broken";
  const topics = isReadable ? await readTopics(aws, cluster.id) : undefined;
  return { clusterArn: cluster.id, status: cluster.status, topics };
}
