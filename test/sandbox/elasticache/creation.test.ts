import { DescribeNetworkInterfacesCommand } from "@aws-sdk/client-ec2";
import {
  type CreateReplicationGroupCommandInput,
  DescribeCacheClustersCommand,
  ListTagsForResourceCommand,
  paginateDescribeReplicationGroups,
} from "@aws-sdk/client-elasticache";
import { beforeEach, describe, expect, it } from "vitest";
import { makeGroup, makeVpc } from "../ec2/network.ts";
import { editAccount, refusalOf } from "../harness.ts";
import {
  type CachePractice,
  type Ground,
  makeCache,
  makeGround,
  makeParameters,
  makeSharded,
  makeStanding,
  practiseCache,
} from "./cache.ts";

describe("a new replication group", () => {
  it("is creating for minutes, without nodes' groups and endpoint, and then available", async () => {
    const practice = practiseCache();
    const ground = await makeGround(practice);
    const made = await makeCache(practice, ground, { ReplicationGroupId: "Flashsale-Redis" });
    expect(made).toMatchObject({
      ReplicationGroupId: "flashsale-redis",
      Status: "creating",
      MemberClusters: ["flashsale-redis-001", "flashsale-redis-002"],
      AutomaticFailover: "enabled",
      MultiAZ: "enabled",
      ClusterEnabled: false,
    });
    expect(made).not.toHaveProperty("NodeGroups");
    practice.pass(400);
    expect((await practice.look()).Status).toBe("creating");
    practice.pass(60);
    const standing = await practice.look();
    expect(standing.Status).toBe("available");
    expect(standing.NodeGroups?.[0]).toMatchObject({
      PrimaryEndpoint: {
        Address: expect.stringMatching(/^master\.flashsale-redis\.[a-z0-9]{6}\.use1\.cache\.amazonaws\.com$/),
        Port: 6379,
      },
      NodeGroupMembers: [
        { CacheClusterId: "flashsale-redis-001" },
        { CacheClusterId: "flashsale-redis-002" },
      ],
    });
    expect(standing.ConfigurationEndpoint).toBeUndefined();
  });

  it("tells version, parameter and subnet group, security groups and window on its nodes only", async () => {
    const practice = practiseCache();
    const { groupId } = await makeStanding(practice, { PreferredMaintenanceWindow: "Sun:05:00-Sun:06:00" });
    expect(await practice.look()).not.toHaveProperty("EngineVersion");
    expect(await practice.node()).toMatchObject({
      EngineVersion: "7.0.7",
      CacheParameterGroup: { CacheParameterGroupName: "flashsale-redis-params" },
      CacheSubnetGroupName: "flashsale-cache-subnet",
      SecurityGroups: [{ SecurityGroupId: groupId, Status: "active" }],
      PreferredMaintenanceWindow: "sun:05:00-sun:06:00",
    });
  });

  it("puts its nodes into different zones, where their network interfaces hold on to subnets and groups", async () => {
    const practice = practiseCache();
    const { groupId } = await makeStanding(practice, { NumCacheClusters: 3 });
    const { CacheClusters = [] } = await practice.cache.send(new DescribeCacheClustersCommand({}));
    const zones = CacheClusters.map(({ PreferredAvailabilityZone }) => PreferredAvailabilityZone);
    expect(zones.sort()).toEqual(["us-east-1a", "us-east-1b", "us-east-1c"]);
    const { NetworkInterfaces = [] } = await practice.ec2.send(
      new DescribeNetworkInterfacesCommand({ Filters: [{ Name: "group-id", Values: [groupId] }] }),
    );
    expect(NetworkInterfaces.map(({ Description }) => Description).sort()).toEqual([
      "ElastiCache flashsale-redis-001",
      "ElastiCache flashsale-redis-002",
      "ElastiCache flashsale-redis-003",
    ]);
  });

  it("has one configuration endpoint and slots when it is made of shards", async () => {
    const practice = practiseCache();
    await makeSharded(practice);
    const group = await practice.look();
    expect(group).toMatchObject({ ClusterEnabled: true, ConfigurationEndpoint: { Port: 6379 } });
    expect(group.NodeGroups?.map(({ Slots }) => Slots)).toEqual(["0-8191", "8192-16383"]);
    expect(group.MemberClusters).toEqual([
      "flashsale-redis-0001-001",
      "flashsale-redis-0001-002",
      "flashsale-redis-0002-001",
      "flashsale-redis-0002-002",
    ]);
    expect(group.NodeGroups?.[0]).not.toHaveProperty("PrimaryEndpoint");
  });

  it("cannot be asked for its tags while it is creating", async () => {
    const practice = practiseCache();
    const ground = await makeGround(practice);
    const { ARN } = await makeCache(practice, ground, { Tags: [{ Key: "team", Value: "sale" }] });
    const list = () => practice.cache.send(new ListTagsForResourceCommand({ ResourceName: ARN }));
    const refused = await refusalOf(list());
    expect(refused.name).toBe("InvalidReplicationGroupStateFault");
    expect(refused.message).toBe("Cluster not in available state to perform tagging operations.");
    practice.pass(500);
    expect((await list()).TagList).toEqual([{ Key: "team", Value: "sale" }]);
  });

  it("ends in create-failed for node types that the account's file says so of", async () => {
    const practice = practiseCache();
    const ground = await makeGround(practice);
    editAccount(practice.file, ({ offers }) => {
      offers.ElastiCache = { ...offers.ElastiCache, failingNodeTypes: ["cache.r5.xlarge"] };
    });
    await makeCache(practice, ground);
    practice.pass(500);
    expect((await practice.look()).Status).toBe("create-failed");
  });

  it("keeps no token in the account's file", async () => {
    const practice = practiseCache();
    await makeStanding(practice, { AuthToken: "needle-in-a-haystack" });
    editAccount(practice.file, (document) => {
      expect(JSON.stringify(document)).not.toContain("needle-in-a-haystack");
    });
    expect((await practice.look()).AuthTokenEnabled).toBe(true);
  });

  it("is listed in pages among all", async () => {
    const practice = practiseCache();
    await makeStanding(practice);
    const found: (string | undefined)[] = [];
    for await (const page of paginateDescribeReplicationGroups({ client: practice.cache }, {}))
      found.push(...(page.ReplicationGroups ?? []).map(({ ReplicationGroupId }) => ReplicationGroupId));
    expect(found).toEqual(["flashsale-redis"]);
  });
});

describe("what ElastiCache refuses to make", () => {
  let practice: CachePractice;
  let ground: Ground;

  beforeEach(async () => {
    practice = practiseCache();
    ground = await makeGround(practice);
  });

  type Changes = Partial<CreateReplicationGroupCommandInput>;
  const COMBINATION = "InvalidParameterCombinationException";
  const VALUE = "InvalidParameterValueException";

  it.each<[string, Changes, string, string]>([
    [
      "a version that there is not",
      { EngineVersion: "7.5" },
      COMBINATION,
      "Cannot find version 7.5 for redis",
    ],
    [
      "a version of the other engine",
      { EngineVersion: "8.0" },
      COMBINATION,
      "Cannot find version 8.0 for redis",
    ],
    ["an unknown engine", { Engine: "mysql" }, VALUE, "Invalid cache engine"],
    ["an unknown node type", { CacheNodeType: "cache.r9.huge" }, VALUE, "node type"],
    ["failover with one node", { NumCacheClusters: 1 }, COMBINATION, "requires 2 or more cache clusters"],
    ["Multi-AZ without failover", { AutomaticFailoverEnabled: false }, COMBINATION, "Multi-AZ requires"],
    ["seven nodes", { NumCacheClusters: 7 }, VALUE, "between 1 and 6"],
    [
      "a token without TLS",
      { TransitEncryptionEnabled: false },
      COMBINATION,
      "The AUTH token is only supported when encryption-in-transit is enabled",
    ],
    ["a token with an @", { AuthToken: "a-token-with-an-@-in-it" }, VALUE, "Invalid AuthToken"],
    ["a short token", { AuthToken: "short" }, VALUE, "Invalid AuthToken"],
    [
      "a parameter group of another family",
      { EngineVersion: "6.2" },
      COMBINATION,
      "Expected a parameter group of family redis6.x but found one of family redis7",
    ],
    [
      "a parameter group of the other engine",
      { Engine: "valkey", EngineVersion: "8.0" },
      COMBINATION,
      "redis parameter group is not applicable to engine valkey",
    ],
    [
      "shards with a parameter group that is not for them",
      { NumCacheClusters: undefined, NumNodeGroups: 2, ReplicasPerNodeGroup: 1 },
      COMBINATION,
      "cluster mode disabled",
    ],
    ["a window of half an hour", { PreferredMaintenanceWindow: "sun:05:00-sun:05:30" }, VALUE, "60 minutes"],
    ["a window that is none", { SnapshotWindow: "soon" }, VALUE, "Invalid snapshot window"],
    ["40 days of snapshots", { SnapshotRetentionLimit: 40 }, VALUE, "between 0 and 35"],
    ["an id with two hyphens", { ReplicationGroupId: "flash--sale" }, VALUE, "not a valid identifier"],
    ["no description", { ReplicationGroupDescription: "" }, VALUE, "ReplicationGroupDescription"],
    [
      "an unknown parameter group",
      { CacheParameterGroupName: "absent" },
      "CacheParameterGroupNotFoundFault",
      "absent",
    ],
    [
      "an unknown subnet group",
      { CacheSubnetGroupName: "absent" },
      "CacheSubnetGroupNotFoundFault",
      "absent",
    ],
    ["an unknown security group", { SecurityGroupIds: ["sg-0123456789abcdef0"] }, VALUE, "security groups"],
  ])("is %s", async (_case, changes, name, message) => {
    const refused = await refusalOf(makeCache(practice, ground, changes));
    expect(refused.name).toBe(name);
    expect(refused.message).toContain(message);
    expect(practice.sandbox.list().some(({ type }) => type === "replication-group")).toBe(false);
  });

  it("is a second group of the same id", async () => {
    await makeCache(practice, ground);
    expect((await refusalOf(makeCache(practice, ground))).name).toBe("ReplicationGroupAlreadyExistsFault");
  });

  it("is a security group of another VPC", async () => {
    const elsewhere = await makeGroup(practice.ec2, await makeVpc(practice.ec2), "elsewhere");
    const refused = await refusalOf(makeCache(practice, ground, { SecurityGroupIds: [elsewhere] }));
    expect(refused.name).toBe(COMBINATION);
  });

  it("is shards without failover, and more nodes than the quota", async () => {
    await makeParameters(practice, "shards", { values: { "cluster-enabled": "yes" } });
    const shards = {
      NumCacheClusters: undefined,
      NumNodeGroups: 2,
      ReplicasPerNodeGroup: 1,
      CacheParameterGroupName: "shards",
    };
    const without = { ...shards, AutomaticFailoverEnabled: false, MultiAZEnabled: false };
    expect((await refusalOf(makeCache(practice, ground, without))).name).toBe(COMBINATION);
    const many = { ...shards, NumNodeGroups: 46 };
    expect((await refusalOf(makeCache(practice, ground, many))).name).toBe(
      "NodeQuotaForClusterExceededFault",
    );
  });

  it("says by name what it does not simulate", async () => {
    const refused = await refusalOf(makeCache(practice, ground, { DataTieringEnabled: true }));
    expect(refused.message).toBe(
      "sandbox does not simulate ElastiCache CreateReplicationGroup.DataTieringEnabled",
    );
  });
});
