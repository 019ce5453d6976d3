import {
  AddTagsToResourceCommand,
  type CacheSubnetGroup,
  CreateCacheSubnetGroupCommand,
  DeleteCacheSubnetGroupCommand,
  DescribeCacheSubnetGroupsCommand,
  ListTagsForResourceCommand,
  ModifyCacheSubnetGroupCommand,
  RemoveTagsFromResourceCommand,
} from "@aws-sdk/client-elasticache";
import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/engine/change.ts";
import { AlreadyExists, AmbiguousEnd } from "../../../src/errors.ts";
import {
  type CacheSubnetGroupProps,
  cacheSubnetGroup,
} from "../../../src/resources/elasticache/cache-subnet-group.ts";
import { inputsOf, operationsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";
import { type MockedCache, mockCache } from "./mocked-elasticache.ts";

const ARN = "arn:aws:elasticache:us-east-1:123456789012:subnetgroup:flashsale-cache-subnet";
const NAME = "flashsale-cache-subnet";
const props: CacheSubnetGroupProps = {
  name: "Flashsale-Cache-Subnet",
  description: "Flash Sale Cache Subnet Group",
  subnetIds: ["subnet-1", "subnet-2"],
  vpcId: "vpc-1",
  tags: { Name: NAME },
};
const told: CacheSubnetGroup = {
  CacheSubnetGroupName: NAME,
  CacheSubnetGroupDescription: "Flash Sale Cache Subnet Group",
  VpcId: "vpc-1",
  Subnets: [{ SubnetIdentifier: "subnet-2" }, { SubnetIdentifier: "subnet-1" }],
  ARN,
};

function standing(): MockedCache {
  const mocked = mockCache();
  mocked.cache.safe.on(DescribeCacheSubnetGroupsCommand).resolves({ CacheSubnetGroups: [told] });
  mocked.cache.safe.on(ListTagsForResourceCommand).resolves({ TagList: [{ Key: "Name", Value: NAME }] });
  return mocked;
}

async function update(mocked: MockedCache, changes: readonly Change<CacheSubnetGroupProps>[]): Promise<void> {
  const observed = await cacheSubnetGroup.get(mocked.aws, NAME);
  if (observed === undefined) throw new Error("the group stands in this test");
  const context = { ...mocked.watch, observed, props, applyAt: "now" as const };
  await cacheSubnetGroup.update(mocked.aws, NAME, changes, context);
}

describe("reading a cache subnet group", () => {
  it("tells its subnets, its VPC and its tags", async () => {
    const { aws, cache } = standing();
    expect(await cacheSubnetGroup.get(aws, NAME)).toEqual({
      id: NAME,
      name: NAME,
      condition: "standing",
      status: "available",
      props: {
        name: NAME,
        description: "Flash Sale Cache Subnet Group",
        subnetIds: ["subnet-2", "subnet-1"],
        vpcId: "vpc-1",
        tags: { Name: NAME },
      },
      attributes: { name: NAME, arn: ARN },
      tags: { Name: NAME },
    });
    expect(inputsOf(cache.safe, "ListTagsForResource")).toEqual([{ ResourceName: ARN }]);
  });

  it("answers undefined for one that does not exist, and for one that goes before its tags are read", async () => {
    const absent = mockCache();
    absent.cache.safe.on(DescribeCacheSubnetGroupsCommand).rejects(refusal("CacheSubnetGroupNotFoundFault"));
    expect(await cacheSubnetGroup.get(absent.aws, NAME)).toBeUndefined();
    const leaving = standing();
    leaving.cache.safe.on(ListTagsForResourceCommand).rejects(refusal("CacheSubnetGroupNotFoundFault"));
    expect(await cacheSubnetGroup.get(leaving.aws, NAME)).toBeUndefined();
  });

  it("reads one name at a time and leaves out what is not there", async () => {
    const { aws, cache } = standing();
    cache.safe
      .on(DescribeCacheSubnetGroupsCommand, { CacheSubnetGroupName: "other" })
      .rejects(refusal("CacheSubnetGroupNotFoundFault"));
    const listed = await cacheSubnetGroup.list(aws, scopeOf([NAME, "other"]));
    expect(listed.map(({ id }) => id)).toEqual([NAME]);
  });
});

describe("creating a cache subnet group", () => {
  it("sends everything in one call that is not repeated, and knows the name in lower case", async () => {
    const { aws, cache } = mockCache();
    cache.once.on(CreateCacheSubnetGroupCommand).resolves({ CacheSubnetGroup: told });
    expect(await cacheSubnetGroup.create(aws, props, "token")).toEqual({ id: NAME });
    expect(inputsOf(cache.once, "CreateCacheSubnetGroup")).toEqual([
      {
        CacheSubnetGroupName: "Flashsale-Cache-Subnet",
        CacheSubnetGroupDescription: "Flash Sale Cache Subnet Group",
        SubnetIds: ["subnet-1", "subnet-2"],
        Tags: [{ Key: "Name", Value: NAME }],
      },
    ]);
    expect(cacheSubnetGroup.nameOf?.(props)).toBe(NAME);
  });

  it("throws AlreadyExists for a name that is taken", async () => {
    const { aws, cache } = mockCache();
    cache.once.on(CreateCacheSubnetGroupCommand).rejects(refusal("CacheSubnetGroupAlreadyExistsFault"));
    await expect(cacheSubnetGroup.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it.each([refusal("InvalidSubnet"), new AmbiguousEnd(new Error("reset"))])(
    "lets %s stand",
    async (error) => {
      const { aws, cache } = mockCache();
      cache.once.on(CreateCacheSubnetGroupCommand).rejects(error);
      await expect(cacheSubnetGroup.create(aws, props, "token")).rejects.toBe(error);
    },
  );

  it("is ready as soon as a read shows it", async () => {
    const { aws, cache, watch } = standing();
    cache.safe
      .on(DescribeCacheSubnetGroupsCommand)
      .rejectsOnce(refusal("CacheSubnetGroupNotFoundFault"))
      .resolves({ CacheSubnetGroups: [told] });
    await cacheSubnetGroup.ready(aws, NAME, watch);
    expect(watch.statuses).toEqual(["not visible yet", "visible"]);
  });
});

describe("changing a cache subnet group", () => {
  it("names description and all subnets, since the call sets the whole", async () => {
    const mocked = standing();
    mocked.cache.safe.on(ModifyCacheSubnetGroupCommand).resolves({});
    await update(mocked, [{ prop: "subnetIds", from: ["subnet-1"], to: props.subnetIds, cause: "drift" }]);
    expect(inputsOf(mocked.cache.safe, "ModifyCacheSubnetGroup")).toEqual([
      {
        CacheSubnetGroupName: NAME,
        CacheSubnetGroupDescription: props.description,
        SubnetIds: ["subnet-1", "subnet-2"],
      },
    ]);
  });

  it("sets and removes tags without touching the subnets", async () => {
    const mocked = standing();
    mocked.cache.safe.on(AddTagsToResourceCommand).resolves({});
    mocked.cache.safe.on(RemoveTagsFromResourceCommand).resolves({});
    const to = { Name: NAME, team: "sale" };
    await update(mocked, [{ prop: "tags", from: {}, to, dropped: ["old"], cause: "settings" }]);
    expect(operationsOf(mocked.cache.safe).slice(-2)).toEqual([
      "AddTagsToResource",
      "RemoveTagsFromResource",
    ]);
    expect(inputsOf(mocked.cache.safe, "RemoveTagsFromResource")).toEqual([
      { ResourceName: ARN, TagKeys: ["old"] },
    ]);
  });
});

describe("deleting a cache subnet group", () => {
  it("waits until ElastiCache has let go of it", async () => {
    const { aws, cache, watch } = mockCache();
    cache.safe.on(DeleteCacheSubnetGroupCommand).rejectsOnce(refusal("CacheSubnetGroupInUse")).resolves({});
    expect(await cacheSubnetGroup.delete(aws, NAME, { ...watch, force: false })).toEqual([]);
    expect(operationsOf(cache.safe)).toHaveLength(2);
  });

  it("succeeds for what is not there", async () => {
    const { aws, cache, watch } = mockCache();
    cache.safe.on(DeleteCacheSubnetGroupCommand).rejects(refusal("CacheSubnetGroupNotFoundFault"));
    expect(await cacheSubnetGroup.delete(aws, NAME, { ...watch, force: false })).toEqual([]);
  });

  it("gives up when something goes on using it", async () => {
    const { aws, cache, watch } = mockCache();
    cache.safe.on(DeleteCacheSubnetGroupCommand).rejects(refusal("CacheSubnetGroupInUse"));
    await expect(cacheSubnetGroup.delete(aws, NAME, { ...watch, force: false })).rejects.toThrow(
      "CacheSubnetGroupInUse",
    );
  });
});
