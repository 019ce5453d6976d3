import { DescribeCacheEngineVersionsCommand } from "@aws-sdk/client-elasticache";
import { describe, expect, it } from "vitest";
import { again } from "../../../src/advice.ts";
import { type Answer, beginLookup, type Offer, settleAnswer } from "../../../src/engine/lookup.ts";
import type { AwsLookup } from "../../../src/resources/index.ts";
import { versionLookup, versionOf } from "../../../src/sections/cache/lookups.ts";
import { mockCache } from "../../resources/elasticache/mocked-elasticache.ts";
import { refusal } from "../../resources/rds/mocked-aws.ts";
import { answer, observationOf, settingsOf } from "../declared.ts";

const NOW = Date.UTC(2026, 7, 1);
const redis = (version: string) => ({ engine: "redis", version, family: "redis7" });
const REDIS: readonly [string, string][] = [
  ["6.2", "redis6.x"],
  ["7.0", "redis7"],
  ["7.1", "redis7"],
];

const lookupFor = (cache: object): AwsLookup<unknown> =>
  versionLookup(settingsOf({ cache })) as AwsLookup<unknown>;

/** What a first run resolves the version to. */
async function resolve(cache: object, offered: readonly [string, string][] | Error): Promise<Answer> {
  const { aws, cache: stub } = mockCache();
  const command = stub.safe.on(DescribeCacheEngineVersionsCommand);
  if (offered instanceof Error) command.rejects(offered);
  else
    command.resolves({
      CacheEngineVersions: offered.map(([EngineVersion, CacheParameterGroupFamily]) => ({
        EngineVersion,
        CacheParameterGroupFamily,
      })),
    });
  const input = { env: aws, pins: new Map(), upgrade: new Set<string>(), now: () => NOW };
  return beginLookup(lookupFor(cache), input).first;
}

interface Live {
  readonly pinned: string;
  readonly engine?: string;
  readonly version: string;
  readonly hadPin: boolean;
  readonly offer?: string;
}

function settle({ pinned, engine = "redis", version, hadPin, offer = pinned }: Live): Answer {
  const observation = observationOf("elasticache/replication-group", {
    props: { engineVersion: `${engine} ${version}` },
  });
  return settleAnswer(lookupFor({ engineVersion: pinned }), {
    answer: answer(redis(pinned)),
    offer: { value: redis(offer) } satisfies Offer,
    observation,
    hadPin,
    isOurs: () => true,
    now: NOW,
  });
}

describe("version and family of the cache", () => {
  it("are those that AWS offers under the asked version, pinned with what was asked", async () => {
    const { value, pin, fresh, notices } = await resolve({}, REDIS);
    expect(value).toEqual(redis("7.0"));
    expect(pin).toEqual({
      value: redis("7.0"),
      resolvedAt: "2026-08-01T00:00:00.000Z",
      source: "redis 7.0 of elasticache:DescribeCacheEngineVersions",
    });
    expect({ fresh, notices }).toEqual({ fresh: true, notices: [] });
  });

  it("take the family from AWS, whatever its name", async () => {
    const { value } = await resolve({ engine: "valkey", engineVersion: "9.0" }, [["9.0", "valkey9.x"]]);
    expect(value).toEqual({ engine: "valkey", version: "9.0", family: "valkey9.x" });
  });

  it("are asked anew for another engine", () => {
    expect(lookupFor({ engine: "valkey", engineVersion: "8.0" }).source).not.toBe(lookupFor({}).source);
  });

  it.each([
    ["the call is refused", refusal("AccessDenied")],
    ["the list is empty", []],
  ])("are the settings' own, with a notice, where %s", async (_case, offered) => {
    const { value, notices } = await resolve({}, offered);
    expect(value).toEqual(redis("7.0"));
    expect(notices).toEqual([
      "AWS's list of cache engine versions could not be had: redis 7.0 is sent as it is.",
    ]);
  });

  it("follow a live version that AWS upgraded within the line", () => {
    const { value, fresh } = settle({ pinned: "7.0", version: "7.1.0", hadPin: true });
    expect(value).toEqual(redis("7.1"));
    expect(fresh).toBe(true);
  });

  it.each([
    ["a patch of the pinned version", "redis", "7.0.7"],
    ["an older version, which is to be upgraded", "redis", "6.2.6"],
    ["another engine", "valkey", "7.2.6"],
  ])("stay at the pin when what lives is %s", (_case, engine, version) => {
    expect(settle({ pinned: "7.0", engine, version, hadPin: true }).value).toEqual(redis("7.0"));
  });

  it("are what lives where the state was lost", () => {
    expect(settle({ pinned: "7.0", version: "7.1.0", hadPin: false }).value).toEqual(redis("7.1"));
  });

  it("tell of a newer offer in the line and keep the pin", () => {
    const { value, notices } = settle({ pinned: "7.0", version: "7.0.7", hadPin: true, offer: "7.1" });
    expect(value).toEqual(redis("7.0"));
    expect(notices).toEqual([
      `redis 7.1 is offered; the stack stays at 7.0 until: ${again("--upgrade cache.engineVersion")}`,
    ]);
  });

  it("follow from the settings alone where nothing was asked", () => {
    expect(versionOf(settingsOf({ cache: { engineVersion: "6.2" } }), new Map())).toEqual({
      engine: "redis",
      version: "6.2",
      family: "redis6.x",
    });
  });
});
