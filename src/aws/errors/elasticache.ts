import { capacity, type ErrorTable, limit, meaning, quota, setting } from "./row.ts";

const SERVICE = "elasticache";

/** Sources: Amazon ElastiCache API reference, as the SDK's model of it; user guide, "Quotas". */
export const elastiCache: ErrorTable = [
  meaning("absent", [
    "ReplicationGroupNotFound",
    "CacheClusterNotFound",
    "CacheSubnetGroupNotFound",
    "CacheParameterGroupNotFound",
    "CacheSecurityGroupNotFound",
    "GlobalReplicationGroupNotFound",
    "ReservedCacheNodeNotFound",
    "ServerlessCacheNotFound",
    "ServerlessCacheSnapshotNotFound",
    "SnapshotNotFound",
    "TagNotFound",
    "UserGroupNotFound",
    "UserNotFound",
  ]),
  meaning("exists", [
    "ReplicationGroupAlreadyExists",
    "CacheClusterAlreadyExists",
    "CacheSubnetGroupAlreadyExists",
    "CacheParameterGroupAlreadyExists",
  ]),
  {
    names: ["ServiceLinkedRoleNotFound", "InvalidParameterValue"],
    message: /service.?linked.?role/i,
    meaning: "not-yet",
    told: {
      code: "ServiceRoleMissing",
      summary: "AWS lacks a role of its own",
      means:
        "ElastiCache works with a role of its own, which it makes with the first cache of an account: for that the caller needs the permission iam:CreateServiceLinkedRole. With it, the same command succeeds a little later; or somebody who has it makes the role.",
      fix: ["aws iam create-service-linked-role --aws-service-name elasticache.amazonaws.com"],
    },
  },
  meaning("not-yet", ["ServiceLinkedRoleNotFound"]),
  meaning("in-use", ["CacheSubnetGroupInUse", "InvalidCacheParameterGroupState"]),
  setting(
    ["SubnetInUse"],
    "A subnet that is to leave the cache's subnet group still holds a node. Keep the subnet in the settings of network, or replace the cache.",
  ),
  meaning("busy", [
    "InvalidReplicationGroupState",
    "InvalidCacheClusterState",
    "InvalidGlobalReplicationGroupState",
    "InvalidServerlessCacheState",
    "InvalidServerlessCacheSnapshotState",
    "InvalidUserGroupState",
    "InvalidCacheSecurityGroupState",
  ]),
  {
    names: ["SnapshotAlreadyExists", "SnapshotQuotaExceeded", "SnapshotFeatureNotSupported"],
    meaning: "refused",
    told: {
      code: "SnapshotRefused",
      summary: "The final snapshot is refused",
      means:
        "AWS does not take the snapshot: its name is taken, the account has too many, or nodes of this type have none. The data store was not deleted. Remove old snapshots first, or go without one.",
      fix: ["aws elasticache describe-snapshots"],
    },
  },
  capacity(["InsufficientCacheClusterCapacity"]),
  quota(["NodeQuotaForCustomerExceeded", "ClusterQuotaForCustomerExceeded"], "ElastiCache nodes", {
    service: SERVICE,
    code: "L-DFE45DF3",
  }),
  quota(["NodeQuotaForClusterExceeded", "NodeGroupsPerReplicationGroupQuotaExceeded"], "nodes in one cache", {
    service: SERVICE,
  }),
  quota(["CacheSubnetGroupQuotaExceeded"], "cache subnet groups", { service: SERVICE }),
  quota(["CacheParameterGroupQuotaExceeded"], "cache parameter groups", { service: SERVICE }),
  limit(
    ["CacheSubnetQuotaExceeded"],
    "A cache subnet group takes no more subnets. Name fewer in the settings of network.",
  ),
  meaning("not-yet", ["InvalidSubnet"], /does not exist|not found/i),
  meaning(
    "not-yet",
    ["InvalidParameterValue"],
    /security groups? (is|are) not valid|invalid security group/i,
  ),
  setting(
    ["InvalidVPCNetworkState", "InvalidSubnet", "SubnetNotAllowed"],
    "The subnets, their zones or the security groups do not suit the cache. Compare the settings of network and cache.",
  ),
  setting(
    ["InvalidKMSKey"],
    "The encryption key is disabled, deleted, in another region, or closed to the caller. Enable it, or leave it out so that AWS's own key is used.",
  ),
  meaning("refused", ["NoOperation"]),
  setting(
    ["InvalidParameterCombination"],
    "This engine version, size and number of nodes do not go together in this region. Change one of them in the settings of cache.",
  ),
  setting(
    ["InvalidParameterValue", "InvalidARN"],
    "ElastiCache does not take a value; its own words say which. Correct it in the settings of cache.",
  ),
];
