import { DescribeCacheEngineVersionsCommand } from "@aws-sdk/client-elasticache";
import { describe, expect, it } from "vitest";
import {
  type CacheEngine,
  chooseCacheVersion,
  familyOf,
  findCacheVersions,
  isNewerCache,
  isSameCacheLine,
  isVersionOf,
  toOfferedForm,
} from "../../../src/resources/elasticache/engine-versions.ts";
import { inputsOf } from "../rds/mocked-aws.ts";
import { mockCache } from "./mocked-elasticache.ts";

const of = (engine: CacheEngine, version: string) => ({ engine, version, family: familyOf(engine, version) });
const redis = (version: string) => of("redis", version);
const valkey = (version: string) => of("valkey", version);

describe("the versions that ElastiCache offers", () => {
  it("are read from all pages, with the family of each", async () => {
    const { aws, cache } = mockCache();
    cache.safe
      .on(DescribeCacheEngineVersionsCommand)
      .resolvesOnce({
        CacheEngineVersions: [{ EngineVersion: "7.0", CacheParameterGroupFamily: "redis7" }],
        Marker: "more",
      })
      .resolves({
        CacheEngineVersions: [
          { EngineVersion: "7.1", CacheParameterGroupFamily: "redis7" },
          { EngineVersion: "7.2" },
        ],
      });
    expect(await findCacheVersions(aws, "redis")).toEqual([redis("7.0"), redis("7.1")]);
    expect(inputsOf(cache.safe, "DescribeCacheEngineVersions")).toMatchObject([
      { Engine: "redis" },
      { Engine: "redis", Marker: "more" },
    ]);
  });
});

describe("the version to use", () => {
  it.each([
    ["the asked one while it is offered", "7.0", ["7.1", "7.0"], "7.0"],
    ["the minor version of a patch that was asked for", "7.0.7", ["7.0", "7.1"], "7.0"],
    ["the newest of a line, by number and not by letter", "7", ["7.9", "7.10", "8.0"], "7.10"],
    ["the newest of its line where it is gone", "7.0", ["6.2", "7.1"], "7.1"],
    ["the newest of the next line where its own is gone", "5.0.6", ["6.0", "6.2", "7.1"], "6.2"],
    ["the newest of all where nothing newer is left", "9.0", ["8.0", "8.1"], "8.1"],
  ])("is %s", (_case, asked, offered, chosen) => {
    expect(chooseCacheVersion(offered.map(redis), asked)?.version).toBe(chosen);
  });

  it("is none where nothing is offered", () => {
    expect(chooseCacheVersion([], "7.0")).toBeUndefined();
  });
});

describe("what a version means", () => {
  it.each([
    ["redis", "5.0.6", "redis5.0"],
    ["redis", "6.2", "redis6.x"],
    ["redis", "7.0", "redis7"],
    ["redis", "7", "redis7"],
    ["valkey", "7.2", "valkey7"],
    ["valkey", "8.1", "valkey8"],
  ] as const)("%s %s has parameter groups of the family %s", (engine, version, family) => {
    expect(familyOf(engine, version)).toBe(family);
  });

  it.each([
    ["7.0.7", "7.0"],
    ["6.2.6", "6.2"],
    ["5.0.6", "5.0.6"],
    ["8.1.0", "8.1"],
  ])("a live %s is offered as %s", (live, offered) => {
    expect(toOfferedForm(live)).toBe(offered);
  });

  it.each([
    ["redis", "7.1", true],
    ["redis", "7.2", false],
    ["redis", "8.0", false],
    ["redis", "7", true],
    ["valkey", "7", true],
    ["valkey", "7.1", false],
    ["valkey", "7.2", true],
    ["valkey", "8", true],
  ] as const)("%s %s: %s", (engine, version, isOne) => {
    expect(isVersionOf(engine, version)).toBe(isOne);
  });

  it("is of the same line with the same engine and major version only", () => {
    expect(isSameCacheLine(redis("7.0"), redis("7.1"))).toBe(true);
    expect(isSameCacheLine(redis("6.2"), redis("7.0"))).toBe(false);
    expect(isSameCacheLine(redis("7.0"), valkey("7.2"))).toBe(false);
  });

  it("is newer by number, a patch of the same not, and Valkey than any Redis", () => {
    expect(isNewerCache(redis("7.1.0"), redis("7.0"))).toBe(true);
    expect(isNewerCache(redis("7.0.7"), redis("7.0"))).toBe(false);
    expect(isNewerCache(redis("7.0"), redis("7.1"))).toBe(false);
    expect(isNewerCache(valkey("7.2"), redis("7.1"))).toBe(true);
    expect(isNewerCache(redis("7.1"), valkey("7.2"))).toBe(false);
  });
});
