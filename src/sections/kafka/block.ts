import { z } from "zod";
import { servesTopics } from "../../resources/kafka/versions.ts";
import { SERVER_KINDS } from "./server-keys.ts";
import { TOPIC_KINDS } from "./topic-keys.ts";
import type { ValueKinds } from "./value-kinds.ts";

/** Most brokers of a cluster in KRaft mode. Source: MSK Developer Guide, "Amazon MSK quota". */
export const MOST_BROKERS = 60;

const whole = (least: number, most: number, besides = "") => {
  const error = `a whole number from ${least} to ${most}${besides}`;
  return z.int({ error }).min(least, error).max(most, error);
};

const TEXT = "text, a number, true or false";

/** Kafka writes every value as text. */
const value = z
  .union([z.string(), z.number(), z.boolean()], { error: TEXT })
  .transform(String)
  .pipe(z.string().regex(/^[^\r\n]{1,1024}$/, TEXT));

/** Keys and values that Kafka reads: it would refuse the whole for one that it cannot. */
const properties = (kinds: ValueKinds, what: string) =>
  z
    .record(
      z.string().refine((name) => Object.hasOwn(kinds, name), `a key that ${what}`),
      value,
    )
    .superRefine((given, context) => {
      for (const [name, input] of Object.entries(given)) {
        const kind = kinds[name];
        if (kind === undefined || kind.accepts(input)) continue;
        context.addIssue({ code: "custom", path: [name], message: kind.words, input });
      }
    });

const topicName = z
  .string()
  .regex(/^[a-zA-Z0-9._-]{1,249}$/, "1 to 249 letters, digits, periods, underscores and hyphens")
  .refine((name) => name !== "." && name !== ".." && !name.startsWith("__"), {
    error: "a name that is none of Kafka's own: not . or .., and no two underscores first",
  });

const topic = z.strictObject({
  name: topicName,
  partitions: whole(1, 100_000).default(10),
  replicationFactor: whole(1, MOST_BROKERS).default(3),
  config: properties(TOPIC_KINDS, "Kafka's topics have").default({}),
});

/** A topic as the settings have it. */
export type TopicSettings = z.output<typeof topic>;

const IN_SYNC = { "min.insync.replicas": "2" };
const GUIDE_TOPICS: TopicSettings[] = [
  {
    name: "flash-sale-reservations",
    partitions: 10,
    replicationFactor: 3,
    config: { ...IN_SYNC, "retention.ms": "604800000" },
  },
  { name: "flash-sale-inventory-updates", partitions: 10, replicationFactor: 3, config: IN_SYNC },
  { name: "flash-sale-orders", partitions: 10, replicationFactor: 3, config: IN_SYNC },
];

const VERSION_FORM = /^\d+\.\d+\.(\d+|x)(\.kraft)?$/;
const VERSION = "a version as Amazon MSK lists it, in quotes, such as 3.9.x.kraft, or left out";

/** The keys of the block `kafka`, each by itself. Bounds: MSK API reference, CreateClusterV2. */
export const kafkaBlock = z.strictObject({
  enabled: z.boolean().default(true).describe("Whether this section is part of the stack."),
  version: z
    .string({ error: VERSION })
    .regex(VERSION_FORM, VERSION)
    .refine(
      (version) => !VERSION_FORM.test(version) || servesTopics(version),
      "3.6.0 or newer: topics are made through MSK's API, which older ones lack",
    )
    .optional()
    .describe("Kafka version as MSK lists it; leave out for the newest 3 in KRaft mode."),
  mode: z
    .enum(["kraft", "zookeeper"])
    .optional()
    .describe("How the cluster keeps its metadata; from zookeeper to kraft is one way. Leave out for kraft."),
  instanceType: z
    .string()
    .regex(/^kafka\.[a-z0-9]+\.[a-z0-9]+$/, "a type of standard broker such as kafka.m5.large")
    .default("kafka.m5.large")
    .describe("Broker type."),
  brokers: whole(2, MOST_BROKERS, ", or left out")
    .optional()
    .describe("Brokers, a multiple of the zones; leave out for 3, or 4 in a region with two zones."),
  storageGib: whole(1, 16_384)
    .default(100)
    .describe("Storage of each broker in GiB, 1 to 16384; it only grows, once in six hours."),
  monitoring: z
    .enum(["DEFAULT", "PER_BROKER", "PER_TOPIC_PER_BROKER", "PER_TOPIC_PER_PARTITION"])
    .default("PER_TOPIC_PER_PARTITION")
    .describe("Which metrics reach CloudWatch; all but DEFAULT are billed by the metric."),
  serverProperties: properties(SERVER_KINDS, "MSK lets a configuration set")
    .default({})
    .describe("Server properties that differ from the guide's kafka-config.properties."),
  topics: z.array(topic).default(GUIDE_TOPICS).describe("Topics; partitions only grow."),
});

/** The block as it is once its defaults are filled in. */
export type KafkaSettings = z.output<typeof kafkaBlock>;
