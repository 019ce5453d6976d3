import {
  DescribeEngineDefaultParametersCommand,
  ListAllowedNodeTypeModificationsCommand,
  type Parameter,
} from "@aws-sdk/client-elasticache";
import { describe, expect, it } from "vitest";
import type { Observed } from "../../../src/engine/resource.ts";
import { familyOf } from "../../../src/resources/elasticache/engine-versions.ts";
import { checkCache } from "../../../src/sections/cache/checks.ts";
import type { SettingProblem } from "../../../src/sections/section.ts";
import { mockCache } from "../../resources/elasticache/mocked-elasticache.ts";
import { inputsOf, refusal } from "../../resources/rds/mocked-aws.ts";
import { answer, observationOf, settingsOf } from "../declared.ts";

const PARAMETERS: readonly Parameter[] = [
  {
    ParameterName: "maxmemory-policy",
    DataType: "string",
    AllowedValues: "volatile-lru,allkeys-lru",
    IsModifiable: true,
  },
  { ParameterName: "timeout", DataType: "integer", AllowedValues: "0,20-", IsModifiable: true },
  { ParameterName: "appendonly", DataType: "string", AllowedValues: "yes,no", IsModifiable: false },
];

interface Scene {
  readonly cache?: {
    readonly engine?: "redis" | "valkey";
    readonly engineVersion?: string;
    readonly parameters?: Readonly<Record<string, string | number>>;
    readonly nodeType?: string;
  };
  readonly parameters?: readonly Parameter[] | Error;
  readonly live?: Partial<Observed>;
  readonly nodeTypes?: readonly string[] | Error;
}

function scene({ cache = {}, parameters = PARAMETERS, live, nodeTypes = [] }: Scene) {
  const mocked = mockCache();
  const defaults = mocked.cache.safe.on(DescribeEngineDefaultParametersCommand);
  if (parameters instanceof Error) defaults.rejects(parameters);
  else defaults.resolves({ EngineDefaults: { Parameters: [...parameters] } });
  const types = mocked.cache.safe.on(ListAllowedNodeTypeModificationsCommand);
  if (nodeTypes instanceof Error) types.rejects(nodeTypes);
  else types.resolves({ ScaleUpModifications: [...nodeTypes] });
  const { engine = "redis", engineVersion: version = "7.0" } = cache;
  const found = live === undefined ? [] : [{ name: "flashsale-redis", ...live }];
  const check = (): Promise<readonly SettingProblem[]> =>
    checkCache({
      env: mocked.aws,
      settings: settingsOf({ cache }),
      answers: new Map([
        ["cache.engineVersion", answer({ engine, version, family: familyOf(engine, version) })],
      ]),
      observation: observationOf("elasticache/replication-group", ...found),
    });
  return { ...mocked, check };
}

const check = (parts: Scene): Promise<readonly SettingProblem[]> => scene(parts).check();

const standing = (part: object): Partial<Observed> => ({
  props: { engineVersion: "redis 7.0.7", nodeType: "cache.r5.xlarge", ...part },
});

describe("the parameters", () => {
  it("pass where the family has them and allows the values", async () => {
    const { cache, check: run } = scene({});
    expect(await run()).toEqual([]);
    expect(inputsOf(cache.safe, "DescribeEngineDefaultParameters")).toEqual([
      { CacheParameterGroupFamily: "redis7" },
    ]);
  });

  it("must exist, be free to change, and have a value that AWS allows", async () => {
    const parameters = { timeout: 10, nonsense: 1, appendonly: "yes", "maxmemory-policy": "lru" };
    expect(await check({ cache: { parameters } })).toEqual([
      {
        key: "cache.parameters.timeout",
        value: "10",
        allowed: "0,20-",
        text: "ElastiCache refuses the value",
      },
      {
        key: "cache.parameters.nonsense",
        value: "1",
        allowed: "a parameter of redis7",
        text: "redis7 has no such parameter",
      },
      {
        key: "cache.parameters.appendonly",
        value: "yes",
        allowed: "left out",
        text: "AWS lets nobody change it",
      },
      {
        key: "cache.parameters.maxmemory-policy",
        value: "lru",
        allowed: "volatile-lru,allkeys-lru",
        text: "ElastiCache refuses the value",
      },
    ]);
  });

  it("are left to AWS where its list cannot be had", async () => {
    const cache = { parameters: { nonsense: 1 } };
    expect(await check({ cache, parameters: refusal("AccessDenied") })).toEqual([]);
    expect(await check({ cache, parameters: [] })).toEqual([]);
  });
});

describe("the engine", () => {
  it.each([
    ["the version that stands", { engineVersion: "7.0" }, standing({})],
    ["a newer version", { engineVersion: "7.1" }, standing({})],
    ["Valkey after Redis", { engine: "valkey", engineVersion: "8.0" }, standing({})],
    ["anything while nothing stands", { engineVersion: "6.2" }, undefined],
    [
      "anything while the old one leaves",
      { engineVersion: "6.2" },
      { ...standing({}), condition: "leaving" },
    ],
    [
      "anything after a create that failed",
      { engineVersion: "6.2" },
      { ...standing({}), condition: "broken" },
    ],
  ] as const)("may be %s", async (_case, cache, live) => {
    expect(await check({ cache, ...(live === undefined ? {} : { live }) })).toEqual([]);
  });

  it("cannot go back to an older version", async () => {
    const live = standing({ engineVersion: "redis 7.1.0" });
    expect(await check({ cache: { engineVersion: "6.2" }, live })).toEqual([
      {
        key: "cache.engineVersion",
        value: "6.2",
        allowed: "7.1.0 or newer",
        text: "ElastiCache cannot go back to an older version",
      },
    ]);
  });

  it("cannot go back from Valkey to Redis", async () => {
    const live = standing({ engineVersion: "valkey 8.0.1" });
    expect(await check({ live })).toEqual([
      {
        key: "cache.engine",
        value: "redis",
        allowed: "valkey",
        text: "ElastiCache cannot go back from Valkey to Redis",
      },
    ]);
  });
});

describe("the node type", () => {
  it("is asked about only when it is to change", async () => {
    const { cache, check: run } = scene({ live: standing({}) });
    await run();
    expect(inputsOf(cache.safe, "ListAllowedNodeTypeModifications")).toEqual([]);
  });

  it("must be one to which ElastiCache can scale", async () => {
    const cache = { nodeType: "cache.t9.huge" };
    const nodeTypes = Array.from({ length: 12 }, (_unused, index) => `cache.x${10 + index}.large`);
    expect(await check({ cache, live: standing({}), nodeTypes })).toEqual([
      {
        key: "cache.nodeType",
        value: "cache.t9.huge",
        allowed: `cache.r5.xlarge, or one of ${nodeTypes.slice(0, 10).join(", ")} and 2 more`,
        text: "ElastiCache cannot scale to it in place",
      },
    ]);
    const some = { cache: { nodeType: "cache.x10.large" }, live: standing({}), nodeTypes };
    expect(await check(some)).toEqual([]);
  });

  it("is left to AWS where its list cannot be had", async () => {
    const cache = { nodeType: "cache.t9.huge" };
    expect(await check({ cache, live: standing({}), nodeTypes: refusal("AccessDenied") })).toEqual([]);
    expect(await check({ cache, live: standing({}), nodeTypes: [] })).toEqual([]);
  });
});
