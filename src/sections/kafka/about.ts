import type { SectionAbout } from "../about.ts";

/** What help and wizard tell of this section. */
export const about: SectionAbout = {
  name: "kafka",
  guide: "Message Queue Setup",
  makes: "MSK configuration, Kafka cluster with three brokers, topics",
  typicalMinutes: 33,
  enabledByDefault: true,
  questions: [
    { key: "kafka.instanceType", message: "Broker type", kind: "input" },
    { key: "kafka.storageGib", message: "Storage of each broker in GiB", kind: "number" },
    {
      key: "kafka.monitoring",
      message: "Which metrics of Kafka?",
      kind: "select",
      choices: [
        {
          value: "PER_TOPIC_PER_PARTITION",
          name: "Down to partitions, as in the guide (billed by the metric)",
        },
        { value: "PER_TOPIC_PER_BROKER", name: "Down to topics (billed by the metric)" },
        { value: "PER_BROKER", name: "Of each broker (billed by the metric)" },
        { value: "DEFAULT", name: "Of the cluster (free)" },
      ],
    },
  ],
  reports: [
    {
      name: "topics",
      summary: "Show the topics with partitions, replicas, in-sync replicas and configuration.",
      examples: ["kafka topics", "kafka topics --json"],
    },
  ],
};
