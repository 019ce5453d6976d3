import {
  DescribeClusterV2Command,
  DescribeTopicCommand,
  DescribeTopicPartitionsCommand,
  GetBootstrapBrokersCommand,
  ListClustersV2Command,
  ListTopicsCommand,
  type TopicPartitionInfo,
} from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { kafkaConnections, topicControl } from "../../../src/sections/kafka/probes.ts";
import type { ControlFinding } from "../../../src/sections/verification.ts";
import { ARN, cluster, shows } from "../../resources/kafka/clusters.ts";
import { inputsOf, type MockedKafka, mockKafka, notNow } from "../../resources/kafka/mocked-aws.ts";
import { settingsOf } from "../declared.ts";
import { controlContext } from "../mocked-control.ts";

const ORDERS = "flash-sale-orders";
const NAMES = ["flash-sale-inventory-updates", ORDERS, "flash-sale-reservations"];

/** So many partitions on three brokers, of which so many have all of it. */
const partitions = (count: number, inSync = 3, replicas = 3): TopicPartitionInfo[] =>
  Array.from({ length: count }, (_, Partition) => ({
    Partition,
    Leader: 1,
    Replicas: [1, 2, 3].slice(0, replicas),
    Isr: [1, 2, 3].slice(0, inSync),
  }));

/** A cluster with the guide's topics, of which one is told. */
function standing(orders: TopicPartitionInfo[] = partitions(10), ReplicationFactor = 3): MockedKafka {
  const mocked = mockKafka();
  const { safe } = mocked;
  safe.on(ListClustersV2Command).resolves({ ClusterInfoList: [cluster()] });
  safe.on(GetBootstrapBrokersCommand).resolves({});
  safe.on(ListTopicsCommand).resolves({ Topics: NAMES.map((TopicName) => ({ TopicName })) });
  safe.on(DescribeTopicCommand).resolves({ ReplicationFactor: 3 });
  safe.on(DescribeTopicCommand, { TopicName: ORDERS }).resolves({ ReplicationFactor });
  safe.on(DescribeTopicPartitionsCommand).resolves({ Partitions: partitions(10) });
  safe.on(DescribeTopicPartitionsCommand, { TopicName: ORDERS }).resolves({ Partitions: orders });
  return mocked;
}

const look = ({ aws }: MockedKafka, settings: object = {}): Promise<ControlFinding> =>
  topicControl.check(controlContext(aws, settings));

describe("the topics", () => {
  it("are well when all are as asked, each asked for by the cluster's ARN", async () => {
    const mocked = standing();
    expect(await look(mocked)).toEqual({ state: "ok", detail: "3 topics, every replica in sync" });
    expect(inputsOf(mocked.safe, "DescribeTopic")).toEqual(
      expect.arrayContaining(NAMES.map((TopicName) => ({ ClusterArn: ARN, TopicName }))),
    );
  });

  it("are well with more partitions than asked, and beside topics of others", async () => {
    const settings = { kafka: { topics: [{ name: ORDERS, partitions: 4 }] } };
    expect(await look(standing(), settings)).toMatchObject({ state: "ok" });
  });

  it.each([
    ["partitions are fewer", standing(partitions(6)), `${ORDERS} has 6 of 10 partitions`],
    ["copies are fewer", standing(partitions(10, 2, 2), 2), `${ORDERS} has 2 replicas instead of 3`],
    [
      "replicas lag behind",
      standing([...partitions(9), { Partition: 9, Leader: 1, Replicas: [1, 2, 3], Isr: [1] }]),
      `${ORDERS} has replicas out of sync in 1 of 10 partitions`,
    ],
  ])("are a problem when %s", async (_what, mocked, detail) => {
    expect(await look(mocked)).toEqual({ state: "problem", detail, fix: ["flashsale-setup kafka"] });
  });

  it("are a problem when one is missing, and every other fault is told with it", async () => {
    const mocked = standing(partitions(6));
    mocked.safe.on(ListTopicsCommand).resolves({ Topics: [{ TopicName: ORDERS }] });
    const { detail } = await look(mocked);
    expect(detail).toContain("flash-sale-reservations is missing");
    expect(detail).toContain(`${ORDERS} has 6 of 10 partitions`);
  });

  it("are a problem without a cluster", async () => {
    const mocked = standing();
    mocked.safe.on(ListClustersV2Command).resolves({ ClusterInfoList: [] });
    expect(await look(mocked)).toMatchObject({ state: "problem", fix: ["flashsale-setup kafka"] });
  });

  it("are a problem when the cluster is FAILED", async () => {
    const mocked = standing();
    mocked.safe.on(ListClustersV2Command).resolves({ ClusterInfoList: [cluster({ State: "FAILED" })] });
    expect(await look(mocked)).toMatchObject({
      state: "problem",
      detail: "the cluster is FAILED and serves nobody",
    });
  });

  it("are something to know while MSK shows none", async () => {
    const mocked = standing();
    mocked.safe.on(ListClustersV2Command).resolves({ ClusterInfoList: [cluster({ State: "UPDATING" })] });
    mocked.safe.on(ListTopicsCommand).rejects(notNow());
    mocked.safe.on(DescribeClusterV2Command).resolves(shows({ State: "UPDATING" }));
    expect(await look(mocked)).toMatchObject({
      state: "warning",
      detail: "the cluster is UPDATING: MSK shows no topics now",
    });
  });
});

describe("the connection to Kafka", () => {
  it("expects the settings' topics, each with what must be in sync", () => {
    const made = { kafka: { bootstrapServers: "b-1:9094" } } as never;
    const kafka = {
      serverProperties: { "min.insync.replicas": "1" },
      topics: [
        { name: "one", partitions: 4 },
        { name: "two", partitions: 4, config: { "min.insync.replicas": "2" } },
      ],
    };
    const [spec] = kafkaConnections(made, settingsOf({ kafka }));
    expect(spec?.target).toMatchObject({
      bootstrapServers: "b-1:9094",
      topics: [
        { name: "one", partitions: 4, replicas: 3, minInSyncReplicas: 1 },
        { name: "two", partitions: 4, replicas: 3, minInSyncReplicas: 2 },
      ],
    });
  });

  it("is none where the section is off", () => {
    expect(kafkaConnections({}, settingsOf())).toEqual([]);
  });
});
