import type {
  Cluster,
  ClusterInfo,
  ClusterState,
  CreateClusterV2CommandInput,
  CreateClusterV2CommandOutput,
  DeleteClusterCommandInput,
  DeleteClusterCommandOutput,
  DescribeClusterCommandInput,
  DescribeClusterCommandOutput,
  DescribeClusterV2CommandInput,
  DescribeClusterV2CommandOutput,
  ListClustersCommandInput,
  ListClustersCommandOutput,
  ListClustersV2CommandInput,
  ListClustersV2CommandOutput,
  Provisioned,
} from "@aws-sdk/client-kafka";
import { removeNetworkInterface } from "../ec2/network-interface.ts";
import { type Call, change, read, toArn } from "../operation.ts";
import { createCluster } from "./creation.ts";
import { outdatedVersion, wrongClusterState } from "./dialect.ts";
import { paginate, shortHash } from "./identifier.ts";
import { isKraft } from "./kafka-version.ts";
import { DURATIONS, getCluster, type Standing, standingOf } from "./lifecycle.ts";
import { clusters, type KafkaCluster, topics } from "./tables.ts";

/** Network interfaces outlast a cluster by some minutes. */
const INTERFACE_SECONDS = 60;

/** States in which a cluster can be deleted. */
const DELETABLE = ["ACTIVE", "FAILED"];

/** The part of every broker's name that its cluster has. */
export const domainOf = ({ name, id }: KafkaCluster, call: Call): string =>
  `${name.replaceAll("-", "").slice(0, 14)}.${shortHash(id).slice(0, 6)}.c2.kafka.${call.region}.amazonaws.com`;

function zookeeperOf(row: KafkaCluster, call: Call): Pick<Provisioned, "ZookeeperConnectString"> {
  const { settings, state } = standingOf(row, call);
  if (isKraft(settings.kafkaVersion) || state === "CREATING") return {};
  const nodes = row.subnets.map((_, index) => `z-${index + 1}.${domainOf(row, call)}:2181`);
  return { ZookeeperConnectString: nodes.join(",") };
}

function toProvisioned(row: KafkaCluster, { settings }: Standing, call: Call): Provisioned {
  return {
    BrokerNodeGroupInfo: {
      BrokerAZDistribution: "DEFAULT",
      ClientSubnets: row.subnets.map(({ id }) => id),
      InstanceType: settings.instanceType,
      SecurityGroups: [...row.groupIds],
      StorageInfo: { EbsStorageInfo: { VolumeSize: settings.storageGib } },
      ConnectivityInfo: { PublicAccess: { Type: "DISABLED" } },
    },
    CurrentBrokerSoftwareInfo: {
      KafkaVersion: settings.kafkaVersion,
      ConfigurationArn: settings.configuration?.arn,
      ConfigurationRevision: settings.configuration?.revision,
    },
    ClientAuthentication: { Unauthenticated: { Enabled: settings.unauthenticated } },
    EncryptionInfo: {
      EncryptionAtRest: { DataVolumeKMSKeyId: toArn(call, "kms", "alias/aws/kafka") },
      EncryptionInTransit: { ClientBroker: settings.clientBroker, InCluster: row.inCluster },
    },
    EnhancedMonitoring: settings.monitoring,
    NumberOfBrokerNodes: settings.brokers,
    StorageMode: "LOCAL",
    ...zookeeperOf(row, call),
  };
}

function toHead(row: KafkaCluster, standing: Standing) {
  const { failure } = row;
  const isTold = standing.state === "FAILED" && failure !== undefined;
  return {
    ClusterArn: row.id,
    ClusterName: row.name,
    CreationTime: new Date(row.createdAt),
    CurrentVersion: standing.currentVersion,
    State: standing.state as ClusterState,
    ActiveOperationArn: standing.active?.arn,
    ...(isTold ? { StateInfo: { Code: failure.code, Message: failure.message } } : {}),
    Tags: { ...row.tags },
  };
}

function toCluster(row: KafkaCluster, call: Call): Cluster {
  const standing = standingOf(row, call);
  const Provisioned = toProvisioned(row, standing, call);
  return { ...toHead(row, standing), ClusterType: "PROVISIONED", Provisioned };
}

function toClusterInfo(row: KafkaCluster, call: Call): ClusterInfo {
  const standing = standingOf(row, call);
  return { ...toHead(row, standing), ...toProvisioned(row, standing, call) };
}

/** The clusters whose names begin so: the filter is a prefix. */
function named(call: Call, prefix: string | undefined): readonly KafkaCluster[] {
  const all = call.account.table(clusters).all();
  return all.filter(({ name }) => name.startsWith(prefix ?? ""));
}

function deleteCluster(
  input: DeleteClusterCommandInput,
  call: Call,
): Omit<DeleteClusterCommandOutput, "$metadata"> {
  const row = getCluster(call, input.ClusterArn);
  const { state, currentVersion } = standingOf(row, call);
  if (!DELETABLE.includes(state)) throw wrongClusterState("delete cluster", state);
  if (input.CurrentVersion !== undefined && input.CurrentVersion !== currentVersion) throw outdatedVersion();
  const held = call.account.table(topics);
  for (const topic of held.all()) if (topic.clusterArn === row.id) held.remove(topic.id);
  for (const id of row.networkInterfaces)
    removeNetworkInterface(call, id, DURATIONS.delete + INTERFACE_SECONDS);
  call.account.table(clusters).retire(row.id, DURATIONS.delete);
  return { ClusterArn: row.id, State: "DELETING" };
}

/** MSK's calls on clusters: all of the second version, the reads of the first. */
export const clusterOperations = {
  CreateClusterV2: change<CreateClusterV2CommandInput, CreateClusterV2CommandOutput>(createCluster),
  DeleteCluster: change<DeleteClusterCommandInput, DeleteClusterCommandOutput>(deleteCluster),
  DescribeClusterV2: read<DescribeClusterV2CommandInput, DescribeClusterV2CommandOutput>((input, call) => ({
    ClusterInfo: toCluster(getCluster(call, input.ClusterArn), call),
  })),
  DescribeCluster: read<DescribeClusterCommandInput, DescribeClusterCommandOutput>((input, call) => ({
    ClusterInfo: toClusterInfo(getCluster(call, input.ClusterArn), call),
  })),
  ListClustersV2: read<ListClustersV2CommandInput, ListClustersV2CommandOutput>((input, call) => {
    const found = input.ClusterTypeFilter === "SERVERLESS" ? [] : named(call, input.ClusterNameFilter);
    const { page, ...rest } = paginate(found, input);
    return { ClusterInfoList: page.map((row) => toCluster(row, call)), ...rest };
  }),
  ListClusters: read<ListClustersCommandInput, ListClustersCommandOutput>((input, call) => {
    const { page, ...rest } = paginate(named(call, input.ClusterNameFilter), input);
    return { ClusterInfoList: page.map((row) => toClusterInfo(row, call)), ...rest };
  }),
};
