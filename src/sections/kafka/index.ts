import type { AwsLookup } from "../../resources/index.ts";
import type { Section } from "../section.ts";
import { about } from "./about.ts";
import { kafkaAudits } from "./audits.ts";
import { checkKafka } from "./checks.ts";
import { kafkaDeviations } from "./deviations.ts";
import { versionLookup } from "./lookups.ts";
import { kafkaConnections, topicControl } from "./probes.ts";
import { reportKafkaTopics } from "./reports.ts";
import { declareKafka } from "./resources.ts";
import { kafkaSchema } from "./settings.ts";

/** MSK Kafka with its configuration and topics. */
export const kafka: Section = {
  ...about,
  schema: kafkaSchema,
  lookups: (settings) => [versionLookup(settings) as AwsLookup<unknown>],
  declare: (context) => ({ kafka: declareKafka(context) }),
  outputs: ({ kafka: made }) =>
    made === undefined ? [] : [{ name: "KAFKA_BOOTSTRAP_SERVERS", value: made.bootstrapServers }],
  connections: kafkaConnections,
  controls: [topicControl],
  deviations: kafkaDeviations,
  iamActions: [
    "kafka:DescribeTopicPartitions",
    "kafka:GetCompatibleKafkaVersions",
    "kafka:ListKafkaVersions",
  ],
  check: checkKafka,
  reportBodies: { topics: reportKafkaTopics },
  audits: kafkaAudits,
};
