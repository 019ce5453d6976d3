import { descriptionProof } from "../../../src/engine/ownership.ts";
import { kafkaCluster } from "../../../src/resources/kafka/cluster.ts";
import { kafkaConfiguration } from "../../../src/resources/kafka/configuration.ts";
import { kafkaTopic } from "../../../src/resources/kafka/topic.ts";
import { ADDRESS, type Ground, STACK, tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";
import { makeGroup, makeSubnets, makeVpc } from "./ec2.ts";

const VERSION = "3.8.x.kraft";
const ARN = "arn:aws:kafka:us-east-1:314159265358";
const ABSENT = "01234567-89ab-cdef-0123-456789abcdef-1";

async function makeConfiguration(ground: Ground, key: string): Promise<{ arn: string; revision: number }> {
  const { attributes } = await ground.make(kafkaConfiguration, `ground.configuration-${key}`, {
    name: `flashsale-kafka-${key}`,
    description: "Ground",
    serverProperties: { "num.partitions": "10" },
    kafkaVersions: [VERSION],
  });
  return { arn: attributes.arn, revision: attributes.revision };
}

/** The cluster of the default settings in these subnets, but for the newest version, so that it can be upgraded. */
const clusterIn = async (ground: Ground) => {
  const vpcId = await makeVpc(ground);
  const [subnetIds, group, configuration] = await Promise.all([
    makeSubnets(ground, vpcId, 3),
    makeGroup(ground, vpcId),
    makeConfiguration(ground, "first"),
  ]);
  return {
    name: "flashsale-kafka",
    kafkaVersion: VERSION,
    brokers: 3,
    instanceType: "kafka.m5.large",
    subnetIds,
    securityGroupIds: [group],
    storageGib: 100,
    monitoring: "PER_TOPIC_PER_PARTITION",
    configuration,
    clientBroker: "TLS",
    inCluster: true,
    unauthenticated: true,
  };
};

/** The samples of MSK. */
export const kafkaSamples: readonly Sample[] = [
  sampleOf(kafkaConfiguration, {
    absentId: `${ARN}:configuration/flashsale-absent/${ABSENT}`,
    props: () =>
      Promise.resolve({
        name: "flashsale-kafka-config",
        description: descriptionProof(STACK.stack, ADDRESS, STACK.lineage),
        serverProperties: { "auto.create.topics.enable": "false", "num.partitions": "10" },
        kafkaVersions: [VERSION],
      }),
    changes: () => Promise.resolve({ serverProperties: { "auto.create.topics.enable": "true" } }),
  }),
  sampleOf(kafkaCluster, {
    absentId: `${ARN}:cluster/flashsale-absent/${ABSENT}`,
    props: async (ground) => ({ ...(await clusterIn(ground)), tags: tagsFor() }),
    changes: async (ground) => ({
      kafkaVersion: "3.9.x.kraft",
      brokers: 6,
      instanceType: "kafka.m5.xlarge",
      storageGib: 200,
      monitoring: "PER_BROKER",
      configuration: await makeConfiguration(ground, "second"),
      clientBroker: "TLS_PLAINTEXT",
      unauthenticated: false,
    }),
    // Billed by the metric, and their number follows topics, brokers and consumer groups.
    unpriced: ["kafka:metrics:PER_TOPIC_PER_PARTITION"],
  }),
  sampleOf(kafkaTopic, {
    absentId: `${ARN}:cluster/flashsale-absent/${ABSENT}|absent`,
    props: async (ground) => {
      const { id: clusterArn } = await ground.make(kafkaCluster, "ground.cluster", await clusterIn(ground));
      const configuration = { "min.insync.replicas": "2" };
      return { clusterArn, name: "flash-sale-orders", partitions: 10, replicationFactor: 3, configuration };
    },
    changes: () => Promise.resolve({ partitions: 20, configuration: { "min.insync.replicas": "1" } }),
  }),
];
