import {
  type CacheCluster,
  DescribeReplicationGroupsCommand,
  type NodeGroup,
  type ReplicationGroup,
} from "@aws-sdk/client-elasticache";
import type { Aws } from "../../aws/env.ts";
import type { Compare } from "../../engine/compare.ts";
import type { Condition, Observed, Tags } from "../../engine/resource.ts";
import { orAbsent } from "../type.ts";
import { type CacheEngine, isVersionOf, toEngineText } from "./engine-versions.ts";
import { findMember, wholeStatus } from "./members.ts";
import { isStuckStatus, stuckOf } from "./stuck.ts";
import { readTags } from "./tagging.ts";

/**
 * What happens when a primary fails: nothing, a replica takes over, or one in another zone does. AWS has two switches for it,
 * of which Multi-AZ needs the other.
 */
export type Failover = "none" | "automatic" | "multi-az";

/** What a replication group is asked to be. */
export type ReplicationGroupProps = {
  /** 1 to 40 letters, digits or single hyphens, a letter first; AWS keeps it in lower case. */
  identifier: string;
  description: string;
  /** Engine and version, such as `redis 7.0`; AWS chooses the patch. Only upwards, from Redis to Valkey, never back. */
  engineVersion: string;
  /** Such as `cache.r5.xlarge`. */
  nodeType: string;
  /** Whether the keys are spread over shards. */
  clusterMode: boolean;
  /** 1 without cluster mode. */
  shards: number;
  /** 0 to 5 for each shard, besides its primary. */
  replicasPerShard: number;
  failover: Failover;
  atRestEncryption: boolean;
  transitEncryption: boolean;
  /** ARN of the secret whose text becomes the AUTH token at the create. */
  authTokenSecret: string;
  parameterGroupName: string;
  subnetGroupName: string;
  securityGroupIds: readonly string[];
  /** 0 to 35; 0 turns automatic snapshots off. */
  snapshotRetentionDays: number;
  /** UTC, `hh24:mi-hh24:mi`; without one AWS chooses. */
  snapshotWindow?: string;
  /** UTC, `ddd:hh24:mi-ddd:hh24:mi`; without one AWS chooses. */
  maintenanceWindow?: string;
  /** Whether AWS upgrades to minor versions by itself; from version 6.0 on, before that it is left out. */
  autoMinorVersionUpgrade?: boolean;
  tags: Tags;
};

export type ReplicationGroupAttributes = {
  identifier: string;
  arn: string;
  /** Host name that leads to the primary, or to all shards; AWS tells it once the group stands. */
  endpoint?: string;
  port?: number;
};

export type ObservedReplicationGroup = Observed<ReplicationGroupProps, ReplicationGroupAttributes>;

/** How the props of a replication group are held against what AWS tells. */
export const REPLICATION_GROUP_COMPARE: { readonly [K in keyof ReplicationGroupProps]-?: Compare } = {
  identifier: "lower",
  description: "exact",
  engineVersion: "prefix",
  nodeType: "exact",
  clusterMode: "exact",
  shards: "exact",
  replicasPerShard: "exact",
  failover: "exact",
  atRestEncryption: "exact",
  transitEncryption: "exact",
  authTokenSecret: "createOnly",
  parameterGroupName: "lower",
  subnetGroupName: "lower",
  securityGroupIds: "set",
  snapshotRetentionDays: "exact",
  snapshotWindow: "lower",
  maintenanceWindow: "lower",
  autoMinorVersionUpgrade: "exact",
  tags: "subset",
};

// Source: ElastiCache API reference, ReplicationGroup, Status. While a snapshot is taken the group serves on.
const CONDITIONS: Readonly<Record<string, Condition>> = {
  available: "standing",
  snapshotting: "standing",
  deleting: "leaving",
};

/** What AWS's status word means. Every word that is not known is a change under way. */
export const toCondition = (status: string): Condition =>
  isStuckStatus(status) ? "broken" : (CONDITIONS[status] ?? "pending");

/** The values that AWS told, without those that it did not. */
function told<T extends object>(values: { readonly [K in keyof T]?: T[K] | undefined }): Partial<T> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}

/** Shards and replicas by the nodes that are listed; nothing while the group has none yet. */
function toSizes(shards: readonly NodeGroup[] | undefined): Partial<ReplicationGroupProps> {
  if (shards === undefined || shards.length === 0) return {};
  const replicas = shards.map(({ NodeGroupMembers = [] }) => Math.max(0, NodeGroupMembers.length - 1));
  // Shards that differ are shown by the smallest, so that a missing replica is seen.
  return { shards: shards.length, replicasPerShard: Math.min(...replicas) };
}

function toProps(group: ReplicationGroup, member: CacheCluster | undefined): Partial<ReplicationGroupProps> {
  const groups = member?.SecurityGroups?.filter(({ Status }) => Status !== "removing");
  const isEncrypted =
    group.AtRestEncryptionEnabled === true || (group.StorageEncryptionType ?? "none") !== "none";
  return told<ReplicationGroupProps>({
    identifier: group.ReplicationGroupId,
    description: group.Description,
    engineVersion: toVersion(group, member),
    nodeType: group.CacheNodeType,
    clusterMode: group.ClusterEnabled,
    ...toSizes(group.NodeGroups),
    failover: toFailover(group),
    atRestEncryption: isEncrypted,
    transitEncryption: group.TransitEncryptionEnabled,
    parameterGroupName: member?.CacheParameterGroup?.CacheParameterGroupName,
    subnetGroupName: member?.CacheSubnetGroupName,
    securityGroupIds: groups?.flatMap(({ SecurityGroupId }) => SecurityGroupId ?? []),
    snapshotRetentionDays: group.SnapshotRetentionLimit,
    snapshotWindow: group.SnapshotWindow,
    maintenanceWindow: member?.PreferredMaintenanceWindow,
    autoMinorVersionUpgrade: group.AutoMinorVersionUpgrade,
  });
}

/** Told by the node, which alone knows the patch. */
function toVersion(group: ReplicationGroup, member: CacheCluster | undefined): string | undefined {
  const engine = group.Engine ?? member?.Engine;
  const version = member?.EngineVersion;
  return engine === undefined || version === undefined
    ? undefined
    : toEngineText({ engine: engine as CacheEngine, version });
}

function toFailover({ AutomaticFailover, MultiAZ }: ReplicationGroup): Failover | undefined {
  if (AutomaticFailover === undefined) return undefined;
  if (MultiAZ === "enabled") return "multi-az";
  return AutomaticFailover.startsWith("enabl") ? "automatic" : "none";
}

/** Values that wait for the maintenance window. AWS tells the version alone, which also tells the engine. */
function toLater(member: CacheCluster | undefined): { later?: Partial<ReplicationGroupProps> } {
  const { EngineVersion: version, CacheNodeType: nodeType } = member?.PendingModifiedValues ?? {};
  const engine = member?.Engine === "redis" && isVersionOf("redis", version ?? "") ? "redis" : "valkey";
  const engineVersion = version === undefined ? undefined : toEngineText({ engine, version });
  const later = told<ReplicationGroupProps>({ engineVersion, nodeType });
  return Object.keys(later).length === 0 ? {} : { later };
}

function toAttributes(group: ReplicationGroup): ReplicationGroupAttributes {
  const endpoint = group.ConfigurationEndpoint ?? group.NodeGroups?.[0]?.PrimaryEndpoint;
  return {
    identifier: group.ReplicationGroupId ?? "",
    arn: group.ARN ?? "",
    ...told<{ endpoint: string; port: number }>({ endpoint: endpoint?.Address, port: endpoint?.Port }),
  };
}

async function readGroup(aws: Aws, identifier: string): Promise<ReplicationGroup | undefined> {
  const command = new DescribeReplicationGroupsCommand({ ReplicationGroupId: identifier });
  const read = async () => (await aws.safe.elastiCache.send(command)).ReplicationGroups?.[0];
  return orAbsent(read, "ReplicationGroupNotFoundFault");
}

/** Version, parameter and subnet group, security groups and maintenance window are told of the nodes only. */
async function readMember(aws: Aws, group: ReplicationGroup): Promise<CacheCluster | undefined> {
  const [id] = group.MemberClusters ?? [];
  return id === undefined ? undefined : findMember(aws, id);
}

/** Reads a replication group with what only its nodes and its tags tell; `undefined` if there is none. */
export async function findReplicationGroup(
  aws: Aws,
  identifier: string,
): Promise<ObservedReplicationGroup | undefined> {
  const group = await readGroup(aws, identifier);
  if (group === undefined) return undefined;
  const [member, tags] = await Promise.all([
    readMember(aws, group),
    orAbsent(() => readTags(aws, group.ARN ?? "")),
  ]);
  const id = group.ReplicationGroupId ?? identifier;
  // A node may be stuck while its group is told as available.
  const ofNode = member?.CacheClusterStatus ?? "";
  const status = isStuckStatus(ofNode) ? ofNode : (group.Status ?? "");
  const stuck = stuckOf(id, status);
  const props = toProps(group, member);
  const known = tags ?? "unknown";
  return {
    id,
    name: id,
    condition: toCondition(status),
    status,
    props: known === "unknown" ? props : { ...props, tags: known },
    attributes: toAttributes(group),
    tags: known,
    ...toLater(member),
    ...(stuck === undefined ? {} : { stuck }),
  };
}

/** Reads the status word alone, in one call; `undefined` if there is no such group. */
export async function findStatus(aws: Aws, identifier: string): Promise<string | undefined> {
  const group = await readGroup(aws, identifier);
  return group === undefined ? undefined : (group.Status ?? "");
}

/** Reads the status of the group with all its shards and nodes; `undefined` if there is no such group. */
export async function findWholeStatus(aws: Aws, identifier: string): Promise<string | undefined> {
  const group = await readGroup(aws, identifier);
  return group === undefined ? undefined : wholeStatus(aws, group);
}

/** The node of which automatic snapshots are to be made, where a change that begins them has to name it: the last replica. */
export async function findSnapshottingNode(aws: Aws, identifier: string): Promise<string | undefined> {
  const group = await readGroup(aws, identifier);
  const isNamed = group?.ClusterEnabled === true || group?.SnapshottingClusterId !== undefined;
  return isNamed ? undefined : group?.MemberClusters?.at(-1);
}

/** Ids of the shards in their order. */
export async function findShardIds(aws: Aws, identifier: string): Promise<string[]> {
  const group = await readGroup(aws, identifier);
  return (group?.NodeGroups ?? []).flatMap(({ NodeGroupId }) => NodeGroupId ?? []).sort();
}
