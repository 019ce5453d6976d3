import { CreateConfigurationCommand } from "@aws-sdk/client-kafka";
import { describe, expect, it } from "vitest";
import { SERVER_KINDS } from "../../../src/sections/kafka/server-keys.ts";
import { TOPIC_KINDS } from "../../../src/sections/kafka/topic-keys.ts";
import { refusalOf } from "../../sandbox/harness.ts";
import { createTopic, encode, makeStanding, practiseKafka } from "../../sandbox/kafka/cluster.ts";
import { wrong } from "../../settings/wrong.ts";

/** Values that keys of these ends take, and values that they do not. Source: Apache Kafka documentation, "Topic Configs". */
const TABLE: readonly (readonly [key: RegExp, good: readonly unknown[], bad: readonly unknown[]])[] = [
  [/(enable|disable|preallocate|acl\.found)$/, [false, "false"], ["yes", "True ", 1, ""]],
  [/cleanup\.policy$/, ["delete", "compact", "compact,delete"], ["keep", "compact;delete", ""]],
  [/compression\.type$/, ["zstd", "producer"], ["none", "ZSTD", 1]],
  [/timestamp\.type$/, ["CreateTime", "LogAppendTime"], ["createtime", 0]],
  [/(dirty|cleanable)\.ratio$/, [0.5, "1", 0], [1.5, -1, "half"]],
  [/throttled\.replicas$/, ["*", "0:1,1:2"], ["0", "a:b", "0:1,"]],
  [/replica\.selector\.class$/, ["org.apache.kafka.common.replica.RackAwareReplicaSelector"], ["mine", 1]],
  [/advertised\.listeners$/, ["CLIENT://b-1.example.com:9001"], ["a b", "a\\"]],
  [/compression\.(gzip|lz4|zstd)\.level$/, [9], [23, "high"]],
  [/^retention\.ms$/, [-1, "-1", 604_800_000], [-2, "abc", 1.5, "1e3", " 5", "5\\", "9223372036854775808"]],
  // Every other key takes a whole number.
  [/./, [100], ["abc", 1.5, "1e3", "", " ", "5 ms", "0x10", "9".repeat(20), Number.NaN, 2 ** 70]],
];

const rowOf = (key: string) => TABLE.find(([end]) => end.test(key)) ?? [/./, [], []];

const KINDS = [
  [
    "a server property",
    SERVER_KINDS,
    (key: string, value: unknown) => ({ serverProperties: { [key]: value } }),
  ],
  [
    "a topic's configuration",
    TOPIC_KINDS,
    (key: string, value: unknown) => ({
      topics: [{ name: "orders", replicationFactor: 3, config: { [key]: value } }],
    }),
  ],
] as const;

/** Problems of the key itself: large counts of replicas are refused for what else stands in the settings. */
const problemsOf = (kafka: object): string[] =>
  Object.values(wrong({ kafka })).filter((text) => !text.startsWith("at most"));

describe.each(KINDS)("%s", (_, kinds, settingsWith) => {
  it.each(Object.keys(kinds))("%s is read as Kafka reads it", (key) => {
    const [, good, bad] = rowOf(key);
    for (const value of good) expect([value, problemsOf(settingsWith(key, value))]).toEqual([value, []]);
    for (const value of bad)
      expect([value, Object.keys(wrong({ kafka: settingsWith(key, value) }))]).toEqual([
        value,
        expect.arrayContaining([expect.stringContaining(key)]),
      ]);
  });
});

describe("what the settings refuse", () => {
  const NUMBERS = ["num.partitions", "log.retention.hours", "message.max.bytes", "log.flush.interval.ms"];

  it.each(NUMBERS.flatMap((key) => ["abc", "", "1.5"].map((value) => [key, value] as const)))(
    "of server properties, %s=%s, MSK refuses, too",
    async (key, value) => {
      const { kafka } = practiseKafka();
      const command = new CreateConfigurationCommand({
        Name: "any",
        ServerProperties: Buffer.from(value === "" ? `${key}\n` : `${key}=${value}\n`),
      });
      expect(await refusalOf(kafka.send(command))).toMatchObject({
        name: "BadRequestException",
        message: expect.stringMatching(
          `^Invalid value ${value} for configuration ${key}: Not a number`,
        ) as string,
      });
    },
  );

  it.each([
    ["retention.ms", "abc", "Not a number of type LONG"],
    ["retention.ms", "-2", "Value must be at least -1"],
    ["cleanup.policy", "keep", "String must be one of: compact, delete"],
    ["preallocate", "yes", "Expected value to be either true or false"],
    ["min.insync.replicas", "99999999999", "Not a number of type INT"],
  ])("of a topic, %s=%s, MSK refuses, too", async (key, value, words) => {
    const practice = practiseKafka();
    const { arn } = await makeStanding(practice);
    const refused = await refusalOf(createTopic(practice, arn, { Configs: encode({ [key]: value }) }));
    expect(refused.message).toBe(`Invalid value ${value} for configuration ${key}: ${words}`);
  });
});
