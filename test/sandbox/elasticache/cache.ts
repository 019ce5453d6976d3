import {
  type CacheCluster,
  CreateCacheParameterGroupCommand,
  CreateCacheSubnetGroupCommand,
  CreateReplicationGroupCommand,
  type CreateReplicationGroupCommandInput,
  DescribeCacheClustersCommand,
  DescribeReplicationGroupsCommand,
  ElastiCacheClient,
  ModifyCacheParameterGroupCommand,
  ModifyReplicationGroupCommand,
  type ModifyReplicationGroupCommandInput,
  type ReplicationGroup,
} from "@aws-sdk/client-elasticache";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { makeGroup, makeVpc } from "../ec2/network.ts";
import { type Practice, practise } from "../harness.ts";
import { makeZoneSubnet } from "../rds/database.ts";

/** A sandbox with an ElastiCache client. */
export interface CachePractice extends Practice {
  readonly cache: ElastiCacheClient;
  /** Reads a replication group. */
  look(id?: string): Promise<ReplicationGroup>;
  /** Reads a node. */
  node(id?: string): Promise<CacheCluster>;
}

/** Opens a sandbox for a test of ElastiCache. */
export function practiseCache(options: Partial<SandboxOptions> = {}): CachePractice {
  const practice = practise(options);
  const { region, credentials } = practice.sandbox;
  const cache = new ElastiCacheClient({ region, credentials, maxAttempts: 1 });
  cache.middlewareStack.use(practice.sandbox.plugin());
  const look = async (ReplicationGroupId = "flashsale-redis"): Promise<ReplicationGroup> =>
    (await cache.send(new DescribeReplicationGroupsCommand({ ReplicationGroupId }))).ReplicationGroups?.[0] ??
    {};
  const node = async (CacheClusterId = "flashsale-redis-001"): Promise<CacheCluster> =>
    (await cache.send(new DescribeCacheClustersCommand({ CacheClusterId }))).CacheClusters?.[0] ?? {};
  return { ...practice, cache, look, node };
}

/** What a cache stands on. */
export interface Ground {
  readonly VpcId: string;
  /** In us-east-1a, 1b and 1c. */
  readonly subnetIds: readonly string[];
  readonly groupId: string;
}

/** Makes VPC, subnets in three zones, security group, cache subnet group and the guide's parameter group. */
export async function makeGround({ ec2, cache }: CachePractice): Promise<Ground> {
  const VpcId = await makeVpc(ec2);
  const subnetIds = [
    await makeZoneSubnet(ec2, VpcId, 0),
    await makeZoneSubnet(ec2, VpcId, 1),
    await makeZoneSubnet(ec2, VpcId, 2),
  ];
  const groupId = await makeGroup(ec2, VpcId, "flashsale-redis-sg");
  await cache.send(
    new CreateCacheSubnetGroupCommand({
      CacheSubnetGroupName: "flashsale-cache-subnet",
      CacheSubnetGroupDescription: "Flash sale",
      SubnetIds: [...subnetIds],
    }),
  );
  await makeParameters({ cache }, "flashsale-redis-params");
  return { VpcId, subnetIds, groupId };
}

/** Makes a parameter group, with values if there are any. */
export async function makeParameters(
  { cache }: Pick<CachePractice, "cache">,
  CacheParameterGroupName: string,
  { family = "redis7", values = {} }: { family?: string; values?: Readonly<Record<string, string>> } = {},
): Promise<void> {
  await cache.send(
    new CreateCacheParameterGroupCommand({
      CacheParameterGroupName,
      CacheParameterGroupFamily: family,
      Description: "Flash sale",
    }),
  );
  if (Object.keys(values).length > 0) await setParameters({ cache }, CacheParameterGroupName, values);
}

/** Sets values of a parameter group. */
export async function setParameters(
  { cache }: Pick<CachePractice, "cache">,
  CacheParameterGroupName: string,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const ParameterNameValues = Object.entries(values).map(([ParameterName, ParameterValue]) => ({
    ParameterName,
    ParameterValue,
  }));
  await cache.send(new ModifyCacheParameterGroupCommand({ CacheParameterGroupName, ParameterNameValues }));
}

/** The guide's cache. */
const GUIDE: CreateReplicationGroupCommandInput = {
  ReplicationGroupId: "flashsale-redis",
  ReplicationGroupDescription: "Flash Sale Redis Cluster",
  Engine: "redis",
  EngineVersion: "7.0",
  CacheNodeType: "cache.r5.xlarge",
  NumCacheClusters: 2,
  AutomaticFailoverEnabled: true,
  MultiAZEnabled: true,
  CacheParameterGroupName: "flashsale-redis-params",
  CacheSubnetGroupName: "flashsale-cache-subnet",
  AtRestEncryptionEnabled: true,
  TransitEncryptionEnabled: true,
  AuthToken: "a-long-enough-token",
  SnapshotRetentionLimit: 1,
};

/** Asks for a cache and gives what ElastiCache answered. */
export async function makeCache(
  { cache }: CachePractice,
  { groupId }: Pick<Ground, "groupId">,
  changes: Partial<CreateReplicationGroupCommandInput> = {},
): Promise<ReplicationGroup> {
  const input = { ...GUIDE, SecurityGroupIds: [groupId], ...changes };
  return (await cache.send(new CreateReplicationGroupCommand(input))).ReplicationGroup ?? {};
}

/** Seconds after which the guide's cache stands. */
const SETTLED = 500;

/** Makes a cache and waits until it stands. */
export async function makeStanding(
  practice: CachePractice,
  changes: Partial<CreateReplicationGroupCommandInput> = {},
): Promise<Ground> {
  const ground = await makeGround(practice);
  await makeCache(practice, ground, changes);
  practice.pass(SETTLED);
  return ground;
}

/** Makes a cache of two shards with a replica each, and waits until it stands. */
export async function makeSharded(practice: CachePractice): Promise<Ground> {
  const ground = await makeGround(practice);
  await makeParameters(practice, "shards", { values: { "cluster-enabled": "yes" } });
  await makeCache(practice, ground, {
    NumCacheClusters: undefined,
    NumNodeGroups: 2,
    ReplicasPerNodeGroup: 1,
    CacheParameterGroupName: "shards",
  });
  practice.pass(SETTLED);
  return ground;
}

/** Modifies the guide's cache, at once unless told otherwise, and gives what ElastiCache answered. */
export async function modify(
  { cache }: CachePractice,
  changes: Partial<ModifyReplicationGroupCommandInput>,
): Promise<ReplicationGroup> {
  const input = { ReplicationGroupId: "flashsale-redis", ApplyImmediately: true, ...changes };
  return (await cache.send(new ModifyReplicationGroupCommand(input))).ReplicationGroup ?? {};
}
