import {
  type ClusterReport,
  isBroken,
  reportTopics,
  type TopicReport,
} from "../../resources/kafka/topic-report.ts";
import type { Report, ReportContext } from "../section.ts";

const COLUMNS = [
  { title: "TOPIC", cut: "middle" },
  { title: "PARTITIONS", align: "right" },
  { title: "REPLICAS", align: "right" },
  { title: "IN SYNC", align: "right" },
  { title: "CONFIGURATION", spare: 1 },
] as const;

/** All replicas of all partitions, and how many of them are in sync. */
function countReplicas({ partitions }: TopicReport): { readonly replicas: number; readonly inSync: number } {
  const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
  return {
    replicas: sum(partitions.map(({ replicas }) => replicas.length)),
    inSync: sum(partitions.map(({ inSync }) => inSync.length)),
  };
}

/** Of a topic's configuration what the settings name: the brokers' own values are in the JSON. */
function describeConfiguration(topic: TopicReport, { settings }: ReportContext): string {
  const wanted = settings.kafka.topics.find(({ name }) => name === topic.name)?.config ?? {};
  const pairs = Object.keys(wanted).map((key) => `${key}=${topic.configuration[key] ?? "(not told)"}`);
  return pairs.length === 0 ? "-" : pairs.join(" ");
}

function toRow(topic: TopicReport, context: ReportContext): string[] {
  const { replicas, inSync } = countReplicas(topic);
  return [
    topic.name,
    String(topic.partitions.length),
    String(topic.replicationFactor ?? "-"),
    `${inSync}/${replicas}`,
    describeConfiguration(topic, context),
  ];
}

function noteOn(report: ClusterReport | undefined, clusterName: string): string | undefined {
  if (report === undefined) return `There is no cluster ${clusterName}; flashsale-setup kafka makes it.`;
  if (isBroken(report))
    return `The cluster ${clusterName} is ${report.status}, which it will not leave by itself: it has no topics to show.`;
  if (report.topics === undefined)
    return `The cluster ${clusterName} is ${report.status}: MSK shows its topics once it is ACTIVE.`;
  return report.topics.length === 0 ? `The cluster ${clusterName} has no topics.` : undefined;
}

/** `kafka topics`: the topics of the cluster as they stand. */
export async function reportKafkaTopics(context: ReportContext): Promise<Report> {
  const clusterName = `${context.settings.name}-kafka`;
  const report = await reportTopics(context.env, clusterName);
  const topics = report?.topics ?? [];
  const note = noteOn(report, clusterName);
  return {
    columns: COLUMNS,
    rows: topics.map((topic) => toRow(topic, context)),
    ...(note === undefined ? {} : { note }),
    document: {
      cluster:
        report === undefined ? null : { name: clusterName, arn: report.clusterArn, status: report.status },
      topics,
    },
  };
}
