import {
  AddTagsToResourceCommand,
  DescribeCacheEngineVersionsCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
} from "@aws-sdk/client-elasticache";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../../src/sandbox/policy.ts";
import { refusalOf } from "../harness.ts";
import { makeCache, makeGround, makeStanding, modify, practiseCache } from "./cache.ts";

describe("tags of ElastiCache", () => {
  it("are set, removed and answered; a group is modifying for a moment afterwards", async () => {
    const practice = practiseCache();
    await makeStanding(practice);
    const ResourceName = (await practice.look()).ARN;
    const { TagList } = await practice.cache.send(
      new AddTagsToResourceCommand({
        ResourceName,
        Tags: [
          { Key: "a", Value: "1" },
          { Key: "b", Value: "2" },
        ],
      }),
    );
    expect(TagList).toHaveLength(2);
    expect((await practice.look()).Status).toBe("modifying");
    expect((await refusalOf(modify(practice, { SnapshotRetentionLimit: 7 }))).name).toBe(
      "InvalidReplicationGroupStateFault",
    );
    practice.pass(20);
    await practice.cache.send(new RemoveTagsFromResourceCommand({ ResourceName, TagKeys: ["a"] }));
    practice.pass(20);
    const left = await practice.cache.send(new ListTagsForResourceCommand({ ResourceName }));
    expect(left.TagList).toEqual([{ Key: "b", Value: "2" }]);
  });

  it.each([
    ["a subnet group", "subnetgroup:flashsale-cache-subnet"],
    ["a parameter group", "parametergroup:flashsale-redis-params"],
  ])("are on %s, too", async (_case, resource) => {
    const practice = practiseCache();
    await makeGround(practice);
    const ResourceName = `arn:aws:elasticache:us-east-1:314159265358:${resource}`;
    await practice.cache.send(
      new AddTagsToResourceCommand({ ResourceName, Tags: [{ Key: "a", Value: "1" }] }),
    );
    const { TagList } = await practice.cache.send(new ListTagsForResourceCommand({ ResourceName }));
    expect(TagList).toEqual([{ Key: "a", Value: "1" }]);
    expect(
      practice.sandbox
        .list()
        .find(({ type }) => type === `cache-${resource.split(":")[0]?.replace("group", "-group")}`)?.tags,
    ).toEqual({ a: "1" });
  });

  it("are refused for what there is not, and for names that are no ARN", async () => {
    const practice = practiseCache();
    const list = (ResourceName: string) =>
      practice.cache.send(new ListTagsForResourceCommand({ ResourceName }));
    expect((await refusalOf(list("flashsale-redis"))).name).toBe("InvalidARNFault");
    const absent = "arn:aws:elasticache:us-east-1:314159265358:replicationgroup:absent";
    expect((await refusalOf(list(absent))).name).toBe("ReplicationGroupNotFoundFault");
  });
});

describe("the versions that are offered", () => {
  it("are in the form that requests take, with their family", async () => {
    const { cache } = practiseCache();
    const { CacheEngineVersions = [] } = await cache.send(
      new DescribeCacheEngineVersionsCommand({ Engine: "redis" }),
    );
    expect(CacheEngineVersions.map(({ EngineVersion }) => EngineVersion)).toEqual([
      "4.0.10",
      "5.0.6",
      "6.0",
      "6.2",
      "7.0",
      "7.1",
    ]);
    const byFamily = await cache.send(
      new DescribeCacheEngineVersionsCommand({ CacheParameterGroupFamily: "valkey8" }),
    );
    expect(byFamily.CacheEngineVersions?.map(({ Engine }) => Engine)).toEqual(["valkey", "valkey", "valkey"]);
  });
});

describe("what IAM wants for ElastiCache", () => {
  const policy = (...Action: string[]) =>
    parsePolicy(
      JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource: "*" }] }),
    );
  const EC2 = ["ec2:*"];
  const MAKING = [
    ...["elasticache:CreateCacheSubnetGroup", "elasticache:CreateCacheParameterGroup"],
    "elasticache:ModifyCacheParameterGroup",
  ];

  it.each([
    ["the call itself", ["iam:CreateServiceLinkedRole"], "elasticache:CreateReplicationGroup"],
    ["the service's own role", ["elasticache:*"], "iam:CreateServiceLinkedRole"],
    [
      "tags",
      ["elasticache:CreateReplicationGroup", "iam:CreateServiceLinkedRole"],
      "elasticache:AddTagsToResource",
    ],
  ])("for a new group includes %s", async (_case, allowed, missing) => {
    const practice = practiseCache({ policy: policy(...EC2, ...MAKING, ...allowed) });
    const ground = await makeGround(practice);
    const refused = await refusalOf(makeCache(practice, ground, { Tags: [{ Key: "a", Value: "1" }] }));
    expect(refused.name).toBe("AccessDenied");
    expect(refused.message).toContain(`not authorized to perform: ${missing} on resource`);
  });

  it("for a new group includes the network interfaces", async () => {
    const limited = policy(
      "elasticache:*",
      "iam:*",
      "ec2:CreateVpc",
      "ec2:CreateSubnet",
      "ec2:CreateSecurityGroup",
    );
    const practice = practiseCache({ policy: limited });
    const ground = await makeGround(practice);
    expect((await refusalOf(makeCache(practice, ground))).message).toContain("ec2:CreateNetworkInterface");
  });
});
