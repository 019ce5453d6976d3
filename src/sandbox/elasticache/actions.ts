import { needsServiceLinkedRole } from "../iam/service-linked-role.ts";
import type { NeedRule, SandboxService } from "../service.ts";
import { cacheArn } from "./identifier.ts";

type Kind = Parameters<typeof cacheArn>[1];

/** An action on the resource that a member names; names are compared in lower case. Without the member, nothing. */
function on(action: string, kind: Kind, member: string): NeedRule {
  return (input, call) => {
    const name = input[member];
    if (typeof name !== "string") return [];
    return [{ action: `elasticache:${action}`, resource: cacheArn(call, kind, toName(kind, name)) }];
  };
}

/** The same for a call that may name no resource and then means all. */
function onAny(action: string, kind: Kind, member: string): NeedRule {
  return (input, call) => {
    const name = input[member];
    const last = typeof name === "string" ? toName(kind, name) : "*";
    return [{ action: `elasticache:${action}`, resource: cacheArn(call, kind, last) }];
  };
}

/** Snapshots keep their name as it is written. */
const toName = (kind: Kind, name: string): string => (kind === "snapshot" ? name : name.toLowerCase());

/** Tags in the request ask for one more action. Source: ElastiCache User Guide, "Tagging your ElastiCache resources". */
function tagging(kind: Kind, member: string): NeedRule {
  const rule = on("AddTagsToResource", kind, member);
  return (input, call) => {
    const tags = input.Tags;
    return Array.isArray(tags) && tags.length > 0 && typeof rule === "function" ? rule(input, call) : [];
  };
}

const INTERFACES = "arn:{partition}:ec2:{region}:{account}:network-interface/*";

/** What the reference names as dependent actions of every call that makes, moves or removes nodes. */
const network: readonly NeedRule[] = [
  { action: "ec2:CreateNetworkInterface", resource: INTERFACES },
  { action: "ec2:DeleteNetworkInterface", resource: INTERFACES },
  { action: "ec2:DescribeNetworkInterfaces" },
  { action: "ec2:DescribeSubnets" },
  { action: "ec2:DescribeVpcs" },
];

const GROUP = "ReplicationGroupId";

/**
 * What IAM wants for ElastiCache's calls. Source: Service Authorization Reference, "Actions, resources, and condition keys for
 * Amazon ElastiCache", its dependent actions included; for the rest, the page named at each rule.
 */
export const needs: SandboxService["needs"] = {
  CreateCacheSubnetGroup: [
    on("CreateCacheSubnetGroup", "subnetgroup", "CacheSubnetGroupName"),
    tagging("subnetgroup", "CacheSubnetGroupName"),
  ],
  ModifyCacheSubnetGroup: [on("ModifyCacheSubnetGroup", "subnetgroup", "CacheSubnetGroupName")],
  DeleteCacheSubnetGroup: [on("DeleteCacheSubnetGroup", "subnetgroup", "CacheSubnetGroupName")],
  DescribeCacheSubnetGroups: [onAny("DescribeCacheSubnetGroups", "subnetgroup", "CacheSubnetGroupName")],
  CreateCacheParameterGroup: [
    on("CreateCacheParameterGroup", "parametergroup", "CacheParameterGroupName"),
    tagging("parametergroup", "CacheParameterGroupName"),
  ],
  ModifyCacheParameterGroup: [on("ModifyCacheParameterGroup", "parametergroup", "CacheParameterGroupName")],
  ResetCacheParameterGroup: [on("ResetCacheParameterGroup", "parametergroup", "CacheParameterGroupName")],
  DeleteCacheParameterGroup: [on("DeleteCacheParameterGroup", "parametergroup", "CacheParameterGroupName")],
  DescribeCacheParameterGroups: [
    onAny("DescribeCacheParameterGroups", "parametergroup", "CacheParameterGroupName"),
  ],
  DescribeCacheParameters: [onAny("DescribeCacheParameters", "parametergroup", "CacheParameterGroupName")],
  DescribeEngineDefaultParameters: [{ action: "elasticache:DescribeEngineDefaultParameters" }],
  DescribeCacheEngineVersions: [{ action: "elasticache:DescribeCacheEngineVersions" }],
  CreateReplicationGroup: [
    on("CreateReplicationGroup", "replicationgroup", GROUP),
    on("CreateReplicationGroup", "parametergroup", "CacheParameterGroupName"),
    on("CreateReplicationGroup", "subnetgroup", "CacheSubnetGroupName"),
    tagging("replicationgroup", GROUP),
    ...network,
    // Source: ElastiCache User Guide, "Using service-linked roles for Amazon ElastiCache".
    needsServiceLinkedRole("elasticache.amazonaws.com", "AWSServiceRoleForElastiCache"),
  ],
  ModifyReplicationGroup: [
    on("ModifyReplicationGroup", "replicationgroup", GROUP),
    on("ModifyReplicationGroup", "parametergroup", "CacheParameterGroupName"),
    ...network,
  ],
  ModifyReplicationGroupShardConfiguration: [
    on("ModifyReplicationGroupShardConfiguration", "replicationgroup", GROUP),
    ...network,
  ],
  IncreaseReplicaCount: [on("IncreaseReplicaCount", "replicationgroup", GROUP), ...network],
  DecreaseReplicaCount: [on("DecreaseReplicaCount", "replicationgroup", GROUP), ...network],
  DeleteReplicationGroup: [
    on("DeleteReplicationGroup", "replicationgroup", GROUP),
    on("DeleteReplicationGroup", "snapshot", "FinalSnapshotIdentifier"),
    // The reference names no such dependent action; a final snapshot is a snapshot, so its right is asked for to be on the safe side.
    on("CreateSnapshot", "snapshot", "FinalSnapshotIdentifier"),
    ...network,
  ],
  DescribeReplicationGroups: [onAny("DescribeReplicationGroups", "replicationgroup", GROUP)],
  DescribeEvents: [{ action: "elasticache:DescribeEvents" }],
  DescribeCacheClusters: [onAny("DescribeCacheClusters", "cluster", "CacheClusterId")],
  ListAllowedNodeTypeModifications: [onAny("ListAllowedNodeTypeModifications", "replicationgroup", GROUP)],
  CreateSnapshot: [
    on("CreateSnapshot", "replicationgroup", GROUP),
    on("CreateSnapshot", "snapshot", "SnapshotName"),
    tagging("snapshot", "SnapshotName"),
  ],
  DeleteSnapshot: [on("DeleteSnapshot", "snapshot", "SnapshotName")],
  DescribeSnapshots: [onAny("DescribeSnapshots", "snapshot", "SnapshotName")],
  AddTagsToResource: [{ action: "elasticache:AddTagsToResource", resource: "{ResourceName}" }],
  RemoveTagsFromResource: [{ action: "elasticache:RemoveTagsFromResource", resource: "{ResourceName}" }],
  ListTagsForResource: [{ action: "elasticache:ListTagsForResource", resource: "{ResourceName}" }],
};
