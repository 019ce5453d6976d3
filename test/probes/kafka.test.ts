import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import { type KafkaTarget, probeKafka } from "../../src/probes/kafka.ts";
import type { ExpectedTopic } from "../../src/probes/kafka-topics.ts";
import { createAuthority } from "../servers/certificates.ts";
import { startHttp } from "../servers/http.ts";
import { startKafka, type TopicSetup } from "../servers/kafka-broker.ts";
import { createFolder, type RunningServer } from "../servers/keep.ts";
import { startPlain, startSecure } from "../servers/misbehaving.ts";
import { describeWith, missingOf } from "../servers/programs.ts";
import { pathOf, toOptions } from "./options.ts";

const folder = createFolder();
const authority = createAuthority(folder);
const identity = authority.issue(["DNS:b-1.test"]);
const other = createAuthority(folder);

const SETUP: TopicSetup = { name: "flash-sale-orders", partitions: 10, replicas: 3 };
const ASKED: ExpectedTopic = { name: "flash-sale-orders", partitions: 10, replicas: 3, minInSyncReplicas: 2 };

function toTarget(
  server: Pick<RunningServer, "host" | "port">,
  more: Partial<KafkaTarget> = {},
): KafkaTarget {
  return { host: server.host, port: server.port, servername: "b-1.test", ca: [authority.ca], ...more };
}

describeWith(missingOf("kcat"), "the broker of these tests", () => {
  it("lists its topics to kcat", async () => {
    const local = authority.issue(["IP:127.0.0.1"]);
    const { port } = await startKafka(local, [SETUP, { ...SETUP, name: "flash-sale-inventory", inSync: 2 }]);
    const secure = ["-X", "security.protocol=ssl", "-X", `ssl.ca.location=${authority.caFile}`];
    const { stdout } = await promisify(execFile)("kcat", ["-L", "-J", "-b", `127.0.0.1:${port}`, ...secure]);
    const { brokers, topics } = JSON.parse(stdout) as {
      brokers: object[];
      topics: { topic: string; partitions: object[] }[];
    };
    expect(brokers).toHaveLength(3);
    expect(topics.map(({ topic, partitions }) => [topic, partitions.length])).toEqual([
      ["flash-sale-orders", 10],
      ["flash-sale-inventory", 10],
    ]);
    expect(topics[1]?.partitions[9]).toMatchObject({
      leader: 1,
      replicas: [{ id: 1 }, { id: 2 }, { id: 3 }],
      isrs: [{ id: 1 }, { id: 2 }],
    });
  });
});

describe("a Kafka broker", () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startKafka(identity, [SETUP]);
  });

  it("lists its topics through every layer", async () => {
    const result = await probeKafka(toTarget(server), toOptions());
    expect(pathOf(result)).toBe("resolve connect tls query");
    expect(result.layers.at(-1)?.detail).toBe("3 brokers, 1 topics listed");
  });

  it("has the topics that are asked for", async () => {
    const result = await probeKafka(toTarget(server, { topics: [ASKED], brokers: 3 }), toOptions());
    expect(result.layers.at(-1)?.detail).toBe("3 brokers, 1 topics listed, 1 as asked");
  });

  it("shows a certificate of another authority", async () => {
    const result = await probeKafka(toTarget(server, { ca: [other.ca] }), toOptions());
    expect(pathOf(result)).toBe("resolve connect tls:tls-unknown-ca");
  });

  it("shows a certificate for another name", async () => {
    const result = await probeKafka(toTarget(server, { servername: "b-2.test" }), toOptions());
    expect(pathOf(result)).toBe("resolve connect tls:tls-wrong-name");
  });

  it("shows a certificate that has expired", async () => {
    const expired = await startKafka(authority.issue(["DNS:b-1.test"], -1), []);
    expect(pathOf(await probeKafka(toTarget(expired), toOptions()))).toBe("resolve connect tls:tls-expired");
  });

  it("misses brokers of the cluster", async () => {
    const result = await probeKafka(toTarget(server, { brokers: 6 }), toOptions());
    expect(pathOf(result)).toBe("resolve connect tls query:unhealthy");
    expect(result.failure?.text).toBe("3 of 6 brokers are in the cluster");
  });

  const differences: readonly (readonly [string, Partial<TopicSetup>, string, string])[] = [
    ["does not have the topic", { name: "another" }, "not-found", "no topic flash-sale-orders"],
    [
      "has too few partitions",
      { partitions: 3 },
      "mismatch",
      "topic flash-sale-orders has 3 partitions, not 10",
    ],
    [
      "has too few replicas",
      { replicas: 2 },
      "mismatch",
      "partition 0 of topic flash-sale-orders has 2 replicas, not 3",
    ],
    ["has no leader", { leader: -1 }, "unhealthy", "partition 0 of topic flash-sale-orders has no leader"],
    [
      "has too few replicas in step",
      { inSync: 1 },
      "unhealthy",
      "partition 0 of topic flash-sale-orders has 1 replicas in step and takes writes from 2",
    ],
  ];
  it.each(differences)("%s", async (_name, change, kind, text) => {
    const changed = await startKafka(identity, [{ ...SETUP, ...change }]);
    const result = await probeKafka(toTarget(changed, { topics: [ASKED] }), toOptions());
    expect(pathOf(result)).toBe(`resolve connect tls query:${kind}`);
    expect(result.failure?.text).toBe(text);
  });

  it("greets and then says nothing of its topics, within its limit", async () => {
    const mute = await startKafka(identity);
    const result = await probeKafka(toTarget(mute), toOptions(["query"]));
    expect(pathOf(result)).toBe("resolve connect tls query:hung");
  });

  it("takes writes while a replica lags, and says so", async () => {
    const lagging = await startKafka(identity, [{ ...SETUP, inSync: 2 }]);
    const result = await probeKafka(toTarget(lagging, { topics: [ASKED] }), toOptions());
    expect(result.layers.at(-1)?.detail).toContain(
      "10 partitions of flash-sale-orders have a replica that lags",
    );
  });
});

describe("a server that is no Kafka broker", () => {
  it("speaks HTTP without TLS", async () => {
    const result = await probeKafka(toTarget(await startHttp({ status: 200, body: "" })), toOptions());
    expect(pathOf(result)).toBe("resolve connect tls:not-tls");
  });

  it("speaks HTTP over TLS", async () => {
    const result = await probeKafka(
      toTarget(await startHttp({ status: 200, body: "" }, identity)),
      toOptions(),
    );
    expect(pathOf(result)).toBe("resolve connect tls query:wrong-protocol");
  });

  it("never answers the handshake", async () => {
    const result = await probeKafka(toTarget(await startPlain("hang")), toOptions(["tls"]));
    expect(pathOf(result)).toBe("resolve connect tls:hung");
  });

  it("hangs after TLS", async () => {
    const result = await probeKafka(toTarget(await startSecure(identity, "hang")), toOptions(["query"]));
    expect(pathOf(result)).toBe("resolve connect tls query:hung");
  });

  it.each(["close", "half-close", "reset"] as const)(
    "ends the connection after TLS (%s)",
    async (conduct) => {
      const result = await probeKafka(toTarget(await startSecure(identity, conduct)), toOptions());
      expect(pathOf(result)).toBe("resolve connect tls query:closed-early");
    },
  );
});
