import { describe, expect, it } from "vitest";
import { resolveInput } from "../../../src/engine/ref.ts";
import { type Aws, Stack } from "../../../src/resources/index.ts";
import { cache } from "../../../src/sections/cache/index.ts";
import { declareSections } from "../../../src/sections/index.ts";
import { answersWith, declared, PLACE, propsOf, settingsOf } from "../declared.ts";

const ofCache = (all = declared()) => [...all.keys()].filter((address) => address.startsWith("cache."));
const valkey = { engine: "valkey", version: "8.0", family: "valkey8" };
const cacheOf = (text: object) => declared(settingsOf({ cache: text }));

describe("the cache of the guide", () => {
  it("is a subnet group, a parameter group, a secret and a replication group", () => {
    expect(ofCache()).toEqual([
      "cache.subnet-group",
      "cache.parameter-group",
      "cache.secret",
      "cache.replication-group",
    ]);
  });

  it("has the guide's subnet group, over the data subnets", () => {
    expect(propsOf(declared(), "elasticache/cache-subnet-group")).toEqual({
      "cache.subnet-group": {
        name: "flashsale-cache-subnet",
        description: "Flash Sale Cache Subnet Group",
        subnetIds: [
          "network.subnet.data-1#subnetId",
          "network.subnet.data-2#subnetId",
          "network.subnet.data-3#subnetId",
        ],
        vpcId: "network.vpc#vpcId",
      },
    });
  });

  it("has the guide's parameter group, value for value", () => {
    expect(propsOf(declared(), "elasticache/cache-parameter-group")).toEqual({
      "cache.parameter-group": {
        name: "flashsale-redis-params",
        family: "redis7",
        description: "Flash Sale Redis Parameters",
        parameters: { "maxmemory-policy": "allkeys-lru", timeout: "300" },
      },
    });
  });

  it("has the guide's replication group, with Multi-AZ and the parameter group attached", () => {
    expect(propsOf(declared(), "elasticache/replication-group")).toEqual({
      "cache.replication-group": {
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
        authTokenSecret: "cache.secret#arn",
        parameterGroupName: "cache.parameter-group#name",
        subnetGroupName: "cache.subnet-group#name",
        securityGroupIds: ["network.security-group.cache#groupId"],
        snapshotRetentionDays: 1,
        autoMinorVersionUpgrade: true,
      },
    });
  });

  it("stands after everything that it uses, the token's secret included", () => {
    expect(declared().get("cache.replication-group")?.needs).toEqual([
      "cache.secret",
      "cache.parameter-group",
      "cache.subnet-group",
      "network.security-group.cache",
    ]);
  });

  it("draws a token that ElastiCache takes, of characters that no shell changes", () => {
    const secrets = Object.values(propsOf(declared(), "secrets-manager/secret"));
    const drawn = secrets.find(({ name }) => name === "flashsale/redis-auth-token") ?? {};
    const { characters, length } = drawn.alphabet as { characters: string; length: number };
    expect(characters).toMatch(/^[A-Za-z0-9-]+$/);
    expect(new Set(characters).size).toBe(characters.length);
    expect(length).toBeGreaterThanOrEqual(16);
    expect(length).toBeLessThanOrEqual(128);
    expect(length * Math.log2(characters.length)).toBeGreaterThan(256);
  });

  it("hands host, port and the secret's ARN to the application", () => {
    const settings = settingsOf();
    const stack = new Stack<Aws>({ stack: "flashsale", lineage: "lineage", tags: {} });
    const handles = declareSections({ ...PLACE, stack, settings, answers: answersWith() });
    const known = (address: string) =>
      address === "cache.replication-group" ? { endpoint: "master.x", port: 6379 } : { arn: "arn:token" };
    expect(resolveInput(cache.outputs(handles, settings), known)).toEqual([
      { name: "REDIS_HOST", value: "master.x" },
      { name: "REDIS_PORT", value: 6379 },
      { name: "REDIS_PASSWORD", secretArn: "arn:token" },
    ]);
    expect(cache.outputs({}, settings)).toEqual([]);
  });
});

describe("the settings of the cache", () => {
  it("reach the replication group", () => {
    const [props] = Object.values(
      propsOf(
        cacheOf({
          nodes: 4,
          nodeType: "cache.m6g.large",
          multiAz: false,
          snapshotRetentionDays: 7,
          snapshotWindow: "03:00-04:00",
          maintenanceWindow: "sun:05:00-sun:06:00",
        }),
        "elasticache/replication-group",
      ),
    );
    expect(props).toMatchObject({
      nodeType: "cache.m6g.large",
      replicasPerShard: 3,
      failover: "automatic",
      snapshotRetentionDays: 7,
      snapshotWindow: "03:00-04:00",
      maintenanceWindow: "sun:05:00-sun:06:00",
    });
  });

  it("take version and family from AWS's answer", () => {
    const all = declared(
      settingsOf({ cache: { engine: "valkey", engineVersion: "8.0" } }),
      answersWith(3, { "cache.engineVersion": valkey }),
    );
    expect(propsOf(all, "elasticache/cache-parameter-group")).toMatchObject({
      "cache.parameter-group": { name: "flashsale-redis-params", family: "valkey8" },
    });
    expect(propsOf(all, "elasticache/replication-group")).toMatchObject({
      "cache.replication-group": { engineVersion: "valkey 8.0" },
    });
  });

  it("give shards a parameter group of their own, which switches them on", () => {
    const all = cacheOf({ clusterMode: { shards: 3, replicasPerShard: 2 } });
    expect(propsOf(all, "elasticache/cache-parameter-group")).toEqual({
      "cache.cluster-parameter-group": {
        name: "flashsale-redis-cluster-params",
        family: "redis7",
        description: "Flash Sale Redis Parameters",
        parameters: { "maxmemory-policy": "allkeys-lru", timeout: "300", "cluster-enabled": "yes" },
      },
    });
    expect(propsOf(all, "elasticache/replication-group")).toMatchObject({
      "cache.replication-group": {
        clusterMode: true,
        shards: 3,
        replicasPerShard: 2,
        parameterGroupName: "cache.cluster-parameter-group#name",
      },
    });
  });

  it("name everything after the stack", () => {
    const all = declared(settingsOf({ name: "shop" }));
    const names = [...all].flatMap(([address, { props }]) =>
      address.startsWith("cache.") ? [props.name ?? props.identifier] : [],
    );
    expect(names).toEqual(["shop-cache-subnet", "shop-redis-params", "shop/redis-auth-token", "shop-redis"]);
  });
});
