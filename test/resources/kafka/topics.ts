import { DescribeTopicCommand } from "@aws-sdk/client-kafka";
import type { TopicProps } from "../../../src/resources/kafka/topic-observed.ts";
import { ARN } from "./clusters.ts";
import { type MockedKafka, mockKafka } from "./mocked-aws.ts";

export const NAME = "flash-sale-orders";
export const ID = `${ARN}|${NAME}`;
/** One of the guide's topics. */
export const props: TopicProps = {
  clusterArn: ARN,
  name: NAME,
  partitions: 10,
  replicationFactor: 3,
  configuration: { "min.insync.replicas": "2" },
};
export const WHERE = { ClusterArn: ARN, TopicName: NAME };

/** Topic configuration as it travels. */
export const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64");

/** What DescribeTopic tells: the brokers' own values are among it. */
export const told = (parts: object = {}) => ({
  TopicName: NAME,
  PartitionCount: 10,
  ReplicationFactor: 3,
  Status: "ACTIVE" as const,
  Configs: encode({ "min.insync.replicas": "2", "segment.bytes": "1073741824" }),
  ...parts,
});

/** A topic that MSK shows so. */
export function standing(parts: object = {}): MockedKafka {
  const mocked = mockKafka();
  mocked.safe.on(DescribeTopicCommand).resolves(told(parts));
  return mocked;
}

/** Seconds for which a test slept. */
export const slept = ({ clock }: MockedKafka): number =>
  clock.sleeps.reduce((sum, seconds) => sum + seconds, 0);
