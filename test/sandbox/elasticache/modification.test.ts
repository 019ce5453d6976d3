import { DescribeNetworkInterfacesCommand } from "@aws-sdk/client-ec2";
import {
  DecreaseReplicaCountCommand,
  DeleteCacheParameterGroupCommand,
  IncreaseReplicaCountCommand,
  ListAllowedNodeTypeModificationsCommand,
  ModifyReplicationGroupShardConfigurationCommand,
} from "@aws-sdk/client-elasticache";
import { beforeEach, describe, expect, it } from "vitest";
import { makeGroup } from "../ec2/network.ts";
import { refusalOf } from "../harness.ts";
import {
  type CachePractice,
  type Ground,
  makeParameters,
  makeSharded,
  makeStanding,
  modify,
  practiseCache,
} from "./cache.ts";

const ReplicationGroupId = "flashsale-redis";
const COMBINATION = "InvalidParameterCombinationException";
const VALUE = "InvalidParameterValueException";
const STATE = "InvalidReplicationGroupStateFault";

let practice: CachePractice;
let ground: Ground;

beforeEach(async () => {
  practice = practiseCache();
  ground = await makeStanding(practice);
});

describe("a change of a replication group", () => {
  it("makes it modifying until it is done, and refuses another one meanwhile", async () => {
    const answered = await modify(practice, { CacheNodeType: "cache.r5.2xlarge" });
    expect(answered).toMatchObject({ Status: "modifying", CacheNodeType: "cache.r5.xlarge" });
    const refused = await refusalOf(modify(practice, { SnapshotRetentionLimit: 7 }));
    expect(refused.name).toBe(STATE);
    expect(refused.message).toBe("Replication group must be in available state to modify.");
    practice.pass(700);
    expect(await practice.look()).toMatchObject({ Status: "available", CacheNodeType: "cache.r5.2xlarge" });
  });

  it("sets what it names and keeps the rest", async () => {
    const other = await makeGroup(practice.ec2, ground.VpcId, "other");
    await modify(practice, {
      ReplicationGroupDescription: "other",
      SnapshotRetentionLimit: 7,
      SnapshotWindow: "01:00-02:00",
      PreferredMaintenanceWindow: "tue:05:00-tue:06:00",
      SecurityGroupIds: [other],
      MultiAZEnabled: false,
      AutoMinorVersionUpgrade: false,
    });
    practice.pass(100);
    expect(await practice.look()).toMatchObject({
      Description: "other",
      SnapshotRetentionLimit: 7,
      SnapshotWindow: "01:00-02:00",
      MultiAZ: "disabled",
      AutomaticFailover: "enabled",
      AutoMinorVersionUpgrade: false,
    });
    expect(await practice.node()).toMatchObject({
      PreferredMaintenanceWindow: "tue:05:00-tue:06:00",
      SecurityGroups: [{ SecurityGroupId: other }],
      EngineVersion: "7.0.7",
    });
    const { NetworkInterfaces = [] } = await practice.ec2.send(
      new DescribeNetworkInterfacesCommand({ Filters: [{ Name: "group-id", Values: [other] }] }),
    );
    expect(NetworkInterfaces).toHaveLength(2);
  });

  it("goes to Valkey with the new family's parameter group in the same call, and never back", async () => {
    await makeParameters(practice, "valkey-params", { family: "valkey8" });
    const engine = { Engine: "valkey", EngineVersion: "8.0" };
    expect((await refusalOf(modify(practice, engine))).message).toContain("redis parameter group");
    expect((await refusalOf(modify(practice, { CacheParameterGroupName: "valkey-params" }))).message).toBe(
      "valkey parameter group is not applicable to engine redis",
    );
    await modify(practice, { ...engine, CacheParameterGroupName: "valkey-params" });
    practice.pass(1000);
    expect((await practice.look()).Engine).toBe("valkey");
    expect(await practice.node()).toMatchObject({
      EngineVersion: "8.0.1",
      CacheParameterGroup: { CacheParameterGroupName: "valkey-params" },
    });
    const back = { Engine: "redis", EngineVersion: "7.1", CacheParameterGroupName: "flashsale-redis-params" };
    expect((await refusalOf(modify(practice, back))).name).toBe(COMBINATION);
  });

  it("waits for the maintenance window when it need not be at once, and tells so on the nodes", async () => {
    await modify(practice, {
      EngineVersion: "7.1",
      CacheNodeType: "cache.r5.large",
      ApplyImmediately: false,
    });
    expect((await practice.look()).Status).toBe("available");
    expect(await practice.node()).toMatchObject({
      EngineVersion: "7.0.7",
      PendingModifiedValues: { EngineVersion: "7.1", CacheNodeType: "cache.r5.large" },
    });
    practice.pass(8 * 24 * 3600);
    expect(await practice.node()).toMatchObject({
      EngineVersion: "7.1.0",
      CacheNodeType: "cache.r5.large",
      PendingModifiedValues: {},
    });
  });

  it("begins at once what waited, when the next change is immediate", async () => {
    await modify(practice, { CacheNodeType: "cache.r5.large", ApplyImmediately: false });
    await modify(practice, { SnapshotRetentionLimit: 7 });
    practice.pass(1000);
    expect((await practice.look()).CacheNodeType).toBe("cache.r5.large");
  });

  it("keeps a parameter group from going that the nodes have not left yet", async () => {
    await makeParameters(practice, "valkey-params", { family: "valkey8" });
    const remove = (CacheParameterGroupName: string) =>
      practice.cache.send(new DeleteCacheParameterGroupCommand({ CacheParameterGroupName }));
    await modify(practice, {
      Engine: "valkey",
      EngineVersion: "8.0",
      CacheParameterGroupName: "valkey-params",
      ApplyImmediately: false,
    });
    for (const name of ["flashsale-redis-params", "valkey-params"])
      expect((await refusalOf(remove(name))).name).toBe("InvalidCacheParameterGroupStateFault");
  });

  it.each<[string, Parameters<typeof modify>[1], string, string]>([
    ["nothing", {}, COMBINATION, "No modifications were requested"],
    ["an older version", { EngineVersion: "6.2" }, COMBINATION, "Cannot downgrade"],
    ["a version that there is not", { EngineVersion: "7.9" }, COMBINATION, "Cannot find version"],
    ["an engine without its version", { Engine: "valkey" }, COMBINATION, "must be specified"],
    ["an unknown node type", { CacheNodeType: "cache.r9.huge" }, VALUE, "node type"],
    ["no failover with Multi-AZ", { AutomaticFailoverEnabled: false }, COMBINATION, "Multi-AZ requires"],
    [
      "an unknown parameter group",
      { CacheParameterGroupName: "absent" },
      "CacheParameterGroupNotFoundFault",
      "",
    ],
    [
      "a second token for good before it was added",
      { AuthToken: "another-long-token", AuthTokenUpdateStrategy: "SET" },
      COMBINATION,
      "only after ROTATE",
    ],
  ])("is refused for %s", async (_case, changes, name, message) => {
    const refused = await refusalOf(modify(practice, changes));
    expect(refused.name).toBe(name);
    expect(refused.message).toContain(message);
  });

  it("rotates the token: the second is added, then it is the only one", async () => {
    const AuthToken = "another-long-token";
    const before = (await practice.look()).AuthTokenLastModifiedDate;
    await modify(practice, { AuthToken, AuthTokenUpdateStrategy: "ROTATE" });
    practice.pass(100);
    await modify(practice, { AuthToken, AuthTokenUpdateStrategy: "SET" });
    practice.pass(100);
    const { Status, AuthTokenLastModifiedDate } = await practice.look();
    expect(Status).toBe("available");
    expect(AuthTokenLastModifiedDate?.getTime()).toBeGreaterThan(before?.getTime() ?? 0);
  });

  it("may lead to the node types that are listed", async () => {
    const { ScaleUpModifications = [], ScaleDownModifications } = await practice.cache.send(
      new ListAllowedNodeTypeModificationsCommand({ ReplicationGroupId }),
    );
    expect(ScaleUpModifications).toContain("cache.r5.2xlarge");
    expect(ScaleDownModifications).toEqual(["cache.r5.large"]);
    expect(ScaleUpModifications).not.toContain("cache.r5.xlarge");
  });
});

const increase = (NewReplicaCount: number, ApplyImmediately = true) =>
  practice.cache.send(
    new IncreaseReplicaCountCommand({ ReplicationGroupId, NewReplicaCount, ApplyImmediately }),
  );
const decrease = (NewReplicaCount: number) =>
  practice.cache.send(
    new DecreaseReplicaCountCommand({ ReplicationGroupId, NewReplicaCount, ApplyImmediately: true }),
  );

describe("the number of replicas", () => {
  it("grows: new nodes are listed at once and creating for minutes", async () => {
    await increase(2);
    expect((await practice.look()).MemberClusters).toHaveLength(3);
    expect((await practice.node("flashsale-redis-003")).CacheClusterStatus).toBe("creating");
    practice.pass(400);
    expect((await practice.node("flashsale-redis-003")).CacheClusterStatus).toBe("available");
    expect((await practice.look()).Status).toBe("available");
  });

  it("shrinks: nodes are listed until they are gone", async () => {
    await increase(3);
    practice.pass(400);
    await decrease(1);
    expect((await practice.node("flashsale-redis-004")).CacheClusterStatus).toBe("deleting");
    practice.pass(200);
    expect((await practice.look()).MemberClusters).toEqual(["flashsale-redis-001", "flashsale-redis-002"]);
    expect((await refusalOf(practice.node("flashsale-redis-004"))).name).toBe("CacheClusterNotFoundFault");
  });

  it.each([
    ["to what it is", () => increase(1), "NoOperationFault"],
    ["below the replica that Multi-AZ needs", () => decrease(0), VALUE],
    ["beyond five replicas", () => increase(6), VALUE],
    ["upwards by the call that goes down", () => decrease(3), VALUE],
    ["in the maintenance window", () => increase(2, false), COMBINATION],
  ])("does not go %s", async (_case, call, name) => {
    expect((await refusalOf(call())).name).toBe(name);
  });

  it("needs a group that is available", async () => {
    await increase(2);
    expect((await refusalOf(increase(3))).name).toBe(STATE);
  });

  it("may come down to none once failover is off", async () => {
    await modify(practice, { AutomaticFailoverEnabled: false, MultiAZEnabled: false });
    practice.pass(100);
    await decrease(0);
    practice.pass(200);
    expect((await practice.look()).MemberClusters).toEqual(["flashsale-redis-001"]);
    const refused = await refusalOf(modify(practice, { AutomaticFailoverEnabled: true }));
    expect(refused.message).toContain("there must be at least 2 cache clusters");
  });
});

describe("the number of shards", () => {
  const reshard = (own: CachePractice, parts: object) =>
    own.cache.send(
      new ModifyReplicationGroupShardConfigurationCommand({
        ReplicationGroupId,
        NodeGroupCount: 1,
        ApplyImmediately: true,
        ...parts,
      }),
    );

  it("grows and shrinks, naming what stays or goes", async () => {
    const own = practiseCache();
    await makeSharded(own);
    await reshard(own, { NodeGroupCount: 3 });
    own.pass(700);
    expect((await own.look()).NodeGroups).toHaveLength(3);
    await reshard(own, { NodeGroupCount: 1, NodeGroupsToRetain: ["0002"] });
    own.pass(700);
    expect((await own.look()).NodeGroups?.map(({ NodeGroupId }) => NodeGroupId)).toEqual(["0002"]);
  });

  it("is refused without the names of what goes, for what it is, and without cluster mode", async () => {
    const own = practiseCache();
    await makeSharded(own);
    expect((await refusalOf(reshard(own, {}))).name).toBe(COMBINATION);
    expect((await refusalOf(reshard(own, { NodeGroupsToRetain: ["0001", "0002"] }))).name).toBe(COMBINATION);
    expect((await refusalOf(reshard(own, { NodeGroupCount: 2 }))).name).toBe("NoOperationFault");
    expect((await refusalOf(reshard(practice, { NodeGroupCount: 2 }))).name).toBe(COMBINATION);
    const off = { AutomaticFailoverEnabled: false, MultiAZEnabled: false };
    expect((await refusalOf(modify(own, off))).message).toBe(
      "Turning off automatic failover for replication group with cluster mode enabled is not supported.",
    );
  });
});
