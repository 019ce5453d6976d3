import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  changesOf,
  changingCalls,
  clusterOf,
  endTo,
  FIRST,
  kafkaIn,
  plain,
  topicsWith,
  writeKafka,
} from "./kafka.ts";
import { Rehearsal } from "./rehearsal.ts";

const CLUSTER = "kafka.cluster";
const CONFIGURATION = "kafka.configuration";
const ORDERS = "kafka.topic.flash-sale-orders";

let rehearsal: Rehearsal;

const runTo = (code: number, words: string, on = rehearsal, speed?: number) => endTo(code, words, on, speed);
const settled = (on = rehearsal) => runTo(0, "plan --detailed-exitcode", on);

describe("Kafka from nothing to nothing", () => {
  beforeAll(() => {
    rehearsal = new Rehearsal();
    writeKafka(rehearsal);
  });

  afterAll(() => rehearsal.remove());

  it("stands after one run: configuration, cluster and the guide's topics", async () => {
    await runTo(0, "up --yes");
    expect(await kafkaIn(rehearsal)).toEqual([
      "cluster flashsale-kafka",
      "configuration flashsale-kafka-config",
      "topic flash-sale-inventory-updates",
      "topic flash-sale-orders",
      "topic flash-sale-reservations",
    ]);
  });

  it("is as wanted from then on, the brokers' own topic configuration being no drift", async () => {
    await settled();
  });

  it("keeps the addresses of the brokers, sorted", () => {
    const { resources } = JSON.parse(rehearsal.read(".flashsale/sandbox.state.json")) as {
      resources: Record<string, { attributes: { bootstrapBrokers: string } }>;
    };
    const brokers = resources[CLUSTER]?.attributes.bootstrapBrokers.split(",") ?? [];
    expect(brokers).toHaveLength(3);
    expect([...brokers].sort()).toEqual(brokers);
    for (const broker of brokers) expect(broker).toMatch(/:9094$/);
  });

  it("tells its topics with partitions, replicas, those in sync, and what of ours is configured", async () => {
    const { stdout } = await runTo(0, "kafka topics");
    const rows = stdout
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/ {2,}/));
    expect(rows).toEqual([
      ["TOPIC", "PARTITIONS", "REPLICAS", "IN SYNC", "CONFIGURATION"],
      ["flash-sale-inventory-updates", "10", "3", "30/30", "min.insync.replicas=2"],
      ["flash-sale-orders", "10", "3", "30/30", "min.insync.replicas=2"],
      ["flash-sale-reservations", "10", "3", "30/30", "min.insync.replicas=2 retention.ms=604800000"],
    ]);
  });

  it("tells its topics as JSON, with every partition and the brokers' own values", async () => {
    const { stdout } = await runTo(0, "kafka topics --json");
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      cluster: { name: "flashsale-kafka", status: "ACTIVE" },
      topics: [
        {
          name: "flash-sale-inventory-updates",
          replicationFactor: 3,
          partitions: expect.arrayContaining([
            { partition: 0, leader: 1, replicas: [1, 2, 3], inSync: [1, 2, 3] },
          ]) as unknown,
          configuration: { "min.insync.replicas": "2", "cleanup.policy": "delete" },
        },
        {},
        {},
      ],
    });
  });

  it("leaves no trace of itself, and no snapshot: MSK has none", async () => {
    const told = await runTo(0, "destroy --yes --delete-data");
    expect(plain(told.stderr)).toContain("its data is lost: no snapshot is taken");
    expect((await runTo(0, "sandbox list")).stdout.trim()).toBe("The sandbox is empty.");
    const { stdout, stderr } = await runTo(0, "kafka topics");
    expect([stdout, stderr]).toEqual(["", expect.stringContaining("There is no cluster flashsale-kafka")]);
  });
});

/** An edit that must happen in place: what the plan says, and the calls that carry it out. */
interface Edit {
  readonly name: string;
  readonly kafka: object;
  readonly changes: readonly string[];
  readonly calls: readonly string[];
}

const EDITS: readonly Edit[] = [
  {
    name: "type of the brokers",
    kafka: { instanceType: "kafka.m5.xlarge" },
    changes: [`update ${CLUSTER} instanceType`],
    calls: ["UpdateBrokerType"],
  },
  {
    name: "storage",
    kafka: { storageGib: 200 },
    changes: [`update ${CLUSTER} storageGib`],
    calls: ["UpdateBrokerStorage"],
  },
  {
    name: "number of brokers",
    kafka: { brokers: 6 },
    changes: [`update ${CLUSTER} brokers`],
    calls: ["UpdateBrokerCount"],
  },
  {
    name: "version",
    kafka: { version: "3.9.x.kraft" },
    changes: [`update ${CLUSTER} kafkaVersion`],
    calls: ["UpdateClusterKafkaVersion"],
  },
  {
    name: "monitoring",
    kafka: { monitoring: "DEFAULT" },
    changes: [`update ${CLUSTER} monitoring`],
    calls: ["UpdateMonitoring"],
  },
  {
    name: "server properties, by a new revision that the cluster is moved to",
    kafka: { serverProperties: { "log.retention.hours": 24 } },
    changes: [`update ${CONFIGURATION} serverProperties`, `update ${CLUSTER} configuration`],
    calls: ["UpdateConfiguration", "UpdateClusterConfiguration"],
  },
  {
    name: "version and server properties, by one operation",
    kafka: { version: "3.9.x.kraft", serverProperties: { "log.retention.hours": 24 } },
    changes: [`update ${CONFIGURATION} serverProperties`, `update ${CLUSTER} kafkaVersion configuration`],
    calls: ["UpdateConfiguration", "UpdateClusterKafkaVersion"],
  },
  {
    name: "several things of the cluster, one operation after the other",
    kafka: { storageGib: 200, brokers: 6, instanceType: "kafka.m5.xlarge", version: "3.9.x.kraft" },
    changes: [`update ${CLUSTER} kafkaVersion brokers instanceType storageGib`],
    calls: ["UpdateBrokerStorage", "UpdateBrokerCount", "UpdateBrokerType", "UpdateClusterKafkaVersion"],
  },
  {
    name: "partitions and configuration of a topic, keys taken away included",
    kafka: { topics: topicsWith({ partitions: 20, config: { "retention.ms": 1000 } }) },
    changes: [`update ${ORDERS} partitions configuration`],
    calls: ["UpdateTopic", "UpdateTopic"],
  },
  {
    name: "one topic more",
    kafka: { topics: topicsWith({ config: { "min.insync.replicas": 2 } }, { name: "payments" }) },
    changes: ["create kafka.topic.payments"],
    calls: ["CreateTopic"],
  },
];

describe("a stack in which Kafka stands", () => {
  let base: Rehearsal;

  beforeAll(async () => {
    base = new Rehearsal();
    writeKafka(base, FIRST);
    await runTo(0, "up --yes", base);
  });

  afterAll(() => base.remove());

  beforeEach(() => {
    rehearsal = new Rehearsal(base);
  });

  afterEach(() => rehearsal.remove());

  describe("changes in place", () => {
    it.each(EDITS)("$name", async ({ kafka, changes, calls }) => {
      const { createdAt } = clusterOf(rehearsal);
      writeKafka(rehearsal, { ...FIRST, ...kafka });
      expect(changesOf(await rehearsal.plan())).toEqual(changes);
      const { attempts } = await runTo(0, "up --yes");
      expect(changingCalls(attempts)).toEqual(calls);
      await settled();
      expect(clusterOf(rehearsal).createdAt).toBe(createdAt);
    });

    it("server properties after an upgrade", async () => {
      writeKafka(rehearsal, { version: "3.9.x.kraft" });
      await runTo(0, "up --yes");
      writeKafka(rehearsal, { version: "3.9.x.kraft", serverProperties: { "log.retention.hours": 24 } });
      const { attempts } = await runTo(0, "up --yes");
      expect(changingCalls(attempts)).toEqual(["UpdateConfiguration", "UpdateClusterConfiguration"]);
      await settled();
    });

    it("with a new configuration, where the present one was made for the old version by name", async () => {
      rehearsal.edit(({ tables }) => {
        for (const row of Object.values(tables["us-east-1/Kafka/configuration"] ?? {}))
          Object.assign(row as object, { kafkaVersions: ["3.8.x.kraft"] });
      });
      await settled();
      writeKafka(rehearsal, { version: "3.9.x.kraft", serverProperties: { "log.retention.hours": 24 } });
      const { attempts } = await runTo(0, "up --yes");
      expect(changingCalls(attempts)).toEqual([
        "CreateConfiguration",
        "UpdateClusterKafkaVersion",
        "DeleteConfiguration",
      ]);
      await settled();
    });

    it("of eighteen brokers, in one run and with a time that counts them", async () => {
      writeKafka(rehearsal, { ...FIRST, brokers: 18 });
      await runTo(0, "up --yes");
      writeKafka(rehearsal, { ...FIRST, brokers: 18, instanceType: "kafka.m5.xlarge" });
      expect(plain((await runTo(0, "plan")).stdout)).toContain("settings changed; about 3 h 45 min");
      const { attempts } = await runTo(0, "up --yes");
      expect(changingCalls(attempts)).toEqual(["UpdateBrokerType"]);
      await settled();
    });

    it("from ZooKeeper to KRaft, which is one way", async () => {
      const zookeeper = new Rehearsal();
      writeKafka(zookeeper, { mode: "zookeeper" });
      await runTo(0, "up --yes", zookeeper);
      writeKafka(zookeeper, { mode: "kraft" });
      const { attempts } = await runTo(0, "up --yes", zookeeper);
      expect(changingCalls(attempts)).toEqual(["UpdateClusterKafkaVersion"]);
      await settled(zookeeper);
      writeKafka(zookeeper, { mode: "zookeeper" });
      const { stderr } = await runTo(78, "up --yes", zookeeper);
      expect(plain(stderr)).toContain("no way back from KRaft");
      zookeeper.remove();
    });
  });
});

describe("a region with two zones", () => {
  it("gets four brokers, told", async () => {
    const west = new Rehearsal();
    west.settings("region: us-west-1\ndb: { enabled: false }\ncache: { enabled: false }\n");
    const { stderr } = await runTo(0, "up --yes", west);
    expect(plain(stderr)).toContain("the guide has 3 brokers, here it is 4 brokers");
    await settled(west);
    await runTo(0, "destroy --yes --delete-data", west);
    west.remove();
  });
});
