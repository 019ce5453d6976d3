import type { Cluster, Provisioned } from "@aws-sdk/client-kafka";
import type { ClusterProps } from "../../../src/resources/kafka/cluster-observed.ts";

export const ARN = "arn:aws:kafka:us-east-1:123456789012:cluster/flashsale-kafka/uuid-3";
export const CONFIGURATION =
  "arn:aws:kafka:us-east-1:123456789012:configuration/flashsale-kafka-config/uuid-3";

/** The states of a cluster that end by themselves, but for ACTIVE. */
export const PASSING = ["CREATING", "UPDATING", "MAINTENANCE", "HEALING", "REBOOTING_BROKER"] as const;

/** Every state of a cluster but ACTIVE. */
export const OTHER_STATES = [...PASSING, "FAILED", "DELETING"] as const;

/** The guide's cluster, as a section would ask for it. */
export const props: ClusterProps = {
  name: "flashsale-kafka",
  kafkaVersion: "3.9.x.kraft",
  brokers: 3,
  instanceType: "kafka.m5.large",
  subnetIds: ["subnet-1", "subnet-2", "subnet-3"],
  securityGroupIds: ["sg-1"],
  storageGib: 100,
  monitoring: "PER_TOPIC_PER_PARTITION",
  configuration: { arn: CONFIGURATION, revision: 1 },
  clientBroker: "TLS",
  inCluster: true,
  unauthenticated: true,
  tags: { Name: "flashsale-kafka" },
};

/** The same cluster as MSK tells it once it stands. */
export function cluster(parts: Partial<Cluster> = {}, provisioned: Partial<Provisioned> = {}): Cluster {
  return {
    ClusterArn: ARN,
    ClusterName: "flashsale-kafka",
    ClusterType: "PROVISIONED",
    CurrentVersion: "K1",
    State: "ACTIVE",
    Tags: { Name: "flashsale-kafka", "aws:own": "x" },
    Provisioned: {
      BrokerNodeGroupInfo: {
        ClientSubnets: ["subnet-3", "subnet-1", "subnet-2"],
        InstanceType: "kafka.m5.large",
        SecurityGroups: ["sg-1"],
        StorageInfo: { EbsStorageInfo: { VolumeSize: 100 } },
      },
      ClientAuthentication: { Unauthenticated: { Enabled: true } },
      CurrentBrokerSoftwareInfo: {
        KafkaVersion: "3.9.x.kraft",
        ConfigurationArn: CONFIGURATION,
        ConfigurationRevision: 1,
      },
      EncryptionInfo: { EncryptionInTransit: { ClientBroker: "TLS", InCluster: true } },
      EnhancedMonitoring: "PER_TOPIC_PER_PARTITION",
      NumberOfBrokerNodes: 3,
      ...provisioned,
    },
    ...parts,
  };
}

/** An answer of DescribeClusterV2. */
export const shows = (
  parts: Partial<Cluster> = {},
  provisioned: Partial<Provisioned> = {},
): { ClusterInfo: Cluster } => ({ ClusterInfo: cluster(parts, provisioned) });
