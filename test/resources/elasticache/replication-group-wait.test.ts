import {
  DescribeCacheClustersCommand,
  DescribeEventsCommand,
  DescribeReplicationGroupsCommand,
} from "@aws-sdk/client-elasticache";
import { describe, expect, it } from "vitest";
import { replicationGroup } from "../../../src/resources/elasticache/replication-group.ts";
import { member, shows, standing } from "./groups.ts";

const ID = "flashsale-redis";

/** How the second node is told in turn; the first is available. */
function withSecond(...told: readonly string[]): ReturnType<typeof standing> {
  const mocked = standing({}, { CacheClusterStatus: "available" });
  let look = 0;
  mocked.cache.safe
    .on(DescribeCacheClustersCommand, { CacheClusterId: "flashsale-redis-002" })
    .callsFake(async () => ({
      CacheClusters: [member({ CacheClusterStatus: told[Math.min(look++, told.length - 1)] ?? "" })],
    }));
  return mocked;
}

describe("waiting for a replication group", () => {
  it("lasts until all its nodes are available, though the group is", async () => {
    const { aws, watch } = withSecond("creating", "creating", "modifying", "available");
    await replicationGroup.ready(aws, ID, watch);
    expect(watch.statuses).toEqual(["visible", "creating", "modifying", "available", "available"]);
  });

  it("lasts until all its shards are available", async () => {
    const { aws, cache, watch } = withSecond("available");
    const [shard] = shows().ReplicationGroups[0]?.NodeGroups ?? [];
    cache.safe
      .on(DescribeReplicationGroupsCommand)
      .resolvesOnce(shows())
      .resolvesOnce(shows({ NodeGroups: [{ ...shard, Status: "modifying" }] }))
      .resolves(shows());
    await replicationGroup.ready(aws, ID, watch);
    expect(watch.statuses).toEqual(["visible", "modifying", "available", "available"]);
  });

  it.each(["incompatible-network", "restore-failed"])(
    "ends at once where a node is %s, with ElastiCache's own words",
    async (status) => {
      const { aws, cache, watch } = withSecond(status);
      cache.safe
        .on(DescribeEventsCommand)
        .resolves({ Events: [{ Message: "No address is left in the subnet." }] });
      await expect(replicationGroup.ready(aws, ID, watch)).rejects.toMatchObject({
        code: "ResourceBroken",
        detail: expect.stringMatching(new RegExp(`${status}.*No address is left in the subnet`)),
      });
      expect(watch.statuses).toEqual(["visible", status]);
    },
  );

  it("says what it knows where the events may not be read", async () => {
    const { aws, cache, watch } = withSecond("restore-failed");
    cache.safe.on(DescribeEventsCommand).rejects(Object.assign(new Error("no"), { name: "AccessDenied" }));
    await expect(replicationGroup.ready(aws, ID, watch)).rejects.toMatchObject({ code: "ResourceBroken" });
  });
});
