import { describe, expect, it } from "vitest";
import { sourcesOf } from "../../../src/engine/ref.ts";
import { type Aws, Stack } from "../../../src/resources/index.ts";
import { declareSections } from "../../../src/sections/index.ts";
import { kafka } from "../../../src/sections/kafka/index.ts";
import { answersWith, declared, PLACE, propsOf, settingsOf } from "../declared.ts";

const VERSION = { "kafka.version": "3.9.x.kraft" };
const ofKafka = (all = declared()) => [...all.keys()].filter((address) => address.startsWith("kafka."));
const clusterOf = (settings = settingsOf(), answers = answersWith(3, VERSION)) =>
  declared(settings, answers).get("kafka.cluster")?.props;

const existing = {
  vpcId: "vpc-0a",
  dataSubnetIds: ["subnet-0a", "subnet-0b", "subnet-0c", "subnet-0d", "subnet-0e"],
  applicationSubnetIds: ["subnet-0f", "subnet-1a"],
  edgeSubnetIds: ["subnet-1b", "subnet-1c"],
};
const inZone = (id: string, zone: string, zoneId = `use1-az${zone}`) => ({
  id,
  zone: `us-east-1${zone}`,
  zoneId,
});
const found = {
  vpc: { id: "vpc-0a", cidr: "10.0.0.0/16", dnsSupport: true, dnsHostnames: true },
  subnets: [
    inZone("subnet-0a", "a"),
    inZone("subnet-0b", "e", "use1-az3"),
    inZone("subnet-0c", "a"),
    inZone("subnet-0d", "b"),
    inZone("subnet-0e", "c"),
  ],
};

describe("Kafka of the guide", () => {
  it("is a configuration, a cluster and three topics", () => {
    expect(ofKafka()).toEqual([
      "kafka.configuration",
      "kafka.cluster",
      "kafka.topic.flash-sale-reservations",
      "kafka.topic.flash-sale-inventory-updates",
      "kafka.topic.flash-sale-orders",
    ]);
  });

  it("has the guide's six server properties, and a description that says whose it is", () => {
    expect(propsOf(declared(settingsOf(), answersWith(3, VERSION)), "kafka/configuration")).toEqual({
      "kafka.configuration": {
        name: "flashsale-kafka-config",
        description: "Flash Sale Kafka. flashsale-setup flashsale kafka.configuration lineage",
        serverProperties: {
          "auto.create.topics.enable": "false",
          "default.replication.factor": "3",
          "min.insync.replicas": "2",
          "num.partitions": "10",
          "log.retention.hours": "168",
          "compression.type": "snappy",
        },
        kafkaVersions: ["3.9.x.kraft"],
      },
    });
  });

  it("takes the settings' server properties over the guide's", () => {
    const settings = settingsOf({
      kafka: { serverProperties: { "log.retention.hours": 24, "num.io.threads": 8 } },
    });
    expect(declared(settings).get("kafka.configuration")?.props.serverProperties).toMatchObject({
      "compression.type": "snappy",
      "log.retention.hours": "24",
      "num.io.threads": "8",
    });
  });

  it("has the guide's cluster, value for value", () => {
    expect(clusterOf()).toEqual({
      name: "flashsale-kafka",
      kafkaVersion: "3.9.x.kraft",
      brokers: 3,
      instanceType: "kafka.m5.large",
      subnetIds: [
        "network.subnet.data-1#subnetId",
        "network.subnet.data-2#subnetId",
        "network.subnet.data-3#subnetId",
      ],
      securityGroupIds: ["network.security-group.kafka#groupId"],
      storageGib: 100,
      monitoring: "PER_TOPIC_PER_PARTITION",
      configuration: { arn: "kafka.configuration#arn", revision: "kafka.configuration#revision" },
      clientBroker: "TLS",
      inCluster: true,
      unauthenticated: true,
    });
  });

  it("has the guide's topics, after the cluster", () => {
    const topic = declared().get("kafka.topic.flash-sale-reservations");
    expect(topic?.props).toEqual({
      clusterArn: "kafka.cluster#arn",
      name: "flash-sale-reservations",
      partitions: 10,
      replicationFactor: 3,
      configuration: { "min.insync.replicas": "2", "retention.ms": "604800000" },
    });
    expect(topic?.needs).toEqual(["kafka.cluster"]);
  });

  it("sends the last version that was known while none was found", () => {
    expect(clusterOf(settingsOf(), answersWith())?.kafkaVersion).toBe("3.9.x.kraft");
    expect(clusterOf(settingsOf({ kafka: { mode: "zookeeper" } }), answersWith())?.kafkaVersion).toBe(
      "3.9.x",
    );
    expect(clusterOf(settingsOf({ kafka: { version: "3.8.x" } }), answersWith())?.kafkaVersion).toBe("3.8.x");
  });

  it("is not declared where it is switched off", () => {
    expect(ofKafka(declared(settingsOf({ kafka: { enabled: false } })))).toEqual([]);
  });

  it("hands its brokers to the application", () => {
    const stack = new Stack<Aws>({ stack: "flashsale", lineage: "lineage", tags: {} });
    const settings = settingsOf();
    const handles = declareSections({ ...PLACE, stack, settings, answers: answersWith() });
    const outputs = kafka.outputs(handles, settings);
    expect(outputs.map(({ name }) => name)).toEqual(["KAFKA_BOOTSTRAP_SERVERS"]);
    expect(sourcesOf(outputs)).toEqual(["kafka.cluster"]);
    expect(kafka.outputs({}, settings)).toEqual([]);
  });
});

describe("the place of the brokers", () => {
  it("is two zones in a region without a third, with four brokers", () => {
    const cluster = clusterOf(settingsOf(), answersWith(2, VERSION));
    expect(cluster).toMatchObject({ brokers: 4 });
    expect(cluster?.subnetIds).toHaveLength(2);
  });

  it("has as many brokers as the settings say", () => {
    expect(clusterOf(settingsOf({ kafka: { brokers: 6 } }))?.brokers).toBe(6);
  });

  it("is one subnet a zone of a network that stands, where MSK has brokers", () => {
    const answers = answersWith(3, { ...VERSION, "network.existing": found });
    const cluster = clusterOf(settingsOf({ network: { existing } }), answers);
    expect(cluster).toMatchObject({ brokers: 3, subnetIds: ["subnet-0a", "subnet-0d", "subnet-0e"] });
  });
});

describe("the address of a topic", () => {
  it("is its name, or what fits of it with a digest of the whole", () => {
    const names = ["a.b_c-D", "x".repeat(249), `${"x".repeat(248)}y`];
    const topics = names.map((name) => ({ name }));
    const addresses = ofKafka(declared(settingsOf({ kafka: { topics } }))).slice(2);
    expect(addresses[0]).toBe("kafka.topic.a.b_c-D");
    expect(new Set(addresses).size).toBe(3);
    for (const address of addresses) expect(address).toMatch(/^[A-Za-z0-9._/-]{1,200}$/);
  });
});
