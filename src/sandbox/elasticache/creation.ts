import type {
  CreateReplicationGroupCommandInput,
  CreateReplicationGroupCommandOutput,
} from "@aws-sdk/client-elasticache";
import { ensureServiceLinkedRole } from "../iam/service-linked-role.ts";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { checkToken } from "./auth-token.ts";
import { findParameterGroup, getParameterGroup } from "./cache-parameter-group.ts";
import { getSubnetGroup } from "./cache-subnet-group.ts";
import { toReplicationGroup } from "./description.ts";
import { checkEngine, resolveVersion } from "./engine-version.ts";
import { invalid, refuseUnmodelled, toIdentifier, toTags, uncombinable } from "./identifier.ts";
import { DURATIONS } from "./lifecycle.ts";
import { elastiCacheOffers, type OfferedVersion } from "./offers.ts";
import { addMembers, checkQuota, checkZones, toGroupIds } from "./placement.ts";
import {
  type CacheSubnetGroup,
  type Member,
  type ReplicationGroup,
  replicationGroups,
  type Settings,
} from "./tables.ts";
import { toWindows } from "./window.ts";

const MODELLED: readonly (keyof CreateReplicationGroupCommandInput)[] = [
  ...([
    "ReplicationGroupId",
    "ReplicationGroupDescription",
    "Engine",
    "EngineVersion",
    "CacheNodeType",
  ] as const),
  ...(["NumCacheClusters", "NumNodeGroups", "ReplicasPerNodeGroup", "AutomaticFailoverEnabled"] as const),
  ...(["MultiAZEnabled", "CacheParameterGroupName", "CacheSubnetGroupName", "SecurityGroupIds"] as const),
  ...(["AtRestEncryptionEnabled", "TransitEncryptionEnabled", "TransitEncryptionMode", "AuthToken"] as const),
  ...(["SnapshotRetentionLimit", "SnapshotWindow", "PreferredMaintenanceWindow", "Port", "Tags"] as const),
  ...(["AutoMinorVersionUpgrade", "NetworkType", "IpDiscovery", "ClusterMode"] as const),
];

/** Makes a replication group. It is `creating` for minutes; its endpoints and tags can be read only once it is available. */
export function createReplicationGroup(
  input: CreateReplicationGroupCommandInput,
  call: Call,
): Omit<CreateReplicationGroupCommandOutput, "$metadata"> {
  refuseUnmodelled("CreateReplicationGroup", input, MODELLED);
  const id = toIdentifier("ReplicationGroupId", input.ReplicationGroupId, 40);
  const table = call.account.table(replicationGroups);
  if ((input.ReplicationGroupDescription ?? "") === "")
    throw invalid("The parameter ReplicationGroupDescription must be provided and must not be blank.");
  const engine = checkEngine(input.Engine ?? "redis");
  const version = resolveVersion(call, engine, input.EngineVersion);
  checkNodeType(call, input.CacheNodeType);
  const tags = toTags(input.Tags);
  if (table.find(id) !== undefined)
    throw new Refusal("ReplicationGroupAlreadyExists", `Replication group with id ${id} already exists.`);
  const subnetGroup = findSubnetGroup(call, input);
  const { clusterMode, parameterGroup } = toMode(call, input, version);
  const size = toSize(call, input, clusterMode);
  checkFailover(input, { ...size, clusterMode });
  checkEncryption(input);
  if (input.MultiAZEnabled === true) checkZones(call, subnetGroup.id);
  const settings = toSettings(input, { id, version, parameterGroup, subnetGroup, call });
  ensureServiceLinkedRole(call, "elasticache.amazonaws.com", "AWSServiceRoleForElastiCache");
  const fails = call.account.offers(elastiCacheOffers).failingNodeTypes.includes(settings.nodeType);
  const members = toMembers(call, { id, subnetGroup, settings, clusterMode }, size);
  const row: ReplicationGroup = table.insert({
    id,
    createdAt: call.account.clock.now(),
    settings,
    works: [],
    members,
    clusterMode,
    subnetGroup: subnetGroup.id,
    vpcId: subnetGroup.vpcId,
    port: input.Port ?? 6379,
    atRestEncryption: input.AtRestEncryptionEnabled ?? engine === "valkey",
    transitEncryption: input.TransitEncryptionEnabled ?? false,
    ...toTokens(input, call),
    createSeconds: DURATIONS.create,
    snapshottingNode: members.at(-1)?.id,
    fails,
    tags,
  });
  return { ReplicationGroup: toReplicationGroup(row, call) };
}

const toTokens = (
  { AuthToken }: CreateReplicationGroupCommandInput,
  call: Call,
): Pick<ReplicationGroup, "authTokens" | "authTokenAt"> =>
  AuthToken === undefined ? { authTokens: 0 } : { authTokens: 1, authTokenAt: call.account.clock.now() };

/** Refuses a node type that ElastiCache does not have. */
export function checkNodeType(call: Call, nodeType: string | undefined): void {
  const { nodeTypes, failingNodeTypes } = call.account.offers(elastiCacheOffers);
  if (nodeType === undefined || ![...nodeTypes, ...failingNodeTypes].includes(nodeType))
    throw invalid(`The cache node type is not supported: ${nodeType ?? ""}`);
}

function findSubnetGroup(call: Call, input: CreateReplicationGroupCommandInput): CacheSubnetGroup {
  if (input.CacheSubnetGroupName === undefined)
    throw uncombinable("No default subnets are there: CacheSubnetGroupName must be named.");
  return getSubnetGroup(call, input.CacheSubnetGroupName);
}

/** Whether shards are used follows from the parameter group; it must be of the version's family. */
function toMode(
  call: Call,
  input: CreateReplicationGroupCommandInput,
  version: OfferedVersion,
): { readonly clusterMode: boolean; readonly parameterGroup: string } {
  const isAsked = (input.NumNodeGroups ?? 1) > 1 || input.ClusterMode === "enabled";
  const own = `default.${version.family}${isAsked ? ".cluster.on" : ""}`;
  const group = getParameterGroup(call, input.CacheParameterGroupName ?? own);
  checkFamily(call, group.id, version);
  if (isAsked && !group.clusterOn)
    throw uncombinable(
      `The parameter group ${group.id} has cluster mode disabled: a replication group with several node groups needs cluster-enabled.`,
    );
  return { clusterMode: group.clusterOn, parameterGroup: group.id };
}

/** Checks that a parameter group is of a version's family. */
export function checkFamily(call: Call, name: string, { engine, family }: OfferedVersion): void {
  const found = findParameterGroup(call, name);
  if (found === undefined) return;
  if (!found.family.startsWith(engine))
    throw uncombinable(
      `${found.family.replace(/[\d.x]+$/, "")} parameter group is not applicable to engine ${engine}`,
    );
  if (found.family !== family)
    throw uncombinable(
      `Expected a parameter group of family ${family} but found one of family ${found.family}`,
    );
}

interface Size {
  readonly shards: number;
  readonly nodesPerShard: number;
}

function toSize(call: Call, input: CreateReplicationGroupCommandInput, clusterMode: boolean): Size {
  const { NumCacheClusters: nodes, NumNodeGroups: shards = 1, ReplicasPerNodeGroup: replicas } = input;
  if (nodes !== undefined && (replicas !== undefined || clusterMode))
    throw uncombinable("NumCacheClusters cannot be used together with node groups.");
  if (!isBetween(nodes ?? 1, 1, 6)) throw invalid("The number of cache clusters must be between 1 and 6.");
  if (!isBetween(replicas ?? 0, 0, 5))
    throw invalid("The number of replicas per node group must be between 0 and 5.");
  const nodesPerShard = nodes ?? (replicas ?? 0) + 1;
  checkNodes(call, shards * nodesPerShard);
  return { shards, nodesPerShard };
}

const isBetween = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

function checkNodes(call: Call, nodes: number): void {
  const { nodesPerCluster } = call.account.offers(elastiCacheOffers).quotas;
  if (nodes > nodesPerCluster)
    throw new Refusal("NodeQuotaForClusterExceeded", `A cluster can have at most ${nodesPerCluster} nodes.`);
  checkQuota(call, nodes);
}

function checkFailover(
  input: CreateReplicationGroupCommandInput,
  { nodesPerShard, clusterMode }: Size & { readonly clusterMode: boolean },
): void {
  const { AutomaticFailoverEnabled: failover = false, MultiAZEnabled: multiAz = false } = input;
  if (clusterMode && !failover)
    throw uncombinable(
      "Automatic failover must be enabled for replication groups with cluster mode enabled.",
    );
  if (!clusterMode && failover && nodesPerShard < 2)
    throw uncombinable("Automatic failover requires 2 or more cache clusters");
  if (multiAz && (!failover || nodesPerShard < 2))
    throw uncombinable("Multi-AZ requires automatic failover and at least one replica in each node group.");
}

function checkEncryption(input: CreateReplicationGroupCommandInput): void {
  const { AuthToken, TransitEncryptionEnabled: encrypted = false, TransitEncryptionMode: mode } = input;
  if (mode !== undefined && !encrypted)
    throw uncombinable("TransitEncryptionMode needs TransitEncryptionEnabled.");
  if (AuthToken === undefined) return;
  if (!encrypted)
    throw uncombinable("The AUTH token is only supported when encryption-in-transit is enabled");
  if (mode === "preferred")
    throw uncombinable("The AUTH token is not supported while transit encryption is preferred.");
  checkToken(AuthToken);
}

interface Made {
  readonly id: string;
  readonly version: OfferedVersion;
  readonly parameterGroup: string;
  readonly subnetGroup: CacheSubnetGroup;
  readonly call: Call;
}

function toSettings(input: CreateReplicationGroupCommandInput, made: Made): Settings {
  const { id, version, parameterGroup, subnetGroup, call } = made;
  checkAutoUpgrade(version.full, input.AutoMinorVersionUpgrade);
  return {
    description: input.ReplicationGroupDescription ?? "",
    engine: version.engine,
    engineVersion: version.full,
    nodeType: input.CacheNodeType ?? "",
    parameterGroup,
    securityGroupIds: toGroupIds(call, input.SecurityGroupIds, subnetGroup.vpcId),
    automaticFailover: input.AutomaticFailoverEnabled ?? false,
    multiAz: input.MultiAZEnabled ?? false,
    snapshotRetention: toRetention(input.SnapshotRetentionLimit) ?? 0,
    ...toWindows(input, id),
    autoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? true,
  };
}

/** Source: ElastiCache API reference, CreateReplicationGroup, `AutoMinorVersionUpgrade`: from version 6.0 on. */
export function checkAutoUpgrade(version: string, asked: boolean | undefined): void {
  if (asked === true && Number(version.split(".")[0]) < 6)
    throw uncombinable(`AutoMinorVersionUpgrade is supported from version 6.0 on, not for ${version}.`);
}

/** Checks the days for which automatic snapshots are kept: 0 to 35. */
export function toRetention(days: number | undefined): number | undefined {
  if (days !== undefined && (!Number.isInteger(days) || days < 0 || days > 35))
    throw invalid(`The snapshot retention limit must be between 0 and 35: ${days}`);
  return days;
}

function toMembers(
  call: Call,
  group: Pick<Made, "id" | "subnetGroup"> & { readonly settings: Settings; readonly clusterMode: boolean },
  { shards, nodesPerShard }: Size,
): readonly Member[] {
  const { id, subnetGroup, settings, clusterMode } = group;
  const made = {
    groupId: id,
    subnetGroup: subnetGroup.id,
    securityGroupIds: settings.securityGroupIds,
    clusterMode,
    readySeconds: DURATIONS.create,
  };
  return Array.from({ length: shards }, (_unused, index) => String(index + 1).padStart(4, "0")).flatMap(
    (shard) => addMembers(call, made, { id: shard, present: [], count: nodesPerShard }),
  );
}
