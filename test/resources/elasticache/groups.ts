import {
  type CacheCluster,
  DescribeCacheClustersCommand,
  DescribeReplicationGroupsCommand,
  ListTagsForResourceCommand,
  type NodeGroup,
  type ReplicationGroup,
} from "@aws-sdk/client-elasticache";
import type { ReplicationGroupProps } from "../../../src/resources/elasticache/replication-group-observed.ts";
import { type MockedCache, mockCache } from "./mocked-elasticache.ts";

export const ARN = "arn:aws:elasticache:us-east-1:123456789012:replicationgroup:flashsale-redis";
export const SECRET_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:flashsale/redis-AbCdEf";

/** The guide's cache, as a section would ask for it. */
export const props: ReplicationGroupProps = {
  identifier: "flashsale-redis",
  description: "Flash Sale Redis Cluster",
  engineVersion: "redis 7.0",
  nodeType: "cache.r5.xlarge",
  clusterMode: false,
  shards: 1,
  replicasPerShard: 1,
  failover: "multi-az",
  atRestEncryption: true,
  transitEncryption: true,
  authTokenSecret: SECRET_ARN,
  parameterGroupName: "flashsale-redis-params",
  subnetGroupName: "flashsale-cache-subnet",
  securityGroupIds: ["sg-1"],
  snapshotRetentionDays: 1,
  autoMinorVersionUpgrade: true,
  tags: { Name: "flashsale-redis" },
};

/** A shard with so many nodes. */
export function shard(nodes: number, id = "0001"): NodeGroup {
  return {
    NodeGroupId: id,
    Status: "available",
    PrimaryEndpoint: { Address: "master.flashsale-redis.abc.use1.cache.amazonaws.com", Port: 6379 },
    NodeGroupMembers: Array.from({ length: nodes }, (_unused, index) => ({
      CacheClusterId: `flashsale-redis-00${index + 1}`,
    })),
  };
}

/** The same cache as ElastiCache tells it once it stands. */
export const group = (parts: Partial<ReplicationGroup> = {}): ReplicationGroup => ({
  ReplicationGroupId: "flashsale-redis",
  Description: "Flash Sale Redis Cluster",
  Status: "available",
  PendingModifiedValues: {},
  MemberClusters: ["flashsale-redis-001", "flashsale-redis-002"],
  NodeGroups: [shard(2)],
  AutomaticFailover: "enabled",
  MultiAZ: "enabled",
  SnapshotRetentionLimit: 1,
  SnapshotWindow: "05:00-06:00",
  ClusterEnabled: false,
  CacheNodeType: "cache.r5.xlarge",
  TransitEncryptionEnabled: true,
  AtRestEncryptionEnabled: true,
  ARN,
  AutoMinorVersionUpgrade: true,
  Engine: "redis",
  ...parts,
});

/** Its first node, which alone tells the rest. */
export const member = (parts: Partial<CacheCluster> = {}): CacheCluster => ({
  CacheClusterId: "flashsale-redis-001",
  Engine: "redis",
  EngineVersion: "7.0.7",
  PreferredMaintenanceWindow: "sun:06:00-sun:07:00",
  PendingModifiedValues: {},
  CacheParameterGroup: { CacheParameterGroupName: "flashsale-redis-params" },
  CacheSubnetGroupName: "flashsale-cache-subnet",
  SecurityGroups: [
    { SecurityGroupId: "sg-1", Status: "active" },
    { SecurityGroupId: "sg-0", Status: "removing" },
  ],
  ...parts,
});

/** An answer of DescribeReplicationGroups with one group. */
export const shows = (parts: Partial<ReplicationGroup> = {}) => ({ ReplicationGroups: [group(parts)] });

/** Clients that show the guide's cache. */
export function standing(
  parts: Partial<ReplicationGroup> = {},
  node: Partial<CacheCluster> = {},
): MockedCache {
  const mocked = mockCache();
  mocked.cache.safe.on(DescribeReplicationGroupsCommand).resolves(shows(parts));
  mocked.cache.safe.on(DescribeCacheClustersCommand).resolves({ CacheClusters: [member(node)] });
  mocked.cache.safe
    .on(ListTagsForResourceCommand)
    .resolves({ TagList: [{ Key: "Name", Value: "flashsale-redis" }] });
  return mocked;
}
