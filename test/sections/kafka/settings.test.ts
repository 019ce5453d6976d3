import { describe, expect, it } from "vitest";
import { kafkaSchema } from "../../../src/sections/kafka/settings.ts";
import { parseSettings } from "../../../src/settings/file.ts";
import { wrong } from "../../settings/wrong.ts";

const ofKafka = (kafka: object): Record<string, string> => wrong({ kafka });
const ofTopic = (topic: object): Record<string, string> =>
  ofKafka({ topics: [{ name: "orders", ...topic }] });

describe("Kafka's defaults", () => {
  it("are the guide's values", () => {
    expect(kafkaSchema.parse({})).toEqual({
      enabled: true,
      instanceType: "kafka.m5.large",
      storageGib: 100,
      monitoring: "PER_TOPIC_PER_PARTITION",
      serverProperties: {},
      topics: [
        {
          name: "flash-sale-reservations",
          partitions: 10,
          replicationFactor: 3,
          config: { "min.insync.replicas": "2", "retention.ms": "604800000" },
        },
        ...["flash-sale-inventory-updates", "flash-sale-orders"].map((name) => ({
          name,
          partitions: 10,
          replicationFactor: 3,
          config: { "min.insync.replicas": "2" },
        })),
      ],
    });
  });

  it("give a topic the guide's partitions and replicas, and values that are text", () => {
    const { topics } = kafkaSchema.parse({ topics: [{ name: "orders", config: { "retention.ms": 1000 } }] });
    expect(topics).toEqual([
      { name: "orders", partitions: 10, replicationFactor: 3, config: { "retention.ms": "1000" } },
    ]);
  });
});

describe("version and mode of Kafka", () => {
  it.each(["3.9.x.kraft", "3.9.x", "3.6.0", "4.1.x.kraft"])("the version may be %s", (version) => {
    expect(ofKafka({ version })).toEqual({});
  });

  it.each(["latest", "3.9", "3.9.x.zookeeper", 3.9])("the version may not be %s", (version) => {
    expect(ofKafka({ version })["kafka.version"]).toMatch(/as Amazon MSK lists it/);
  });

  it.each(["3.5.1", "2.8.1"])("the version may not be %s, which serves no topics", (version) => {
    expect(ofKafka({ version })["kafka.version"]).toMatch(/^3\.6\.0 or newer/);
  });

  it("the mode may not contradict the version", () => {
    expect(ofKafka({ mode: "kraft", version: "3.9.x.kraft" })).toEqual({});
    expect(ofKafka({ mode: "kraft", version: "3.9.x" })).toEqual({
      "kafka.mode": "zookeeper or left out: kafka.version 3.9.x says so already",
    });
    expect(ofKafka({ mode: "raft" })).toEqual({
      "kafka.mode": expect.stringContaining("kraft") as string,
    });
  });
});

describe("brokers", () => {
  it.each([2, 3, 4, 6, 9, 60])("may be %i", (brokers) => {
    expect(ofKafka({ brokers, topics: [], serverProperties: { "default.replication.factor": 2 } })).toEqual(
      {},
    );
  });

  it.each([5, 7, 25])("may not be %i, which fits neither two zones nor three", (brokers) => {
    expect(ofKafka({ brokers })).toEqual({
      "kafka.brokers": "a multiple of the zones, which are two or three",
    });
  });

  it.each([0, 1, 61, 3.5, "3"])("may not be %s", (brokers) => {
    expect(ofKafka({ brokers })["kafka.brokers"]).toBe("a whole number from 2 to 60, or left out");
  });

  it.each([{ mode: "zookeeper" }, { version: "3.9.x" }])("may be thirty at most with %o", (kafka) => {
    expect(ofKafka({ brokers: 30, ...kafka })).toEqual({});
    expect(ofKafka({ brokers: 33, ...kafka })).toEqual({ "kafka.brokers": "at most 30 with ZooKeeper" });
  });

  it.each(["m5.large", "kafka.m5", "express.m7g.large"])("may not be of type %s", (instanceType) => {
    expect(ofKafka({ instanceType })["kafka.instanceType"]).toMatch(/such as kafka\.m5\.large/);
  });

  it.each([0, 16_385])("may not have %i GiB", (storageGib) => {
    expect(ofKafka({ storageGib })["kafka.storageGib"]).toBe("a whole number from 1 to 16384");
  });
});

describe("server properties", () => {
  it.each([
    [{ "log.retention.hours": 24 }, {}],
    [{ "auto.create.topics.enable": true }, {}],
    [
      { "log.retention.hours": [1] },
      { "kafka.serverProperties.log.retention.hours": "text, a number, true or false" },
    ],
    [
      { "min.insync.replicas": 4 },
      { "kafka.serverProperties.min.insync.replicas": "at most default.replication.factor, 3" },
    ],
    [
      { "default.replication.factor": 1 },
      { "kafka.serverProperties.min.insync.replicas": "at most default.replication.factor, 1" },
    ],
    [
      { "num.partitions": "1\nbroker.id=1" },
      { "kafka.serverProperties.num.partitions": "a whole number from 1 to 2147483647" },
    ],
  ])("%o", (serverProperties, problems) => {
    expect(ofKafka({ serverProperties })).toEqual(problems);
  });

  it("ask for no more replicas than there are brokers", () => {
    expect(ofKafka({ brokers: 2, topics: [] })).toEqual({
      "kafka.serverProperties.default.replication.factor": "at most the number of brokers, 2",
    });
  });
});

describe("the keys", () => {
  it.each([
    ["serverProperties: { broker.id: 1 }", "a key that MSK lets a configuration set"],
    ["topics: [{ name: orders, config: { retention.hours: 1 } }]", "a key that Kafka's topics have"],
  ])("%s is refused with its place and why", (text, allowed) => {
    expect(() => parseSettings("flashsale.yaml", `kafka:\n  ${text}\n`)).toThrow(
      expect.objectContaining({
        detail: expect.stringMatching(`^flashsale.yaml:2: kafka[.].*: ${allowed}$`) as string,
      }),
    );
  });
});

describe("topics", () => {
  it.each(["orders", "a.b-c_d", "A".repeat(249)])("may be named %s", (name) => {
    expect(ofTopic({ name })).toEqual({});
  });

  it.each(["", "a b", "a/b", "ä", "A".repeat(250)])("may not be named %j", (name) => {
    expect(ofTopic({ name })["kafka.topics.0.name"]).toMatch(/^1 to 249 letters/);
  });

  it.each([".", "..", "__consumer_offsets"])("may not be named %s, which is Kafka's own", (name) => {
    expect(ofTopic({ name })["kafka.topics.0.name"]).toMatch(/none of Kafka's own/);
  });

  it("have names of their own, periods counting as underscores", () => {
    const topics = [{ name: "a.b" }, { name: "c" }, { name: "a_b" }, { name: "c" }];
    expect(ofKafka({ topics })).toEqual({
      "kafka.topics.2.name": "a name of its own: topics[0] is a.b, and . counts as _",
      "kafka.topics.3.name": "a name of its own: topics[1] is c, and . counts as _",
    });
  });

  it.each([
    [{ partitions: 0 }, { "kafka.topics.0.partitions": "a whole number from 1 to 100000" }],
    [{ replicationFactor: 0 }, { "kafka.topics.0.replicationFactor": "a whole number from 1 to 60" }],
    [{ partition: 1 }, { "kafka.topics.0": 'Unrecognized key: "partition"' }],
    [
      { config: { "min.insync.replicas": 4 } },
      { "kafka.topics.0.config.min.insync.replicas": "at most the topic's replicationFactor, 3" },
    ],
    [{ replicationFactor: 4, config: { "min.insync.replicas": 4 } }, {}],
  ])("%o", (topic, problems) => {
    expect(ofTopic(topic)).toEqual(problems);
  });

  it("have no more replicas than there are brokers", () => {
    expect(ofKafka({ brokers: 3, topics: [{ name: "orders", replicationFactor: 4 }] })).toEqual({
      "kafka.topics.0.replicationFactor": "at most the number of brokers, 3",
    });
  });

  it("are all told at once, with what is wrong elsewhere in the block", () => {
    const problems = ofKafka({
      brokers: 5,
      storageGib: 0,
      topics: [{ name: "a b" }, { name: "c" }, { name: "c" }],
    });
    expect(Object.keys(problems).sort()).toEqual([
      "kafka.brokers",
      "kafka.storageGib",
      "kafka.topics.0.name",
      "kafka.topics.2.name",
    ]);
  });
});
