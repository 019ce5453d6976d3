import type { CacheCluster, Endpoint, NodeGroup, ReplicationGroup } from "@aws-sdk/client-elasticache";
import type { Call } from "../operation.ts";
import { findParameterGroup } from "./cache-parameter-group.ts";
import { offeredOf } from "./engine-version.ts";
import { cacheArn, endpointLabel } from "./identifier.ts";
import { memberStatus, type Standing, standingOf } from "./lifecycle.ts";
import type { Member, ReplicationGroup as Row } from "./tables.ts";

const toState = (on: boolean): "enabled" | "disabled" => (on ? "enabled" : "disabled");

/** A replication group as ElastiCache tells it. While it is made, neither nodes nor endpoints are told. */
export function toReplicationGroup(row: Row, call: Call): ReplicationGroup {
  const standing = standingOf(row, call);
  const { settings, status, members } = standing;
  const isMade = status !== "creating" && status !== "create-failed";
  return {
    ReplicationGroupId: row.id,
    Description: settings.description,
    GlobalReplicationGroupInfo: {},
    Status: status,
    PendingModifiedValues: {},
    MemberClusters: members.map(({ id }) => id),
    ...(isMade ? { NodeGroups: toNodeGroups(row, standing, call) } : {}),
    SnapshottingClusterId: settings.snapshotRetention === 0 ? undefined : row.snapshottingNode,
    AutomaticFailover: toState(settings.automaticFailover),
    MultiAZ: toState(settings.multiAz),
    ConfigurationEndpoint:
      isMade && row.clusterMode ? { Address: addressOf(row, call, "clustercfg"), Port: row.port } : undefined,
    SnapshotRetentionLimit: settings.snapshotRetention,
    SnapshotWindow: settings.snapshotWindow,
    ClusterEnabled: row.clusterMode,
    CacheNodeType: settings.nodeType,
    AuthTokenEnabled: row.authTokens > 0,
    AuthTokenLastModifiedDate: row.authTokenAt === undefined ? undefined : new Date(row.authTokenAt),
    TransitEncryptionEnabled: row.transitEncryption,
    TransitEncryptionMode: row.transitEncryption ? "required" : undefined,
    AtRestEncryptionEnabled: row.atRestEncryption,
    StorageEncryptionType: row.atRestEncryption ? "sse-elasticache" : "none",
    ARN: cacheArn(call, "replicationgroup", row.id),
    LogDeliveryConfigurations: [],
    ReplicationGroupCreateTime: new Date(row.createdAt),
    DataTiering: "disabled",
    AutoMinorVersionUpgrade: settings.autoMinorVersionUpgrade,
    NetworkType: "ipv4",
    IpDiscovery: "ipv4",
    ClusterMode: toState(row.clusterMode),
    Engine: settings.engine,
  };
}

function toNodeGroups(row: Row, standing: Standing, call: Call): NodeGroup[] {
  const shards = [...new Set(standing.members.map(({ shard }) => shard))].sort();
  const slots = Math.floor(16_384 / Math.max(1, shards.length));
  return shards.map((shard, index) => {
    const last = index === shards.length - 1 ? 16_383 : (index + 1) * slots - 1;
    const members = standing.members.filter((member) => member.shard === shard);
    return {
      NodeGroupId: shard,
      Status: standing.status,
      ...(row.clusterMode
        ? { Slots: `${index * slots}-${last}` }
        : {
            PrimaryEndpoint: { Address: addressOf(row, call, "master"), Port: row.port },
            ReaderEndpoint: { Address: addressOf(row, call, "replica"), Port: row.port },
          }),
      NodeGroupMembers: members.map((member, place) => ({
        CacheClusterId: member.id,
        CacheNodeId: "0001",
        PreferredAvailabilityZone: member.zone,
        ...(row.clusterMode
          ? {}
          : {
              CurrentRole: place === 0 ? "primary" : "replica",
              ReadEndpoint: readEndpoint(row, member, call),
            }),
      })),
    };
  });
}

/** Names begin with what they lead to where TLS is on, and end with it where it is not. */
function addressOf(row: Row, call: Call, role: "clustercfg" | "master" | "replica"): string {
  const { label, domain } = endpointLabel(call);
  if (row.transitEncryption) return `${role}.${row.id}.${label}.${domain}`;
  const end = { clustercfg: "clustercfg", master: "ng.0001", replica: "ng-ro.0001" }[role];
  return `${row.id}.${label}.${end}.${domain}`;
}

function readEndpoint(row: Row, member: Member, call: Call): Endpoint {
  const { label, domain } = endpointLabel(call);
  const Address = row.transitEncryption
    ? `${member.id}.${row.id}.${label}.${domain}`
    : `${member.id}.${label}.0001.${domain}`;
  return { Address, Port: row.port };
}

/** A node as the cache cluster that ElastiCache shows it as. */
export function toCacheCluster(row: Row, member: Member, call: Call): CacheCluster {
  const standing = standingOf(row, call);
  const { settings, waiting } = standing;
  const { engineVersion, nodeType, engine } = waiting;
  return {
    CacheClusterId: member.id,
    ReplicationGroupId: row.id,
    CacheNodeType: settings.nodeType,
    Engine: settings.engine,
    EngineVersion: settings.engineVersion,
    CacheClusterStatus: memberStatus(member, standing, call),
    NumCacheNodes: 1,
    PreferredAvailabilityZone: member.zone,
    CacheClusterCreateTime: new Date(member.addedAt),
    PreferredMaintenanceWindow: settings.maintenanceWindow,
    PendingModifiedValues: {
      ...(engineVersion === undefined
        ? {}
        : { EngineVersion: offeredOf(call, engine ?? settings.engine, engineVersion).version }),
      ...(nodeType === undefined ? {} : { CacheNodeType: nodeType }),
    },
    CacheSecurityGroups: [],
    CacheParameterGroup: toParameterGroupStatus(settings.parameterGroup, member, call),
    CacheSubnetGroupName: row.subnetGroup,
    AutoMinorVersionUpgrade: settings.autoMinorVersionUpgrade,
    SecurityGroups: settings.securityGroupIds.map((id) => ({ SecurityGroupId: id, Status: "active" })),
    SnapshotRetentionLimit: settings.snapshotRetention,
    SnapshotWindow: settings.snapshotWindow,
    AuthTokenEnabled: row.authTokens > 0,
    TransitEncryptionEnabled: row.transitEncryption,
    TransitEncryptionMode: row.transitEncryption ? "required" : undefined,
    AtRestEncryptionEnabled: row.atRestEncryption,
    ARN: cacheArn(call, "cluster", member.id),
    ReplicationGroupLogDeliveryEnabled: false,
    LogDeliveryConfigurations: [],
    NetworkType: "ipv4",
    IpDiscovery: "ipv4",
  };
}

/** Values that need a reboot are pending on every node that was there before they changed. */
function toParameterGroupStatus(
  name: string,
  member: Member,
  call: Call,
): NonNullable<CacheCluster["CacheParameterGroup"]> {
  const group = findParameterGroup(call, name);
  const isPending = Object.values(group?.rebootsSince ?? {}).some((instant) => instant > member.addedAt);
  return {
    CacheParameterGroupName: name,
    ParameterApplyStatus: isPending ? "pending-reboot" : "in-sync",
    CacheNodeIdsToReboot: isPending ? ["0001"] : [],
  };
}
