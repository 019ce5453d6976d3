import {
  DecreaseReplicaCountCommand,
  DeleteReplicationGroupCommand,
  DescribeEventsCommand,
  IncreaseReplicaCountCommand,
  ListTagsForResourceCommand,
} from "@aws-sdk/client-elasticache";
import { describe, expect, it } from "vitest";
import { editAccount, refusalOf } from "../harness.ts";
import {
  makeCache,
  makeGround,
  makeParameters,
  makeSharded,
  makeStanding,
  modify,
  practiseCache,
} from "./cache.ts";

const ReplicationGroupId = "flashsale-redis";

describe("nodes", () => {
  it("come to be available a minute after their group, and until then nothing of them is taken away", async () => {
    const practice = practiseCache();
    await makeStanding(practice);
    await practice.cache.send(
      new IncreaseReplicaCountCommand({ ReplicationGroupId, NewReplicaCount: 2, ApplyImmediately: true }),
    );
    practice.pass(310);
    expect((await practice.look()).Status).toBe("available");
    expect((await practice.node("flashsale-redis-003")).CacheClusterStatus).toBe("creating");
    const { ARN } = await practice.look();
    for (const call of [
      practice.cache.send(
        new DecreaseReplicaCountCommand({ ReplicationGroupId, NewReplicaCount: 1, ApplyImmediately: true }),
      ),
      practice.cache.send(new ListTagsForResourceCommand({ ResourceName: ARN })),
      practice.cache.send(new DeleteReplicationGroupCommand({ ReplicationGroupId })),
    ])
      expect((await refusalOf(call)).name).toMatch(/^InvalidCacheClusterState/);
    practice.pass(60);
    expect((await practice.node("flashsale-redis-003")).CacheClusterStatus).toBe("available");
    await practice.cache.send(new ListTagsForResourceCommand({ ResourceName: ARN }));
  });
});

describe("automatic snapshots", () => {
  it("are begun by naming the node that they are made of", async () => {
    const practice = practiseCache();
    await makeStanding(practice, { SnapshotRetentionLimit: 0 });
    expect((await practice.look()).SnapshottingClusterId).toBeUndefined();
    const refused = await refusalOf(modify(practice, { SnapshotRetentionLimit: 1 }));
    expect(refused.message).toBe("Must specify both SnapshotRetentionLimit and SnapshottingClusterId");
    await modify(practice, {
      SnapshotRetentionLimit: 1,
      SnapshottingClusterId: "flashsale-redis-002",
    });
    practice.pass(60);
    expect((await practice.look()).SnapshottingClusterId).toBe("flashsale-redis-002");
  });

  it("are begun without one in cluster mode, where none may be named", async () => {
    const practice = practiseCache();
    await makeSharded(practice);
    await modify(practice, { SnapshotRetentionLimit: 0 });
    practice.pass(60);
    const named = modify(practice, {
      SnapshotRetentionLimit: 1,
      SnapshottingClusterId: "flashsale-redis-0001-001",
    });
    expect((await refusalOf(named)).name).toBe("InvalidParameterCombinationException");
    await modify(practice, { SnapshotRetentionLimit: 1 });
  });
});

describe("windows", () => {
  it("may not meet, whoever chose the other", async () => {
    const practice = practiseCache();
    await makeStanding(practice);
    const { PreferredMaintenanceWindow = "" } = await practice.node();
    const [, from, , until] = /^\w+:(\d\d:\d\d)-(\w+):(\d\d:\d\d)$/.exec(PreferredMaintenanceWindow) ?? [];
    const refused = await refusalOf(modify(practice, { SnapshotWindow: `${from}-${until}` }));
    expect(refused.message).toMatch(/must not overlap/);
  });
});

describe("Redis before 6.0", () => {
  it("does not know minor upgrades by AWS", async () => {
    const practice = practiseCache();
    const ground = await makeGround(practice);
    await makeParameters(practice, "five", { family: "redis5.0" });
    const five = {
      EngineVersion: "5.0.6",
      CacheParameterGroupName: "five",
      AutoMinorVersionUpgrade: true,
    };
    expect((await refusalOf(makeCache(practice, ground, five))).message).toMatch(/from version 6\.0 on/);
  });
});

describe("a scaling that is rolled back", () => {
  it("leaves what was, and an event", async () => {
    const practice = practiseCache();
    await makeStanding(practice);
    editAccount(practice.file, ({ offers }) => {
      Object.assign(offers.ElastiCache ?? {}, { rolledBackNodeTypes: ["cache.r5.large"] });
    });
    await modify(practice, { CacheNodeType: "cache.r5.large" });
    expect((await practice.look()).Status).toBe("modifying");
    practice.pass(1000);
    expect(await practice.look()).toMatchObject({ Status: "available", CacheNodeType: "cache.r5.xlarge" });
    const { Events } = await practice.cache.send(
      new DescribeEventsCommand({ SourceType: "replication-group", SourceIdentifier: ReplicationGroupId }),
    );
    expect(Events).toMatchObject([{ Message: expect.stringMatching(/rolled back/) }]);
  });
});
