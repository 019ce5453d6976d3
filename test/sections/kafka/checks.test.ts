import { GetCompatibleKafkaVersionsCommand, ListKafkaVersionsCommand } from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import type { Observation } from "../../../src/engine/observe.ts";
import type { Observed } from "../../../src/engine/resource.ts";
import { checkKafka } from "../../../src/sections/kafka/checks.ts";
import { answersWith, observationOf, settingsOf } from "../declared.ts";
import { mockKafka } from "./mocked-kafka.ts";

interface Scene {
  readonly kafka?: object;
  readonly network?: object;
  readonly zones?: number;
  readonly version?: string;
  readonly answers?: Readonly<Record<string, unknown>>;
  readonly live?: Partial<Observed>;
  readonly topic?: Partial<Observed>;
  readonly offered?: readonly string[];
  readonly targets?: readonly string[];
}

async function check(scene: Scene = {}) {
  const { zones = 3, version = "3.9.x.kraft", offered = ["3.9.x.kraft"], targets = [] } = scene;
  const { aws, kafka } = mockKafka();
  kafka
    .on(ListKafkaVersionsCommand)
    .resolves({ KafkaVersions: offered.map((Version) => ({ Version, Status: "ACTIVE" })) })
    .on(GetCompatibleKafkaVersionsCommand)
    .resolves({ CompatibleKafkaVersions: [{ TargetVersions: [...targets] }] });
  const observation: Observation = new Map([
    ...(scene.live === undefined ? [] : observationOf("kafka/cluster", scene.live)),
    ...(scene.topic === undefined ? [] : observationOf("kafka/topic", scene.topic)),
  ]);
  const problems = await checkKafka({
    env: aws,
    settings: settingsOf({ kafka: scene.kafka ?? {}, ...(scene.network && { network: scene.network }) }),
    answers: answersWith(zones, { "kafka.version": version, ...scene.answers }),
    observation,
  });
  return problems.map(({ key, value, allowed, text }) => ({ key, value, allowed, text }));
}

const live = (props: object = {}, more: Partial<Observed> = {}): Partial<Observed> => ({
  attributes: { name: "flashsale-kafka" },
  props: { kafkaVersion: "3.9.x.kraft", brokers: 3, ...props },
  ...more,
});

describe("the brokers", () => {
  it("are refused beside the zones that the region has", async () => {
    expect(await check()).toEqual([]);
    expect(await check({ zones: 2, kafka: { brokers: 6 } })).toEqual([]);
    expect(await check({ zones: 2, kafka: { brokers: 3 } })).toEqual([
      {
        key: "kafka.brokers",
        value: 3,
        allowed: "a multiple of 2",
        text: "the brokers are spread evenly over 2 zones",
      },
    ]);
  });

  it("are not taken away", async () => {
    expect(await check({ live: live({ brokers: 6 }) })).toMatchObject([
      { key: "kafka.brokers", value: 3, allowed: "6 or more" },
    ]);
    expect(await check({ kafka: { brokers: 6 }, live: live() })).toEqual([]);
  });

  it.each([
    [100, 100, true],
    [50, 100, true],
    [110, 100, true],
    [200, 100, true],
    [101, 100, false],
    [109, 100, false],
  ])("of %i GiB where %i stand are taken: %s", async (storageGib, standing, isTaken) => {
    const problems = await check({ kafka: { storageGib }, live: live({ storageGib: standing }) });
    expect(problems).toEqual(
      isTaken
        ? []
        : [
            {
              key: "kafka.storageGib",
              value: storageGib,
              allowed: "100, or 110 or more",
              text: "MSK makes the storage of brokers larger by at least 10 GiB",
            },
          ],
    );
  });

  it("take no property of ZooKeeper in KRaft mode", async () => {
    const kafka = { serverProperties: { "zookeeper.session.timeout.ms": 18_000 } };
    expect(await check({ kafka })).toMatchObject([
      { key: "kafka.serverProperties.zookeeper.session.timeout.ms", allowed: "left out" },
    ]);
    expect(await check({ kafka, version: "3.9.x", offered: ["3.9.x"] })).toEqual([]);
  });

  it("need two zones in a network that stands", async () => {
    const ids = (letter: string) => [`subnet-${letter}1`, `subnet-${letter}2`];
    const existing = {
      vpcId: "vpc-0a",
      dataSubnetIds: ids("a"),
      applicationSubnetIds: ids("b"),
      edgeSubnetIds: ids("c"),
    };
    const subnets = [
      { id: "subnet-a1", zone: "us-east-1a", zoneId: "use1-az6" },
      { id: "subnet-a2", zone: "us-east-1e", zoneId: "use1-az3" },
    ];
    const problems = await check({ network: { existing }, answers: { "network.existing": { subnets } } });
    expect(problems[0]).toMatchObject({ key: "network.existing.dataSubnetIds", value: ids("a") });
  });
});

describe("the topics", () => {
  it("have no more replicas than there are brokers", async () => {
    const topics = [{ name: "a" }, { name: "b", replicationFactor: 4 }];
    expect(await check({ kafka: { topics } })).toEqual([
      {
        key: "kafka.topics[1].replicationFactor",
        value: 4,
        allowed: "at most 3",
        text: "each replica has a broker of its own, and there are 3",
      },
    ]);
    expect(await check({ zones: 2, kafka: { topics } })).toEqual([]);
  });

  it("have no fewer partitions than stand", async () => {
    const topic = { attributes: { name: "flash-sale-orders" }, props: { partitions: 20 } };
    expect(await check({ topic })).toEqual([
      {
        key: "kafka.topics[2].partitions",
        value: 10,
        allowed: "20 or more",
        text: "flash-sale-orders has 20 partitions, and Kafka takes none away",
      },
    ]);
    expect(await check({ topic: { ...topic, condition: "leaving" } })).toEqual([]);
    expect(await check({ topic: { ...topic, props: {} } })).toEqual([]);
  });
});

describe("the version of a new cluster", () => {
  it("must be one that AWS offers", async () => {
    const offered = ["3.8.x", "3.9.x.kraft"];
    expect(await check({ kafka: { version: "3.6.0" }, version: "3.6.0", offered })).toEqual([
      {
        key: "kafka.version",
        value: "3.6.0",
        allowed: "one of 3.8.x, 3.9.x.kraft",
        text: "Amazon MSK offers no Kafka 3.6.0 for new clusters in us-east-1",
      },
    ]);
  });

  it("is left to AWS where its list cannot be had", async () => {
    expect(await check({ version: "3.6.0", offered: [] })).toEqual([]);
  });
});

describe("the version of a cluster that stands", () => {
  it.each<[string, Scene]>([
    [
      "the one that stands, though AWS no longer offers it",
      { version: "3.6.0", live: live({ kafkaVersion: "3.6.0" }), offered: [] },
    ],
    ["an upgrade that AWS offers", { live: live({ kafkaVersion: "3.8.x.kraft" }), targets: ["3.9.x.kraft"] }],
    ["any where AWS's targets cannot be had", { live: live({ kafkaVersion: "3.8.x.kraft" }) }],
    [
      "anything beside a cluster that is leaving",
      { live: live({ kafkaVersion: "4.1.x.kraft" }, { condition: "leaving" }) },
    ],
  ])("may be %s", async (_, scene) => {
    expect(await check(scene)).toEqual([]);
  });

  it.each<[string, Scene, object]>([
    [
      "an older one",
      { live: live({ kafkaVersion: "4.1.x.kraft" }) },
      {
        key: "kafka.version",
        allowed: "4.1.x.kraft or newer",
        text: "MSK cannot go back to an older version",
      },
    ],
    [
      "ZooKeeper again",
      { kafka: { mode: "zookeeper" }, version: "3.9.x", live: live({ kafkaVersion: "3.9.x.kraft" }) },
      { key: "kafka.mode", value: "zookeeper", text: "there is no way back from KRaft to ZooKeeper" },
    ],
    [
      "one that AWS has no way to",
      { live: live({ kafkaVersion: "3.8.x" }), targets: ["3.9.x"] },
      {
        key: "kafka.version",
        value: "3.9.x.kraft",
        allowed: "3.8.x, or one of 3.9.x",
        text: "MSK offers no way from 3.8.x to 3.9.x.kraft in one step",
      },
    ],
  ])("may not be %s", async (_, scene, problem) => {
    expect(await check(scene)).toMatchObject([problem]);
  });
});
