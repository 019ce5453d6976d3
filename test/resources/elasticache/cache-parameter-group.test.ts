import {
  type CacheParameterGroup,
  CreateCacheParameterGroupCommand,
  DeleteCacheParameterGroupCommand,
  DescribeCacheParameterGroupsCommand,
  DescribeCacheParametersCommand,
  ListTagsForResourceCommand,
  ModifyCacheParameterGroupCommand,
  type Parameter,
  ResetCacheParameterGroupCommand,
} from "@aws-sdk/client-elasticache";
import { describe, expect, it } from "vitest";
import type { Change } from "../../../src/engine/change.ts";
import type { Observed } from "../../../src/engine/resource.ts";
import { AlreadyExists } from "../../../src/errors.ts";
import {
  type CacheParameterGroupAttributes,
  type CacheParameterGroupProps,
  cacheParameterGroup,
} from "../../../src/resources/elasticache/cache-parameter-group.ts";
import { inputsOf, operationsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";
import { type MockedCache, mockCache } from "./mocked-elasticache.ts";

const NAME = "flashsale-redis-params";
const ARN = `arn:aws:elasticache:us-east-1:123456789012:parametergroup:${NAME}`;
const props: CacheParameterGroupProps = {
  name: NAME,
  family: "redis7",
  description: "Flash Sale Redis Parameters",
  parameters: { "maxmemory-policy": "allkeys-lru", timeout: "300" },
  tags: { Name: NAME },
};
const told: CacheParameterGroup = {
  CacheParameterGroupName: NAME,
  CacheParameterGroupFamily: "redis7",
  Description: "Flash Sale Redis Parameters",
  ARN,
};
const VALUES: readonly Parameter[] = [
  { ParameterName: "maxmemory-policy", ParameterValue: "allkeys-lru", ChangeType: "immediate" },
  { ParameterName: "timeout", ParameterValue: "300", ChangeType: "immediate" },
];

function standing(parameters: readonly Parameter[] = VALUES): MockedCache {
  const mocked = mockCache();
  mocked.cache.safe.on(DescribeCacheParameterGroupsCommand).resolves({ CacheParameterGroups: [told] });
  mocked.cache.safe.on(DescribeCacheParametersCommand).resolves({ Parameters: [...parameters] });
  mocked.cache.safe.on(ListTagsForResourceCommand).resolves({ TagList: [{ Key: "Name", Value: NAME }] });
  mocked.cache.safe.on(ModifyCacheParameterGroupCommand).resolves({});
  mocked.cache.safe.on(ResetCacheParameterGroupCommand).resolves({});
  return mocked;
}

type Parts = Pick<Change, "from" | "to"> & { readonly dropped?: readonly string[] };

async function change(mocked: MockedCache, parts: Parts): Promise<void> {
  const observed: Observed<CacheParameterGroupProps, CacheParameterGroupAttributes> = {
    id: NAME,
    condition: "standing",
    status: "available",
    props: {},
    attributes: { name: NAME, arn: ARN },
  };
  const changes = [{ prop: "parameters" as const, cause: "settings" as const, ...parts }];
  const context = { ...mocked.watch, observed, props, applyAt: "now" as const };
  await cacheParameterGroup.update(mocked.aws, NAME, changes, context);
}

describe("reading a cache parameter group", () => {
  it("tells its family, the values that the user set, and its tags", async () => {
    const { aws, cache } = standing();
    expect(await cacheParameterGroup.get(aws, NAME)).toEqual({
      id: NAME,
      name: NAME,
      condition: "standing",
      status: "available",
      props,
      attributes: { name: NAME, arn: ARN },
      tags: { Name: NAME },
    });
    expect(inputsOf(cache.safe, "DescribeCacheParameters")).toEqual([
      { CacheParameterGroupName: NAME, Source: "user" },
    ]);
  });

  it("answers undefined for one that does not exist, and for one that goes before its values are read", async () => {
    const absent = mockCache();
    absent.cache.safe
      .on(DescribeCacheParameterGroupsCommand)
      .rejects(refusal("CacheParameterGroupNotFoundFault"));
    expect(await cacheParameterGroup.get(absent.aws, NAME)).toBeUndefined();
    const leaving = standing();
    leaving.cache.safe
      .on(DescribeCacheParametersCommand)
      .rejects(refusal("CacheParameterGroupNotFoundFault"));
    expect(await cacheParameterGroup.get(leaving.aws, NAME)).toBeUndefined();
  });

  it("lists groups of its name and those made anew under a further name, and reads no others", async () => {
    const { aws, cache } = standing();
    const names = [NAME, `${NAME}-2`, `${NAME}-12`, `${NAME}-old`, `${NAME}x`, "default.redis7"];
    cache.safe.on(DescribeCacheParameterGroupsCommand).resolves({
      CacheParameterGroups: names.map((name) => ({ ...told, CacheParameterGroupName: name })),
    });
    const listed = await cacheParameterGroup.list(aws, scopeOf([NAME]));
    expect(listed.map(({ id }) => id)).toEqual([NAME, `${NAME}-2`, `${NAME}-12`]);
    expect(inputsOf(cache.safe, "DescribeCacheParameters")).toHaveLength(3);
  });

  it("makes no call when no name is known", async () => {
    const { aws, cache } = mockCache();
    expect(await cacheParameterGroup.list(aws, scopeOf([]))).toEqual([]);
    expect(operationsOf(cache.safe)).toEqual([]);
  });
});

describe("creating a cache parameter group", () => {
  it("is one call without values, which AWS does not take there", async () => {
    const { aws, cache } = mockCache();
    cache.once.on(CreateCacheParameterGroupCommand).resolves({ CacheParameterGroup: told });
    expect(await cacheParameterGroup.create(aws, props, "token")).toEqual({ id: NAME });
    expect(inputsOf(cache.once, "CreateCacheParameterGroup")).toEqual([
      {
        CacheParameterGroupName: NAME,
        CacheParameterGroupFamily: "redis7",
        Description: "Flash Sale Redis Parameters",
        Tags: [{ Key: "Name", Value: NAME }],
      },
    ]);
    expect(cacheParameterGroup.afterCreate).toEqual(["parameters"]);
  });

  it("throws AlreadyExists for a name that is taken", async () => {
    const { aws, cache } = mockCache();
    cache.once.on(CreateCacheParameterGroupCommand).rejects(refusal("CacheParameterGroupAlreadyExistsFault"));
    await expect(cacheParameterGroup.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("is made anew under another name for another family or description, never for a live name", () => {
    expect(cacheParameterGroup.rename).toBe("name");
    expect(cacheParameterGroup.replaceOn).toEqual(["family", "description"]);
    expect(cacheParameterGroup.compare.name).toBe("createOnly");
  });
});

describe("changing the values of a cache parameter group", () => {
  it("sends only those that differ", async () => {
    const mocked = standing();
    await change(mocked, {
      from: { timeout: "0", databases: "16" },
      to: { timeout: "300", databases: "16" },
    });
    expect(inputsOf(mocked.cache.safe, "ModifyCacheParameterGroup")).toEqual([
      {
        CacheParameterGroupName: NAME,
        ParameterNameValues: [{ ParameterName: "timeout", ParameterValue: "300" }],
      },
    ]);
    expect(inputsOf(mocked.cache.safe, "ResetCacheParameterGroup")).toEqual([]);
  });

  it("sends at most twenty a call", async () => {
    const mocked = standing();
    const to = Object.fromEntries(Array.from({ length: 45 }, (_unused, index) => [`p${index}`, "1"]));
    await change(mocked, { from: {}, to });
    const sent = inputsOf(mocked.cache.safe, "ModifyCacheParameterGroup") as {
      ParameterNameValues: unknown[];
    }[];
    expect(sent.map(({ ParameterNameValues }) => ParameterNameValues.length)).toEqual([20, 20, 5]);
  });

  it("puts values that are no longer wanted back to the family's own", async () => {
    const mocked = standing();
    await change(mocked, {
      from: { timeout: "300", databases: "32" },
      to: { timeout: "300" },
      dropped: ["databases"],
    });
    expect(inputsOf(mocked.cache.safe, "ModifyCacheParameterGroup")).toEqual([]);
    expect(inputsOf(mocked.cache.safe, "ResetCacheParameterGroup")).toEqual([
      { CacheParameterGroupName: NAME, ParameterNameValues: [{ ParameterName: "databases" }] },
    ]);
  });

  it("tells which of them wait for a reboot", async () => {
    const mocked = standing([
      ...VALUES,
      { ParameterName: "databases", ChangeType: "requires-reboot" },
      { ParameterName: "activerehashing", ChangeType: "requires-reboot" },
    ]);
    await change(mocked, { from: {}, to: { timeout: "300", databases: "32" } });
    expect(mocked.watch.statuses).toEqual(["waiting for a reboot of the nodes: databases"]);
  });

  it("asks for no reboots while the group is only being made, since nothing uses it", async () => {
    const mocked = standing();
    await change(mocked, { from: undefined, to: { databases: "32" } });
    expect(operationsOf(mocked.cache.safe)).toEqual(["ModifyCacheParameterGroup"]);
    expect(mocked.watch.statuses).toEqual([]);
  });

  it.each(["CacheParameterGroupNotFoundFault", "InvalidCacheParameterGroupStateFault"])(
    "waits out %s right after the create or another change",
    async (name) => {
      const mocked = standing();
      mocked.cache.safe.on(ModifyCacheParameterGroupCommand).rejectsOnce(refusal(name)).resolves({});
      await change(mocked, { from: undefined, to: { timeout: "300" } });
      expect(operationsOf(mocked.cache.safe)).toHaveLength(2);
    },
  );

  it("lets a refused value stand", async () => {
    const mocked = standing();
    mocked.cache.safe.on(ModifyCacheParameterGroupCommand).rejects(refusal("InvalidParameterValueException"));
    await expect(change(mocked, { from: {}, to: { timeout: "x" } })).rejects.toThrow("InvalidParameterValue");
  });
});

describe("deleting a cache parameter group", () => {
  it("waits until the last cluster has left it", async () => {
    const { aws, cache, watch } = mockCache();
    cache.safe
      .on(DeleteCacheParameterGroupCommand)
      .rejectsOnce(
        refusal("InvalidCacheParameterGroupStateFault", "One or more cache clusters are still members"),
      )
      .resolves({});
    expect(await cacheParameterGroup.delete(aws, NAME, { ...watch, force: false })).toEqual([]);
    expect(operationsOf(cache.safe)).toHaveLength(2);
  });

  it("succeeds for what is not there", async () => {
    const { aws, cache, watch } = mockCache();
    cache.safe.on(DeleteCacheParameterGroupCommand).rejects(refusal("CacheParameterGroupNotFoundFault"));
    expect(await cacheParameterGroup.delete(aws, NAME, { ...watch, force: false })).toEqual([]);
  });
});
