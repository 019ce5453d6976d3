import { isBroken, reportTopics, type TopicReport } from "../../resources/kafka/topic-report.ts";
import type { Handles } from "../handles.ts";
import type { Settings } from "../settings.ts";
import type {
  ConnectionSpec,
  ControlContext,
  ControlFinding,
  ControlSpec,
  ExpectedTopic,
} from "../verification.ts";

const MIN_IN_SYNC = "min.insync.replicas";

/** What the guide's kafka-config.properties says. */
const GUIDE_MIN_IN_SYNC = 2;

function expectedTopics({ kafka }: Settings): ExpectedTopic[] {
  const byDefault = kafka.serverProperties[MIN_IN_SYNC] ?? GUIDE_MIN_IN_SYNC;
  return kafka.topics.map(({ name, partitions, replicationFactor: replicas, config }) => ({
    name,
    partitions,
    replicas,
    minInSyncReplicas: Number(config[MIN_IN_SYNC] ?? byDefault),
  }));
}

/** The guide's list of topics, asked from a broker. */
export function kafkaConnections({ kafka: made }: Handles, settings: Settings): ConnectionSpec[] {
  if (made === undefined) return [];
  const { bootstrapServers } = made;
  return [
    {
      name: "kafka",
      group: "kafka",
      section: "kafka",
      address: "kafka.cluster",
      rule: "network.rule.kafka-from-application",
      isPrivate: true,
      target: {
        protocol: "kafka",
        bootstrapServers,
        topics: expectedTopics(settings),
        ...(settings.kafka.brokers === undefined ? {} : { brokers: settings.kafka.brokers }),
      },
    },
  ];
}

/** Partitions, replicas and those in sync of every topic, as MSK itself tells them. */
export const topicControl: ControlSpec = {
  name: "topics",
  async check({ env, settings }: ControlContext): Promise<ControlFinding> {
    const report = await reportTopics(env, `${settings.name}-kafka`);
    const fix = ["flashsale-setup kafka"];
    if (report === undefined) return { state: "problem", detail: "the cluster is not there", fix };
    const { topics, status } = report;
    if (isBroken(report))
      return {
        state: "problem",
        detail: `the cluster is ${status} and serves nobody`,
        fix: ["flashsale-setup plan"],
      };
    if (topics === undefined)
      return { state: "warning", detail: `the cluster is ${status}: MSK shows no topics now` };
    const found = new Map(topics.map((topic) => [topic.name, topic]));
    const wrong = expectedTopics(settings).flatMap((wanted) => faultOf(wanted, found.get(wanted.name)) ?? []);
    if (wrong.length > 0) return { state: "problem", detail: wrong.join("; "), fix };
    return { state: "ok", detail: `${found.size} topics, every replica in sync` };
  },
};

function faultOf(wanted: ExpectedTopic, topic: TopicReport | undefined): string | undefined {
  const { name, partitions, replicas: wantedReplicas } = wanted;
  if (topic === undefined) return `${name} is missing`;
  if (topic.partitions.length < partitions)
    return `${name} has ${topic.partitions.length} of ${partitions} partitions`;
  if (topic.replicationFactor !== undefined && topic.replicationFactor !== wantedReplicas)
    return `${name} has ${topic.replicationFactor} replicas instead of ${wantedReplicas}`;
  const behind = topic.partitions.filter(({ replicas, inSync }) => inSync.length < replicas.length);
  return behind.length === 0
    ? undefined
    : `${name} has replicas out of sync in ${behind.length} of ${topic.partitions.length} partitions`;
}
