import { CreateReplicationGroupCommand } from "@aws-sdk/client-elasticache";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import { AlreadyExists, AmbiguousEnd, PlanError } from "../../../src/errors.ts";
import { replicationGroup } from "../../../src/resources/elasticache/replication-group.ts";
import type { ReplicationGroupProps } from "../../../src/resources/elasticache/replication-group-observed.ts";
import { inputsOf, refusal } from "../rds/mocked-aws.ts";
import { group, props, SECRET_ARN } from "./groups.ts";
import { type MockedCache, mockCache } from "./mocked-elasticache.ts";

const ID = "flashsale-redis";

describe("creating a replication group", () => {
  const create = ({ aws }: MockedCache, parts: Partial<ReplicationGroupProps> = {}) =>
    replicationGroup.create(aws, { ...props, ...parts }, "token");

  function creatable(): MockedCache {
    const mocked = mockCache();
    mocked.secrets.on(GetSecretValueCommand).resolves({ SecretString: "a-token-of-sixteen" });
    mocked.cache.once.on(CreateReplicationGroupCommand).resolves({ ReplicationGroup: group() });
    return mocked;
  }

  it("reads the token and sends everything in one call that is not repeated", async () => {
    const mocked = creatable();
    expect(await create(mocked, { identifier: "Flashsale-Redis" })).toEqual({ id: ID });
    expect(inputsOf(mocked.secrets, "GetSecretValue")).toEqual([{ SecretId: SECRET_ARN }]);
    expect(inputsOf(mocked.cache.once, "CreateReplicationGroup")).toEqual([
      {
        ReplicationGroupId: "Flashsale-Redis",
        ReplicationGroupDescription: "Flash Sale Redis Cluster",
        Engine: "redis",
        EngineVersion: "7.0",
        CacheNodeType: "cache.r5.xlarge",
        NumCacheClusters: 2,
        AutomaticFailoverEnabled: true,
        MultiAZEnabled: true,
        CacheParameterGroupName: "flashsale-redis-params",
        CacheSubnetGroupName: "flashsale-cache-subnet",
        SecurityGroupIds: ["sg-1"],
        AtRestEncryptionEnabled: true,
        TransitEncryptionEnabled: true,
        AuthToken: "a-token-of-sixteen",
        SnapshotRetentionLimit: 1,
        AutoMinorVersionUpgrade: true,
        Tags: [{ Key: "Name", Value: ID }],
      },
    ]);
    expect(replicationGroup.nameOf?.({ identifier: "Flashsale-Redis" })).toBe(ID);
  });

  it.each([
    ["a single node by naming no number", { replicasPerShard: 0 }, {}],
    [
      "shards with their replicas",
      { clusterMode: true, shards: 3, replicasPerShard: 2 },
      { NumNodeGroups: 3, ReplicasPerNodeGroup: 2 },
    ],
  ])("asks for %s", async (_case, parts, size) => {
    const mocked = creatable();
    await create(mocked, parts);
    const [sent] = inputsOf(mocked.cache.once, "CreateReplicationGroup") as Record<string, unknown>[];
    const { NumCacheClusters, NumNodeGroups, ReplicasPerNodeGroup } = sent ?? {};
    expect(JSON.parse(JSON.stringify({ NumCacheClusters, NumNodeGroups, ReplicasPerNodeGroup }))).toEqual(
      size,
    );
  });

  it("names the windows where the settings do", async () => {
    const mocked = creatable();
    await create(mocked, { snapshotWindow: "03:00-04:00", maintenanceWindow: "sun:05:00-sun:06:00" });
    expect(inputsOf(mocked.cache.once, "CreateReplicationGroup")).toMatchObject([
      { SnapshotWindow: "03:00-04:00", PreferredMaintenanceWindow: "sun:05:00-sun:06:00" },
    ]);
  });

  it("creates nothing when the secret holds no text", async () => {
    const mocked = creatable();
    mocked.secrets.on(GetSecretValueCommand).resolves({});
    await expect(create(mocked)).rejects.toBeInstanceOf(PlanError);
    expect(inputsOf(mocked.cache.once, "CreateReplicationGroup")).toEqual([]);
  });

  it("waits for a secret that was just made", async () => {
    const mocked = creatable();
    mocked.secrets
      .on(GetSecretValueCommand)
      .rejectsOnce(refusal("ResourceNotFoundException"))
      .resolves({ SecretString: "a-token-of-sixteen" });
    expect(await create(mocked)).toEqual({ id: ID });
  });

  it.each([
    refusal("CacheSubnetGroupNotFoundFault"),
    refusal("CacheParameterGroupNotFoundFault"),
    refusal("ServiceLinkedRoleNotFoundFault"),
    refusal("InvalidParameterValue", "To perform this action, the service linked role must exist"),
  ])("waits out %s, which only says that AWS does not know yet", async (error) => {
    const mocked = creatable();
    mocked.cache.once
      .on(CreateReplicationGroupCommand)
      .rejectsOnce(error)
      .resolves({ ReplicationGroup: group() });
    expect(await create(mocked)).toEqual({ id: ID });
  });

  it("throws AlreadyExists for an id that is taken", async () => {
    const mocked = creatable();
    mocked.cache.once
      .on(CreateReplicationGroupCommand)
      .rejects(refusal("ReplicationGroupAlreadyExistsFault"));
    await expect(create(mocked)).rejects.toBeInstanceOf(AlreadyExists);
  });

  it.each([refusal("InsufficientCacheClusterCapacityFault"), new AmbiguousEnd(new Error("reset"))])(
    "lets %s stand",
    async (error) => {
      const mocked = creatable();
      mocked.cache.once.on(CreateReplicationGroupCommand).rejects(error);
      await expect(create(mocked)).rejects.toBe(error);
    },
  );
});
