import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  changesOf,
  changingCalls,
  clusterOf,
  editCluster,
  endTo,
  FIRST,
  kafkaIn,
  plain,
  topicsWith,
  writeKafka,
} from "./kafka.ts";
import { Rehearsal } from "./rehearsal.ts";

/** A record of a simulated topic. */
interface TopicRow {
  readonly name: string;
  readonly changes: readonly { readonly configuration: Record<string, string> }[];
}

const CLUSTER = "kafka.cluster";
const ORDERS = "kafka.topic.flash-sale-orders";

let rehearsal: Rehearsal;

const runTo = (code: number, words: string, on = rehearsal, speed?: number) => endTo(code, words, on, speed);
const settled = (on = rehearsal) => runTo(0, "plan --detailed-exitcode", on);

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

  describe("is not lost by an edit", () => {
    it.each([
      [
        "the replication factor of a topic",
        { topics: topicsWith({ replicationFactor: 2, config: { "min.insync.replicas": 2 } }) },
        `${ORDERS} would be replaced (forced by replicationFactor)`,
      ],
      ["a topic that is left out", { topics: topicsWith() }, `${ORDERS} would be deleted`],
      ["the section switched off", { enabled: false }, `${CLUSTER} would be deleted`],
    ])("%s", async (_, kafka, words) => {
      writeKafka(rehearsal, { ...FIRST, ...kafka });
      const { stderr, attempts } = await runTo(1, "up --yes");
      expect(plain(stderr)).toContain(words);
      expect(changingCalls(attempts)).toEqual([]);
    });

    it("unless the topic is named", async () => {
      writeKafka(rehearsal, { ...FIRST, topics: topicsWith({ replicationFactor: 2 }) });
      const { attempts } = await runTo(0, `up --yes --replace ${ORDERS}`);
      expect(changingCalls(attempts)).toEqual(["DeleteTopic", "CreateTopic"]);
      await settled();
    });

    it("an override that somebody else set on a topic", async () => {
      rehearsal.edit(({ tables }) => {
        const topics = Object.values(tables["us-east-1/Kafka/topic"] ?? {}) as unknown as TopicRow[];
        const orders = topics.find(({ name }) => name === "flash-sale-orders");
        Object.assign(orders?.changes.at(-1)?.configuration ?? {}, { "retention.ms": "-1" });
      });
      await settled();
      const config = { "min.insync.replicas": 2, "compression.type": "zstd" };
      writeKafka(rehearsal, { ...FIRST, topics: topicsWith({ config }) });
      await runTo(0, "up --yes");
      const topics = Object.values(
        rehearsal.account().tables["us-east-1/Kafka/topic"] ?? {},
      ) as unknown as TopicRow[];
      expect(topics.find(({ name }) => name === "flash-sale-orders")?.changes.at(-1)?.configuration).toEqual({
        "min.insync.replicas": "2",
        "compression.type": "zstd",
        "retention.ms": "-1",
      });
    });

    it("when the cluster vanished with all its topics", async () => {
      rehearsal.edit(({ tables }) => {
        for (const noun of ["cluster", "topic"]) tables[`us-east-1/Kafka/${noun}`] = {};
      });
      const { stderr, attempts } = await runTo(1, "up --yes");
      for (const address of [CLUSTER, ORDERS])
        expect(plain(stderr)).toContain(`${address} would be made again, empty`);
      expect(changingCalls(attempts)).toEqual([]);
    });
  });

  describe("is refused what MSK would refuse, before anything changes", () => {
    it.each([
      [{ topics: topicsWith({ partitions: 5 }) }, "kafka.topics[2].partitions is 5"],
      [{ brokers: 4 }, "kafka.brokers is 4"],
      [
        { brokers: 3, topics: topicsWith({ replicationFactor: 4 }) },
        "kafka.topics[2].replicationFactor is 4",
      ],
      [{ storageGib: 105 }, "kafka.storageGib is 105"],
      [{ serverProperties: { "broker.id": 1 } }, "a key that MSK lets a configuration set"],
      [{ serverProperties: { "num.partitions": "abc" } }, "a whole number from 1 to 2147483647"],
      [{ serverProperties: { "zookeeper.session.timeout.ms": 18_000 } }, "in KRaft mode has no ZooKeeper"],
      [{ topics: topicsWith({ config: { "retention.ms": "a week" } }) }, "a whole number from -1"],
      [{ version: "3.9.x" }, "there is no way back from KRaft to ZooKeeper"],
    ])("%o", async (kafka, words) => {
      writeKafka(rehearsal, { ...FIRST, ...kafka });
      const { stderr, attempts } = await runTo(78, "up --yes");
      expect(plain(stderr)).toContain(words);
      expect(changingCalls(attempts)).toEqual([]);
    });
  });

  describe("while AWS works on it", () => {
    const spell = (state: string, seconds: number) =>
      editCluster(rehearsal, { spell: { state, at: Date.now(), seconds } });

    it("is told when the settings ask for an older version, which changes nothing", async () => {
      writeKafka(rehearsal, { version: "3.7.x.kraft" });
      const { stderr, attempts } = await runTo(0, "up --yes");
      expect(plain(stderr)).toContain("but the cluster runs 3.8.x.kraft already");
      expect(changingCalls(attempts)).toEqual([]);
    });

    it.each(["MAINTENANCE", "HEALING", "REBOOTING_BROKER"])("has no drift in %s", async (state) => {
      spell(state, 1e9);
      expect(changesOf(await rehearsal.plan())).toEqual([]);
    });

    it("makes all but the storage larger within six hours, and tells when that can grow again", async () => {
      // The cluster must not seem new again at the lower speed.
      editCluster(rehearsal, { createdAt: 0 });
      writeKafka(rehearsal, { ...FIRST, storageGib: 200 });
      await runTo(0, "up --yes", rehearsal, 500);
      writeKafka(rehearsal, { ...FIRST, storageGib: 300, brokers: 6 });
      const { stderr, attempts } = await runTo(1, "up --yes", rehearsal, 500);
      expect(plain(stderr)).toMatch(/it can grow again in about 5 h \d+ min/);
      expect(attempts).toContainEqual({ call: "Kafka.UpdateBrokerCount" });
      expect(changesOf(await rehearsal.plan())).toEqual(["update kafka.cluster storageGib"]);
    });

    it("waits for the end of maintenance before it changes anything", async () => {
      // Slowly enough that the run meets the maintenance before it is over. The cluster must not seem new again.
      editCluster(rehearsal, { createdAt: 0 });
      spell("MAINTENANCE", 1500);
      writeKafka(rehearsal, { ...FIRST, storageGib: 200, topics: topicsWith({ partitions: 20 }) });
      const { attempts, stderr } = await runTo(0, "up --yes", rehearsal, 1000);
      expect(stderr).toContain("kafka.cluster is MAINTENANCE");
      expect(changingCalls(attempts)[0]).toBe("UpdateBrokerStorage");
      expect(changingCalls(attempts)).toContain("UpdateTopic");
    });

    it("tells no topics, and that they are shown again once it is ACTIVE", async () => {
      spell("HEALING", 1e9);
      const { stdout, stderr } = await runTo(0, "kafka topics");
      expect(stdout).toBe("");
      expect(stderr).toContain("flashsale-kafka is HEALING");
    });

    it("takes a version that AWS upgraded by itself as the one to keep", async () => {
      writeKafka(rehearsal);
      await runTo(0, "up --yes --upgrade kafka.version");
      editCluster(rehearsal, { operations: [] });
      const settings = { ...(clusterOf(rehearsal).settings as object), kafkaVersion: "3.9.x.kraft" };
      editCluster(rehearsal, { settings });
      expect(changesOf(await rehearsal.plan())).toEqual([]);
    });
  });

  describe("and is FAILED", () => {
    const failure = { code: "Internal", message: "No capacity in use1-az6." };

    beforeEach(() => editCluster(rehearsal, { failure }));

    it("tells why in MSK's words, and does nothing by itself", async () => {
      const { stderr, attempts } = await runTo(1, "up --yes");
      expect(plain(stderr)).toContain("Internal: No capacity in use1-az6.");
      expect(changingCalls(attempts)).toEqual([]);
    });

    it("can be destroyed, its topics going with it", async () => {
      const { attempts } = await runTo(0, "destroy --yes --delete-data");
      expect(changingCalls(attempts)).toContain("DeleteCluster");
      expect(await kafkaIn(rehearsal)).toEqual([]);
    });

    it("is made anew when it is named with its topics", async () => {
      const names = ["reservations", "inventory-updates", "orders"];
      const named = [CLUSTER, ...names.map((name) => `kafka.topic.flash-sale-${name}`)];
      await runTo(0, `up --yes ${named.map((address) => `--replace ${address}`).join(" ")}`);
      await settled();
      expect(clusterOf(rehearsal)).not.toHaveProperty("failure");
      expect(await kafkaIn(rehearsal)).toHaveLength(5);
    });
  });
});
