import {
  AddTagsToResourceCommand,
  ListTagsForResourceCommand,
  ModifyReplicationGroupCommand,
} from "@aws-sdk/client-elasticache";
import { describe, expect, it } from "vitest";
import { again } from "../../../src/advice.ts";
import { PlanError } from "../../../src/errors.ts";
import type { ReplicationGroupProps } from "../../../src/resources/elasticache/replication-group-observed.ts";
import { inputsOf, refusal } from "../rds/mocked-aws.ts";
import { BUSY, changing, ID, modifiable, modifications, update, type Wanted } from "./changes.ts";
import { ARN } from "./groups.ts";

describe("changing a replication group in place", () => {
  it.each<[keyof ReplicationGroupProps, Wanted, object]>([
    ["nodeType", { nodeType: "cache.r5.2xlarge" }, { CacheNodeType: "cache.r5.2xlarge" }],
    ["engineVersion", { engineVersion: "redis 7.1" }, { EngineVersion: "7.1" }],
    ["parameterGroupName", { parameterGroupName: "other" }, { CacheParameterGroupName: "other" }],
    ["securityGroupIds", { securityGroupIds: ["sg-2"] }, { SecurityGroupIds: ["sg-2"] }],
    [
      "snapshotRetentionDays",
      { snapshotRetentionDays: 7 },
      { SnapshotRetentionLimit: 7, SnapshottingClusterId: `${ID}-002` },
    ],
    ["snapshotRetentionDays", { snapshotRetentionDays: 0 }, { SnapshotRetentionLimit: 0 }],
    ["snapshotWindow", { snapshotWindow: "01:00-02:00" }, { SnapshotWindow: "01:00-02:00" }],
    [
      "maintenanceWindow",
      { maintenanceWindow: "mon:01:00-mon:02:00" },
      { PreferredMaintenanceWindow: "mon:01:00-mon:02:00" },
    ],
    ["failover", { failover: "automatic" }, { AutomaticFailoverEnabled: true, MultiAZEnabled: false }],
    ["failover", { failover: "none" }, { AutomaticFailoverEnabled: false, MultiAZEnabled: false }],
    ["autoMinorVersionUpgrade", { autoMinorVersionUpgrade: false }, { AutoMinorVersionUpgrade: false }],
    ["description", { description: "other" }, { ReplicationGroupDescription: "other" }],
  ])("sets %s with one immediate modify", async (_prop, wanted, member) => {
    const mocked = modifiable();
    await update(mocked, wanted);
    expect(modifications(mocked)).toEqual([{ ReplicationGroupId: ID, ...member, ApplyImmediately: true }]);
    expect(changing(mocked.cache.once)).toEqual([]);
  });

  it("goes from Redis to Valkey in one call with engine, version and the new family's parameter group", async () => {
    const mocked = modifiable();
    await update(mocked, { engineVersion: "valkey 8.0", parameterGroupName: "flashsale-redis-params-2" });
    expect(modifications(mocked)).toEqual([
      {
        ReplicationGroupId: ID,
        Engine: "valkey",
        EngineVersion: "8.0",
        CacheParameterGroupName: "flashsale-redis-params-2",
        ApplyImmediately: true,
      },
    ]);
  });

  it("scales only after the upgrade, in a call of its own", async () => {
    const mocked = modifiable();
    await update(mocked, {
      engineVersion: "redis 7.1",
      nodeType: "cache.r5.2xlarge",
      snapshotRetentionDays: 7,
    });
    expect(modifications(mocked)).toMatchObject([
      { EngineVersion: "7.1", SnapshotRetentionLimit: 7 },
      { CacheNodeType: "cache.r5.2xlarge" },
    ]);
  });

  it("sets tags first, waits out the moment in which the group takes no change, and modifies then", async () => {
    const mocked = modifiable();
    mocked.cache.safe.on(AddTagsToResourceCommand).rejectsOnce(BUSY).resolves({});
    mocked.cache.safe.on(ModifyReplicationGroupCommand).rejectsOnce(BUSY).resolves({});
    await update(mocked, { tags: { Name: "other" }, snapshotRetentionDays: 7 });
    expect(changing(mocked.cache.safe)).toEqual([
      "AddTagsToResource",
      "AddTagsToResource",
      "ModifyReplicationGroup",
      "ModifyReplicationGroup",
    ]);
    expect(inputsOf(mocked.cache.safe, "AddTagsToResource")[1]).toEqual({
      ResourceName: ARN,
      Tags: [{ Key: "Name", Value: "other" }],
    });
  });

  it("takes a modify that finds nothing to do for done", async () => {
    const mocked = modifiable();
    mocked.cache.safe
      .on(ModifyReplicationGroupCommand)
      .rejects(refusal("InvalidParameterCombinationException", "No modifications were requested"));
    await expect(update(mocked, { snapshotRetentionDays: 7 })).resolves.toBeUndefined();
  });

  it("lets what AWS refuses stand", async () => {
    const mocked = modifiable();
    mocked.cache.safe
      .on(ModifyReplicationGroupCommand)
      .rejects(
        refusal("InvalidParameterCombinationException", "Expected a parameter group of family valkey8"),
      );
    await expect(update(mocked, { parameterGroupName: "other" })).rejects.toThrow(
      "Expected a parameter group",
    );
  });
});

describe("changes that break connections, in the maintenance window", () => {
  it("waits with them and does the rest at once", async () => {
    const mocked = modifiable();
    await update(
      mocked,
      { nodeType: "cache.r5.2xlarge", engineVersion: "redis 7.1", snapshotRetentionDays: 7 },
      "window",
    );
    expect(modifications(mocked)).toMatchObject([
      { SnapshotRetentionLimit: 7, ApplyImmediately: true },
      { EngineVersion: "7.1", ApplyImmediately: false },
      { CacheNodeType: "cache.r5.2xlarge", ApplyImmediately: false },
    ]);
  });

  it("does not begin with the rest what already waits", async () => {
    const mocked = modifiable({}, { PendingModifiedValues: { CacheNodeType: "cache.r5.2xlarge" } });
    await update(mocked, { snapshotRetentionDays: 7 }, "window");
    expect(modifications(mocked)).toMatchObject([{ SnapshotRetentionLimit: 7, ApplyImmediately: false }]);
  });

  it("refuses before any call where a new parameter group comes along, which keeps the old one from going", async () => {
    const mocked = modifiable();
    const wanted = {
      engineVersion: "valkey 8.0",
      parameterGroupName: "flashsale-redis-params-2",
    };
    const refused = update(mocked, wanted, "window");
    await expect(refused).rejects.toBeInstanceOf(PlanError);
    await expect(refused).rejects.toMatchObject({
      code: "CannotWaitForWindow",
      fix: [again("--apply-at now")],
    });
    expect(changing(mocked.cache.safe)).toEqual([]);
  });
});

it("asks for tags as unknown while they cannot be read, and changes them all the same", async () => {
  const mocked = modifiable();
  mocked.cache.safe.on(ListTagsForResourceCommand).rejects(BUSY);
  await update(mocked, { tags: { Name: "other" } });
  expect(changing(mocked.cache.safe)).toEqual(["AddTagsToResource"]);
});
