import {
  type CreateTopicCommandInput,
  DeleteClusterCommand,
  DeleteTopicCommand,
  DescribeTopicPartitionsCommand,
  ListTopicsCommand,
  UpdateTopicCommand,
  type UpdateTopicCommandInput,
} from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { editAccount, refusalOf } from "../harness.ts";
import {
  createTopic,
  encode,
  type KafkaPractice,
  makeConfiguration,
  makeStanding,
  practiseKafka,
} from "./cluster.ts";

const NAME = "flash-sale-orders";

async function stand(practice: KafkaPractice): Promise<string> {
  return (await makeStanding(practice)).arn;
}

/** Seconds after which every read shows a change, its status over. */
const SETTLED = 64;

const update = ({ kafka }: KafkaPractice, ClusterArn: string, changes: Partial<UpdateTopicCommandInput>) =>
  kafka.send(new UpdateTopicCommand({ ClusterArn, TopicName: NAME, ...changes }));

const remove = ({ kafka }: KafkaPractice, ClusterArn: string) =>
  kafka.send(new DeleteTopicCommand({ ClusterArn, TopicName: NAME }));

describe("a topic in the sandbox", () => {
  it("is shown about a minute after it was made", async () => {
    const practice = practiseKafka();
    const arn = await stand(practice);
    expect(await createTopic(practice, arn)).toMatchObject({ TopicName: NAME, Status: "CREATING" });
    practice.pass(59);
    expect(await refusalOf(practice.lookAt(arn, NAME))).toMatchObject({ name: "NotFoundException" });
    const { Topics } = await practice.kafka.send(new ListTopicsCommand({ ClusterArn: arn }));
    expect(Topics).toEqual([]);
    practice.pass(2);
    expect((await practice.lookAt(arn, NAME)).Status).toBe("CREATING");
    practice.pass(3);
    expect(await practice.lookAt(arn, NAME)).toMatchObject({
      TopicArn: `${arn.replace(":cluster/", ":topic/")}/${NAME}`,
      PartitionCount: 10,
      ReplicationFactor: 3,
      Status: "ACTIVE",
    });
  });

  it("is told with the brokers' own configuration, its own keys over them", async () => {
    const practice = practiseKafka();
    const Arn = await makeConfiguration(practice);
    const { arn } = await makeStanding(practice, { ConfigurationInfo: { Arn, Revision: 1 } });
    await createTopic(practice, arn);
    practice.pass(SETTLED);
    const { Configs = "" } = await practice.lookAt(arn, NAME);
    expect(JSON.parse(Buffer.from(Configs, "base64").toString())).toMatchObject({
      "min.insync.replicas": "2",
      "retention.ms": "1000",
      "cleanup.policy": "delete",
    });
  });

  it("changes partitions or configuration, shown a minute later", async () => {
    const practice = practiseKafka();
    const arn = await stand(practice);
    await createTopic(practice, arn);
    practice.pass(SETTLED);
    await update(practice, arn, { PartitionCount: 20 });
    await update(practice, arn, { Configs: encode({}) });
    expect((await practice.lookAt(arn, NAME)).PartitionCount).toBe(10);
    practice.pass(61);
    expect((await practice.lookAt(arn, NAME)).Status).toBe("UPDATING");
    practice.pass(3);
    const { PartitionCount, Configs = "" } = await practice.lookAt(arn, NAME);
    expect(PartitionCount).toBe(20);
    expect(JSON.parse(Buffer.from(Configs, "base64").toString())).toMatchObject({
      "retention.ms": "604800000",
    });
  });

  it("is shown for a minute after it was deleted, and its name is free at once", async () => {
    const practice = practiseKafka();
    const arn = await stand(practice);
    await createTopic(practice, arn);
    practice.pass(SETTLED);
    await remove(practice, arn);
    expect((await refusalOf(remove(practice, arn))).name).toBe("UnknownTopicOrPartitionException");
    expect((await refusalOf(createTopic(practice, arn))).name).toBe("TopicExistsException");
    practice.pass(50);
    expect((await practice.lookAt(arn, NAME)).Status).toBe("ACTIVE");
    practice.pass(11);
    expect((await practice.lookAt(arn, NAME)).Status).toBe("DELETING");
    practice.pass(10);
    expect((await refusalOf(practice.lookAt(arn, NAME))).name).toBe("NotFoundException");
    await createTopic(practice, arn);
  });

  it("is listed by the beginning of its name, page by page, without configuration", async () => {
    const practice = practiseKafka();
    const arn = await stand(practice);
    for (const TopicName of ["a-1", "a-2", "b-1"]) await createTopic(practice, arn, { TopicName });
    practice.pass(SETTLED);
    const list = (changes: object) =>
      practice.kafka.send(new ListTopicsCommand({ ClusterArn: arn, ...changes }));
    const { Topics = [] } = await list({ TopicNameFilter: "a-" });
    expect(Topics.map(({ TopicName }) => TopicName)).toEqual(["a-1", "a-2"]);
    expect(Topics[0]).not.toHaveProperty("Configs");
    const first = await list({ MaxResults: 2 });
    expect((await list({ NextToken: first.NextToken })).Topics).toHaveLength(1);
  });

  it("has its partitions led in turn, every replica in sync", async () => {
    const practice = practiseKafka();
    const arn = await stand(practice);
    await createTopic(practice, arn, { PartitionCount: 4, ReplicationFactor: 2 });
    practice.pass(SETTLED);
    const command = new DescribeTopicPartitionsCommand({ ClusterArn: arn, TopicName: NAME });
    const { Partitions = [] } = await practice.kafka.send(command);
    expect(Partitions).toHaveLength(4);
    expect(Partitions[2]).toEqual({ Partition: 2, Leader: 3, Replicas: [3, 1], Isr: [3, 1] });
  });

  it("goes with its cluster", async () => {
    const practice = practiseKafka();
    const arn = await stand(practice);
    await createTopic(practice, arn);
    await practice.kafka.send(new DeleteClusterCommand({ ClusterArn: arn }));
    expect(practice.sandbox.list().filter(({ service }) => service === "Kafka")).toEqual([]);
  });

  it("is in the listing, as cluster and configuration are", async () => {
    const practice = practiseKafka();
    await makeConfiguration(practice);
    const arn = await stand(practice);
    await createTopic(practice, arn);
    const listed = practice.sandbox.list().filter(({ service }) => service === "Kafka");
    expect(listed.map(({ type, name }) => [type, name])).toEqual([
      ["cluster", "flashsale-kafka"],
      ["configuration", "flashsale-kafka-config"],
      ["topic", NAME],
    ]);
  });
});

describe("what the sandbox refuses of a topic as MSK does", () => {
  it.each<[string, Partial<CreateTopicCommandInput>, string, RegExp]>([
    ["an illegal name", { TopicName: "a b" }, "BadRequestException", /illegal/],
    ["a name that differs by a period only", { TopicName: "taken_name" }, "BadRequestException", /collides/],
    ["a name that is taken", { TopicName: "taken.name" }, "TopicExistsException", /already exists/],
    [
      "more replicas than brokers",
      { ReplicationFactor: 4 },
      "BadRequestException",
      /larger than available brokers: 3/,
    ],
    ["no partitions", { PartitionCount: 0 }, "BadRequestException", /larger than 0/],
    ["configuration that is not encoded", { Configs: "{}" }, "BadRequestException", /base64/],
    ["configuration of numbers", { Configs: encode({ "retention.ms": 1 }) }, "BadRequestException", /string/],
    [
      "an unknown key",
      { Configs: encode({ "retention.hours": "1" }) },
      "BadRequestException",
      /Unknown topic config/,
    ],
    ["a cluster that is not there", { ClusterArn: "arn" }, "NotFoundException", /does not exist/],
  ])("%s", async (_, changes, name, words) => {
    const practice = practiseKafka();
    const arn = await stand(practice);
    await createTopic(practice, arn, { TopicName: "taken.name" });
    const refused = await refusalOf(createTopic(practice, arn, changes));
    expect(refused.name).toBe(name);
    expect(refused.message).toMatch(words);
  });

  it.each<[string, Partial<UpdateTopicCommandInput>, RegExp]>([
    ["both at once", { PartitionCount: 20, Configs: encode({}) }, /either configs or partitionCount/],
    ["nothing", {}, /either configs or partitionCount/],
    ["fewer partitions", { PartitionCount: 5 }, /already has 10 partition/],
    ["as many partitions", { PartitionCount: 10 }, /already has 10 partition/],
  ])("an update of %s", async (_, changes, words) => {
    const practice = practiseKafka();
    const arn = await stand(practice);
    await createTopic(practice, arn);
    const refused = await refusalOf(update(practice, arn, changes));
    expect(refused.name).toBe("BadRequestException");
    expect(refused.message).toMatch(words);
  });

  it("any topic call while the cluster is not ACTIVE", async () => {
    const practice = practiseKafka();
    const arn = await stand(practice);
    await practice.kafka.send(new DeleteClusterCommand({ ClusterArn: arn }));
    const calls = [
      createTopic,
      remove,
      (_: KafkaPractice, cluster: string) => practice.lookAt(cluster, NAME),
    ];
    for (const call of calls) expect((await refusalOf(call(practice, arn))).message).toContain("DELETING");
  });

  it("any topic call of a version before 3.6", async () => {
    const practice = practiseKafka();
    const arn = await stand(practice);
    editAccount(practice.file, ({ tables }) => {
      for (const row of Object.values(tables["us-east-1/Kafka/cluster"] ?? {}))
        (row as { settings: { kafkaVersion: string } }).settings.kafkaVersion = "3.5.1";
    });
    expect((await refusalOf(createTopic(practice, arn))).message).toContain("3.6.0 or newer");
  });
});

describe("the rate of topic calls in the sandbox", () => {
  it("has no bound until the account's file gives one, which counts in simulated seconds", async () => {
    const practice = practiseKafka();
    const arn = await stand(practice);
    const list = () => practice.kafka.send(new ListTopicsCommand({ ClusterArn: arn }));
    for (let call = 0; call < 50; call++) await list();
    editAccount(practice.file, ({ offers }) => {
      offers.Kafka = { ...offers.Kafka, topicRatePerSecond: 5 };
    });
    for (let call = 0; call < 5; call++) await list();
    expect(await refusalOf(list())).toMatchObject({
      name: "TooManyRequestsException",
      $metadata: { httpStatusCode: 429 },
    });
    practice.pass(1);
    for (let call = 0; call < 5; call++) await list();
    expect((await refusalOf(list())).name).toBe("TooManyRequestsException");
  });
});
