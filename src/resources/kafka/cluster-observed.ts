import { type Cluster, DescribeClusterV2Command } from "@aws-sdk/client-kafka";
import type { Aws } from "../../aws/env.ts";
import type { Compare } from "../../engine/compare.ts";
import type { Condition, Observed, Tags } from "../../engine/resource.ts";
import { orAbsent } from "../type.ts";

/** What a provisioned MSK cluster with standard brokers is asked to be. */
export type ClusterProps = {
  /** 1 to 64 letters, digits and hyphens; unique in account and region. */
  name: string;
  /** Such as `3.9.x.kraft`, exactly as MSK lists it. */
  kafkaVersion: string;
  /** A multiple of the number of subnets. */
  brokers: number;
  /** Such as `kafka.m5.large`. */
  instanceType: string;
  /** Two or three, each in a zone of its own. */
  subnetIds: readonly string[];
  securityGroupIds: readonly string[];
  /** GiB of each broker; only grows, and not again within six hours. */
  storageGib: number;
  /** `DEFAULT`, `PER_BROKER`, `PER_TOPIC_PER_BROKER` or `PER_TOPIC_PER_PARTITION`. */
  monitoring: string;
  configuration: { arn: string; revision: number };
  /** Between clients and brokers: `TLS`, `TLS_PLAINTEXT` or `PLAINTEXT`. */
  clientBroker: string;
  /** Whether brokers talk TLS among themselves. */
  inCluster: boolean;
  /** Whether clients need no credentials. */
  unauthenticated: boolean;
  tags: Tags;
};

/** What a cluster tells others. */
export type ClusterAttributes = {
  arn: string;
  name: string;
  /** `host:port` of brokers for TLS without credentials, comma-separated and sorted; told once the cluster stands. */
  bootstrapBrokers?: string;
};

export type ObservedCluster = Observed<ClusterProps, ClusterAttributes>;

/** A cluster and what is needed to change it. */
export interface ClusterLook {
  readonly observed: ObservedCluster;
  /** Changes with every operation; names the state that a change is meant for. */
  readonly currentVersion: string;
}

/** How the props of a cluster are held against what AWS tells. */
export const CLUSTER_COMPARE: { readonly [K in keyof ClusterProps]-?: Compare } = {
  name: "exact",
  kafkaVersion: "exact",
  brokers: "exact",
  instanceType: "exact",
  subnetIds: "set",
  securityGroupIds: "set",
  storageGib: "atLeast",
  monitoring: "exact",
  configuration: "exact",
  clientBroker: "exact",
  inCluster: "exact",
  unauthenticated: "exact",
  tags: "subset",
};

/** Source: MSK Developer Guide, "Cluster states". MAINTENANCE comes and goes by itself and is no drift. */
const CONDITIONS: Readonly<Record<string, Condition>> = {
  ACTIVE: "standing",
  FAILED: "broken",
  DELETING: "leaving",
};

/** What a cluster's status means. */
export const conditionOf = (status: string): Condition => CONDITIONS[status] ?? "pending";

function toProps(cluster: Cluster): Partial<ClusterProps> {
  const { Provisioned: told, ClusterName, Tags: tags = {} } = cluster;
  const nodes = told?.BrokerNodeGroupInfo;
  const transit = told?.EncryptionInfo?.EncryptionInTransit;
  const software = told?.CurrentBrokerSoftwareInfo;
  const { ConfigurationArn: arn, ConfigurationRevision: revision } = software ?? {};
  const all: { readonly [K in keyof ClusterProps]: ClusterProps[K] | undefined } = {
    name: ClusterName,
    kafkaVersion: software?.KafkaVersion,
    brokers: told?.NumberOfBrokerNodes,
    instanceType: nodes?.InstanceType,
    subnetIds: nodes?.ClientSubnets,
    securityGroupIds: nodes?.SecurityGroups,
    storageGib: nodes?.StorageInfo?.EbsStorageInfo?.VolumeSize,
    monitoring: told?.EnhancedMonitoring,
    configuration: arn === undefined || revision === undefined ? undefined : { arn, revision },
    clientBroker: transit?.ClientBroker,
    inCluster: transit?.InCluster,
    unauthenticated: isOpen(cluster),
    tags: withoutReserved(tags),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** A cluster that was told nothing about its clients asks them for nothing. */
function isOpen({ Provisioned: told }: Cluster): boolean {
  const ways = told?.ClientAuthentication;
  if (ways?.Unauthenticated?.Enabled !== undefined) return ways.Unauthenticated.Enabled;
  return [ways?.Sasl?.Iam?.Enabled, ways?.Sasl?.Scram?.Enabled, ways?.Tls?.Enabled].every(
    (on) => on !== true,
  );
}

/** Tags that begin with `aws:` are AWS's own: nobody can set or remove them. */
const withoutReserved = (tags: Tags): Tags =>
  Object.fromEntries(Object.entries(tags).filter(([key]) => !key.startsWith("aws:")));

/** A cluster as one read shows it, still without its brokers' addresses. */
export function toLook(cluster: Cluster): ClusterLook {
  const { ClusterArn: arn = "", ClusterName: name = "", State: status = "CREATING" } = cluster;
  const { Code, Message } = cluster.StateInfo ?? {};
  const reason = [Code, Message].filter((part) => part !== undefined && part !== "").join(": ");
  return {
    currentVersion: cluster.CurrentVersion ?? "",
    observed: {
      id: arn,
      name,
      condition: conditionOf(status),
      status,
      props: toProps(cluster),
      attributes: { arn, name },
      tags: withoutReserved(cluster.Tags ?? {}),
      ...(reason === "" ? {} : { reason }),
    },
  };
}

/** Reads a cluster by its ARN, its brokers' addresses left out; `undefined` if there is none. */
export async function findClusterLook(aws: Aws, arn: string): Promise<ClusterLook | undefined> {
  const command = new DescribeClusterV2Command({ ClusterArn: arn });
  const read = async () => (await aws.safe.kafka.send(command)).ClusterInfo;
  const cluster = await orAbsent(read, "NotFoundException");
  return cluster === undefined ? undefined : toLook(cluster);
}
