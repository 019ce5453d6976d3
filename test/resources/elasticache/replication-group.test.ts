import {
  DescribeCacheClustersCommand,
  DescribeReplicationGroupsCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-elasticache";
import { describe, expect, it } from "vitest";
import { diff } from "../../../src/engine/diff.ts";
import { BrokenResourceError } from "../../../src/errors.ts";
import { replicationGroup } from "../../../src/resources/elasticache/replication-group.ts";
import { inputsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";
import { ARN, props, shard, shows, standing } from "./groups.ts";

const ID = "flashsale-redis";
const NOT_TAGGABLE = refusal(
  "InvalidReplicationGroupStateFault",
  "Cluster not in available state to perform tagging operations.",
);

describe("reading a replication group", () => {
  it("joins what the group, its first node and its tags tell", async () => {
    const { aws, cache } = standing();
    const { authTokenSecret: _never, ...told } = props;
    expect(await replicationGroup.get(aws, ID)).toEqual({
      id: ID,
      name: ID,
      condition: "standing",
      status: "available",
      props: {
        ...told,
        engineVersion: "redis 7.0.7",
        snapshotWindow: "05:00-06:00",
        maintenanceWindow: "sun:06:00-sun:07:00",
      },
      attributes: {
        identifier: ID,
        arn: ARN,
        endpoint: "master.flashsale-redis.abc.use1.cache.amazonaws.com",
        port: 6379,
      },
      tags: { Name: ID },
    });
    expect(inputsOf(cache.safe, "DescribeCacheClusters")).toEqual([
      { CacheClusterId: "flashsale-redis-001" },
    ]);
  });

  it("differs in nothing from what was asked for", async () => {
    const { aws } = standing();
    const observed = await replicationGroup.get(aws, ID);
    expect(
      diff({ type: replicationGroup, desired: props, observed: observed ?? { props: {} }, last: props }),
    ).toEqual([]);
  });

  it.each([
    ["creating", "pending"],
    ["modifying", "pending"],
    ["snapshotting", "standing"],
    ["deleting", "leaving"],
    ["create-failed", "broken"],
    ["a word of tomorrow", "pending"],
  ])("takes %s for %s", async (status, condition) => {
    const { aws } = standing({ Status: status });
    expect(await replicationGroup.get(aws, ID)).toMatchObject({ status, condition });
  });

  it("does not know the tags while AWS refuses to tell them", async () => {
    const { aws, cache } = standing({ Status: "creating" });
    cache.safe.on(ListTagsForResourceCommand).rejects(NOT_TAGGABLE);
    const observed = await replicationGroup.get(aws, ID);
    expect(observed?.tags).toBe("unknown");
    expect(observed?.props).not.toHaveProperty("tags");
  });

  it("tells what it can while no node is listed yet", async () => {
    const { aws, cache } = standing({ Status: "creating", MemberClusters: [], NodeGroups: [] });
    const observed = await replicationGroup.get(aws, ID);
    expect(observed?.props).not.toHaveProperty("engineVersion");
    expect(observed?.props).not.toHaveProperty("shards");
    expect(observed?.attributes).toEqual({ identifier: ID, arn: ARN });
    expect(inputsOf(cache.safe, "DescribeCacheClusters")).toEqual([]);
  });

  it("survives a node that goes between the reads", async () => {
    const { aws, cache } = standing();
    cache.safe.on(DescribeCacheClustersCommand).rejects(refusal("CacheClusterNotFoundFault"));
    expect((await replicationGroup.get(aws, ID))?.props).not.toHaveProperty("engineVersion");
  });

  it("counts the replicas of the smallest shard, and leads to all shards", async () => {
    const { aws } = standing({
      ClusterEnabled: true,
      NodeGroups: [shard(3, "0001"), shard(2, "0002")],
      ConfigurationEndpoint: { Address: "clustercfg.flashsale-redis", Port: 6379 },
    });
    expect(await replicationGroup.get(aws, ID)).toMatchObject({
      props: { clusterMode: true, shards: 2, replicasPerShard: 1 },
      attributes: { endpoint: "clustercfg.flashsale-redis", port: 6379 },
    });
  });

  it.each([
    ["enabled", "enabled", "multi-az"],
    ["enabled", "disabled", "automatic"],
    ["enabling", "disabled", "automatic"],
    ["disabling", "disabled", "none"],
    ["disabled", "disabled", "none"],
  ] as const)("takes failover %s and Multi-AZ %s for %s", async (AutomaticFailover, MultiAZ, failover) => {
    const { aws } = standing({ AutomaticFailover, MultiAZ });
    expect((await replicationGroup.get(aws, ID))?.props.failover).toBe(failover);
  });

  it("sees encryption that the type tells though the flag does not", async () => {
    const { aws } = standing({ AtRestEncryptionEnabled: false, StorageEncryptionType: "sse-elasticache" });
    expect((await replicationGroup.get(aws, ID))?.props.atRestEncryption).toBe(true);
  });

  it("shows what waits for the maintenance window, the engine by its version", async () => {
    const scaled = standing({}, { PendingModifiedValues: { CacheNodeType: "cache.r5.2xlarge" } });
    expect((await replicationGroup.get(scaled.aws, ID))?.later).toEqual({ nodeType: "cache.r5.2xlarge" });
    const upgraded = standing({}, { PendingModifiedValues: { EngineVersion: "8.0" } });
    expect((await replicationGroup.get(upgraded.aws, ID))?.later).toEqual({ engineVersion: "valkey 8.0" });
    const minor = standing({}, { PendingModifiedValues: { EngineVersion: "7.1" } });
    expect((await replicationGroup.get(minor.aws, ID))?.later).toEqual({ engineVersion: "redis 7.1" });
  });

  it("answers undefined for one that does not exist, and lists by name and id", async () => {
    const { aws, cache } = standing();
    cache.safe
      .on(DescribeReplicationGroupsCommand, { ReplicationGroupId: "other" })
      .rejects(refusal("ReplicationGroupNotFoundFault"));
    expect(await replicationGroup.get(aws, "other")).toBeUndefined();
    const listed = await replicationGroup.list(aws, scopeOf([ID, "other"], [ID]));
    expect(listed.map(({ id }) => id)).toEqual([ID]);
  });
});

describe("waiting for a replication group", () => {
  it("is over once it has been available on two looks in a row", async () => {
    const { aws, cache, watch } = standing();
    cache.safe
      .on(DescribeReplicationGroupsCommand)
      .resolvesOnce(shows({ Status: "creating" }))
      .resolvesOnce(shows({ Status: "creating" }))
      .resolvesOnce(shows())
      .resolvesOnce(shows({ Status: "snapshotting" }))
      .resolves(shows());
    await replicationGroup.ready(aws, ID, watch);
    expect(watch.statuses).toEqual([
      "visible",
      "creating",
      "available",
      "snapshotting",
      "available",
      "available",
    ]);
  });

  it.each(["create-failed", "deleting"])("ends at once when it is %s", async (status) => {
    const { aws, watch } = standing({ Status: status });
    await expect(replicationGroup.ready(aws, ID, watch)).rejects.toBeInstanceOf(BrokenResourceError);
  });

  it("ends at once when it is gone", async () => {
    const { aws, cache, watch } = standing();
    cache.safe
      .on(DescribeReplicationGroupsCommand)
      .resolvesOnce(shows({ Status: "creating" }))
      .rejects(refusal("ReplicationGroupNotFoundFault"));
    await expect(replicationGroup.ready(aws, ID, watch)).rejects.toThrow(/no longer there/);
  });
});

describe("what a replication group is to the engine", () => {
  it("holds data, and bills every node", () => {
    expect(replicationGroup.holdsData).toBe(true);
    expect(replicationGroup.usage?.(props)).toEqual([
      { sku: "elasticache:redis:cache.r5.xlarge:hour", quantity: 2 * 730 },
    ]);
    const cluster = { ...props, engineVersion: "valkey 8.0", shards: 3, replicasPerShard: 2 };
    expect(replicationGroup.usage?.(cluster)).toEqual([
      { sku: "elasticache:valkey:cache.r5.xlarge:hour", quantity: 9 * 730 },
    ]);
  });

  it("is replaced for what AWS cannot change, and never for a new parameter group", () => {
    expect(replicationGroup.replaceOn).toEqual([
      "identifier",
      "clusterMode",
      "atRestEncryption",
      "transitEncryption",
      "subnetGroupName",
    ]);
    expect(replicationGroup.holds).not.toContain("parameterGroupName");
  });

  it("names its final snapshot by the instant", () => {
    expect(replicationGroup.snapshotName?.(ID, new Date("2026-11-22T21:30:00Z"))).toBe(
      "flashsale-redis-final-20261122-213000",
    );
  });
});
