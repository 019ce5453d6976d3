import { createHash } from "node:crypto";
import { descriptionProof } from "../../engine/ownership.ts";
import type { Ref } from "../../engine/ref.ts";
import type { Handle } from "../../engine/stack.ts";
import { Bug } from "../../errors.ts";
import type { AwsStack } from "../../resources/index.ts";
import { kafkaCluster } from "../../resources/kafka/cluster.ts";
import { kafkaConfiguration } from "../../resources/kafka/configuration.ts";
import { kafkaTopic } from "../../resources/kafka/topic.ts";
import type { DeclareContext } from "../section.ts";
import type { KafkaHandles } from "./handles.ts";
import { versionOf } from "./lookups.ts";
import { brokerSubnets, brokersOf } from "./placement.ts";
import { serverPropertiesOf } from "./server-properties.ts";
import type { TopicSettings } from "./settings.ts";

const CONFIGURATION = "kafka.configuration";

/** Letters of a topic's name that fit into an address; a longer one ends in a digest of the whole. */
const LONGEST_IN_ADDRESS = 180;

/** Declares configuration, cluster and topics. MSK gives configurations no tags: their description says whose they are. */
export function declareKafka(context: DeclareContext): KafkaHandles {
  const { stack, settings, answers, handles } = context;
  const { name, kafka } = settings;
  const { network } = handles;
  if (network === undefined) throw new Bug("Kafka was declared before the network.");
  const version = versionOf(settings, answers);
  const { marks } = stack;
  const configuration = stack.add(kafkaConfiguration, CONFIGURATION, {
    name: `${name}-kafka-config`,
    description: `Flash Sale Kafka. ${descriptionProof(marks.stack, CONFIGURATION, marks.lineage)}`,
    serverProperties: serverPropertiesOf(kafka),
    kafkaVersions: [version],
  });
  const cluster = stack.add(kafkaCluster, "kafka.cluster", {
    name: `${name}-kafka`,
    kafkaVersion: version,
    brokers: brokersOf(settings, answers),
    instanceType: kafka.instanceType,
    subnetIds: brokerSubnets(settings, answers, network),
    securityGroupIds: [network.groups.kafka],
    storageGib: kafka.storageGib,
    monitoring: kafka.monitoring,
    configuration: { arn: configuration.out.arn, revision: configuration.out.revision },
    clientBroker: "TLS",
    inCluster: true,
    unauthenticated: true,
    tags: { Name: `${name}-kafka` },
  });
  return {
    bootstrapServers: cluster.out.bootstrapBrokers,
    clusterArn: cluster.out.arn,
    clusterName: `${name}-kafka`,
    cluster,
    topics: kafka.topics.map((topic) => declareTopic(stack, cluster.out.arn, topic)),
  };
}

function declareTopic(stack: AwsStack, clusterArn: Ref<string>, topic: TopicSettings): Handle<unknown> {
  const { name, partitions, replicationFactor, config: configuration } = topic;
  const props = { clusterArn, name, partitions, replicationFactor, configuration };
  return stack.add(kafkaTopic, `kafka.topic.${toKey(name)}`, props);
}

/** A topic's name has up to 249 letters, an address up to 200. */
function toKey(name: string): string {
  if (name.length <= LONGEST_IN_ADDRESS) return name;
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 7);
  return `${name.slice(0, LONGEST_IN_ADDRESS - 8)}-${digest}`;
}
