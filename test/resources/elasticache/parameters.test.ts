import {
  DescribeEngineDefaultParametersCommand,
  ListAllowedNodeTypeModificationsCommand,
} from "@aws-sdk/client-elasticache";
import { describe, expect, it } from "vitest";
import { findNodeTypes } from "../../../src/resources/elasticache/node-types.ts";
import {
  type CacheParameter,
  findCacheParameters,
  isAllowed,
} from "../../../src/resources/elasticache/parameters.ts";
import { inputsOf } from "../rds/mocked-aws.ts";
import { mockCache } from "./mocked-elasticache.ts";

describe("the parameters of a family", () => {
  it("are read with what AWS allows", async () => {
    const { aws, cache } = mockCache();
    cache.safe.on(DescribeEngineDefaultParametersCommand).resolves({
      EngineDefaults: {
        Parameters: [
          {
            ParameterName: "databases",
            DataType: "integer",
            AllowedValues: "1-1200000",
            IsModifiable: true,
            ChangeType: "requires-reboot",
          },
          { ParameterName: "appendonly", IsModifiable: false },
        ],
      },
    });
    expect(await findCacheParameters(aws, "redis7")).toEqual([
      { name: "databases", dataType: "integer", allowed: "1-1200000", modifiable: true, needsReboot: true },
      { name: "appendonly", dataType: "", allowed: "", modifiable: false, needsReboot: false },
    ]);
    expect(inputsOf(cache.safe, "DescribeEngineDefaultParameters")).toEqual([
      { CacheParameterGroupFamily: "redis7" },
    ]);
  });
});

const parameter = (dataType: string, allowed: string): CacheParameter => ({
  name: "p",
  dataType,
  allowed,
  modifiable: true,
  needsReboot: false,
});

describe("a value", () => {
  it.each([
    ["integer", "0,20-", "0", true],
    ["integer", "0,20-", "300", true],
    ["integer", "0,20-", "10", false],
    ["integer", "1-75", "75", true],
    ["integer", "1-75", "76", false],
    ["integer", "-5,-4,1-", "-4", true],
    ["integer", "-5,-4,1-", "-3", false],
    ["integer", "0-", "some", false],
    ["integer", "0-", "1.5", false],
    ["integer", "a notation of tomorrow", "7", true],
    ["integer", "", "7", true],
    ["string", "yes,no", "yes", true],
    ["string", "yes,no", "maybe", false],
    ["string", "volatile-lru,allkeys-lru", "allkeys-lru", true],
    ["string", "volatile-lru,allkeys-lru", "lru", false],
    ["string", "", "Ex", true],
    ["string", "A,K,E", "AKE", true],
    ["string", "^[AKE]+$", "AKE", true],
    ["double", "0.1-1", "0.5", true],
  ])("of a %s parameter that allows %j may be %s: %s", (type, allowed, value, isOne) => {
    expect(isAllowed(parameter(type, allowed), value)).toBe(isOne);
  });
});

describe("the node types to which a group can be scaled", () => {
  it("are those upwards and downwards, each once and sorted", async () => {
    const { aws, cache } = mockCache();
    cache.safe.on(ListAllowedNodeTypeModificationsCommand).resolves({
      ScaleUpModifications: ["cache.r5.2xlarge", "cache.m5.large"],
      ScaleDownModifications: ["cache.m5.large"],
    });
    expect(await findNodeTypes(aws, "flashsale-redis")).toEqual(["cache.m5.large", "cache.r5.2xlarge"]);
    expect(inputsOf(cache.safe, "ListAllowedNodeTypeModifications")).toEqual([
      { ReplicationGroupId: "flashsale-redis" },
    ]);
  });
});
