import {
  CreateCacheParameterGroupCommand,
  CreateCacheSubnetGroupCommand,
  DeleteCacheParameterGroupCommand,
  DeleteCacheSubnetGroupCommand,
  DescribeCacheParameterGroupsCommand,
  DescribeCacheParametersCommand,
  DescribeCacheSubnetGroupsCommand,
  DescribeEngineDefaultParametersCommand,
  ModifyCacheParameterGroupCommand,
  ModifyCacheSubnetGroupCommand,
  type Parameter,
  paginateDescribeCacheParameters,
  ResetCacheParameterGroupCommand,
} from "@aws-sdk/client-elasticache";
import { beforeEach, describe, expect, it } from "vitest";
import { makeVpc } from "../ec2/network.ts";
import { refusalOf } from "../harness.ts";
import { makeZoneSubnet } from "../rds/database.ts";
import {
  type CachePractice,
  type Ground,
  makeCache,
  makeGround,
  makeParameters,
  makeStanding,
  practiseCache,
  setParameters,
} from "./cache.ts";

const SUBNETS = "flashsale-cache-subnet";
const PARAMS = "flashsale-redis-params";

let practice: CachePractice;
let ground: Ground;

beforeEach(async () => {
  practice = practiseCache();
  ground = await makeGround(practice);
});

describe("a cache subnet group", () => {
  it("is kept in lower case with its VPC and zones", async () => {
    const { cache } = practice;
    const SubnetIds = ground.subnetIds.slice(0, 2);
    await cache.send(
      new CreateCacheSubnetGroupCommand({
        CacheSubnetGroupName: "Other-Group",
        CacheSubnetGroupDescription: "d",
        SubnetIds,
      }),
    );
    const { CacheSubnetGroups } = await cache.send(
      new DescribeCacheSubnetGroupsCommand({ CacheSubnetGroupName: "OTHER-group" }),
    );
    expect(CacheSubnetGroups).toMatchObject([
      {
        CacheSubnetGroupName: "other-group",
        VpcId: ground.VpcId,
        Subnets: SubnetIds.map((SubnetIdentifier) => ({ SubnetIdentifier })),
        ARN: "arn:aws:elasticache:us-east-1:314159265358:subnetgroup:other-group",
      },
    ]);
  });

  it("refuses a taken name, an unknown subnet and subnets of two VPCs", async () => {
    const { cache, ec2 } = practice;
    const create = (name: string, SubnetIds: string[]): Promise<unknown> =>
      cache.send(
        new CreateCacheSubnetGroupCommand({
          CacheSubnetGroupName: name,
          CacheSubnetGroupDescription: "d",
          SubnetIds,
        }),
      );
    const [first = ""] = ground.subnetIds;
    expect((await refusalOf(create(SUBNETS, [first]))).name).toBe("CacheSubnetGroupAlreadyExistsFault");
    expect((await refusalOf(create("other", ["subnet-0123456789abcdef0"]))).name).toBe("InvalidSubnet");
    const elsewhere = await makeZoneSubnet(ec2, await makeVpc(ec2), 0);
    expect((await refusalOf(create("other", [first, elsewhere]))).name).toBe("InvalidSubnet");
    expect((await refusalOf(create("not_a_name", [first]))).name).toBe("InvalidParameterValueException");
  });

  it("cannot lose a subnet that nodes stand in, nor go while a cache uses it", async () => {
    const { cache, pass } = practice;
    await makeCache(practice, ground);
    pass(500);
    const shrink = new ModifyCacheSubnetGroupCommand({
      CacheSubnetGroupName: SUBNETS,
      SubnetIds: ground.subnetIds.slice(2),
    });
    expect((await refusalOf(cache.send(shrink))).name).toBe("SubnetInUse");
    const remove = new DeleteCacheSubnetGroupCommand({ CacheSubnetGroupName: SUBNETS });
    expect((await refusalOf(cache.send(remove))).name).toBe("CacheSubnetGroupInUse");
  });

  it("is not found once it is deleted", async () => {
    const { cache } = practice;
    const remove = (): Promise<unknown> =>
      cache.send(new DeleteCacheSubnetGroupCommand({ CacheSubnetGroupName: SUBNETS }));
    await remove();
    expect((await refusalOf(remove())).name).toBe("CacheSubnetGroupNotFoundFault");
  });
});

async function readParameters(name: string, Source?: string): Promise<readonly Parameter[]> {
  const pages = paginateDescribeCacheParameters(
    { client: practice.cache, pageSize: 20 },
    { CacheParameterGroupName: name, Source },
  );
  const found: Parameter[] = [];
  for await (const page of pages) found.push(...(page.Parameters ?? []));
  return found;
}

describe("a cache parameter group", () => {
  it("has the family's values, in pages, until others are set", async () => {
    const all = await readParameters(PARAMS);
    expect(all.length).toBeGreaterThan(30);
    expect(all.find(({ ParameterName }) => ParameterName === "timeout")).toMatchObject({
      ParameterValue: "0",
      AllowedValues: "0,20-",
      ChangeType: "immediate",
      Source: "system",
    });
    expect(await readParameters(PARAMS, "user")).toEqual([]);
    await setParameters(practice, PARAMS, { timeout: "300" });
    expect(await readParameters(PARAMS, "user")).toMatchObject([
      { ParameterName: "timeout", ParameterValue: "300", Source: "user" },
    ]);
  });

  it("takes values back to the family's own", async () => {
    await setParameters(practice, PARAMS, { timeout: "300", databases: "32" });
    await practice.cache.send(
      new ResetCacheParameterGroupCommand({
        CacheParameterGroupName: PARAMS,
        ParameterNameValues: [{ ParameterName: "timeout" }],
      }),
    );
    expect(await readParameters(PARAMS, "user")).toMatchObject([{ ParameterName: "databases" }]);
  });

  it.each([
    [{ nonsense: "1" }, "does not exist"],
    [{ appendonly: "yes" }, "cannot be modified"],
    [{ timeout: "10" }, "Allowed values: 0,20-"],
    [{ "maxmemory-policy": "lru" }, "Allowed values: volatile-lru"],
    [{ databases: "many" }, "Allowed values: 1-1200000"],
  ])("refuses %j", async (values, message) => {
    const refused = await refusalOf(setParameters(practice, PARAMS, values));
    expect(refused.name).toBe("InvalidParameterValueException");
    expect(refused.message).toContain(message);
  });

  it("takes twenty values a call at most, and at least one", async () => {
    const many = Array.from({ length: 21 }, () => ({ ParameterName: "timeout", ParameterValue: "300" }));
    for (const ParameterNameValues of [many, []]) {
      const command = new ModifyCacheParameterGroupCommand({
        CacheParameterGroupName: PARAMS,
        ParameterNameValues,
      });
      expect((await refusalOf(practice.cache.send(command))).name).toBe(
        "InvalidParameterCombinationException",
      );
    }
  });

  it("refuses a taken name, an unknown family and AWS's own groups", async () => {
    expect((await refusalOf(makeParameters(practice, PARAMS))).name).toBe(
      "CacheParameterGroupAlreadyExistsFault",
    );
    expect((await refusalOf(makeParameters(practice, "other", { family: "redis8" }))).name).toBe(
      "InvalidParameterValueException",
    );
    expect((await refusalOf(setParameters(practice, "default.redis7", { timeout: "300" }))).name).toBe(
      "InvalidParameterValueException",
    );
    expect((await refusalOf(setParameters(practice, "absent", { timeout: "300" }))).name).toBe(
      "CacheParameterGroupNotFoundFault",
    );
  });

  it("stands beside AWS's own groups in a list of all", async () => {
    const { CacheParameterGroups = [] } = await practice.cache.send(
      new DescribeCacheParameterGroupsCommand({}),
    );
    const names = CacheParameterGroups.map(({ CacheParameterGroupName }) => CacheParameterGroupName);
    expect(names).toEqual(expect.arrayContaining([PARAMS, "default.redis7", "default.valkey8.cluster.on"]));
  });

  it("cannot go, nor change cluster-enabled, while nodes are its members", async () => {
    const own = practiseCache();
    await makeStanding(own);
    const remove = new DeleteCacheParameterGroupCommand({ CacheParameterGroupName: PARAMS });
    const refused = await refusalOf(own.cache.send(remove));
    expect(refused.name).toBe("InvalidCacheParameterGroupStateFault");
    expect(refused.message).toContain("still members of this parameter group");
    expect((await refusalOf(setParameters(own, PARAMS, { "cluster-enabled": "yes" }))).name).toBe(
      "InvalidCacheParameterGroupStateFault",
    );
  });

  it("tells on its nodes that values wait for a reboot", async () => {
    const own = practiseCache();
    await makeStanding(own);
    await setParameters(own, PARAMS, { timeout: "300" });
    expect((await own.node()).CacheParameterGroup?.ParameterApplyStatus).toBe("in-sync");
    own.pass(1);
    await setParameters(own, PARAMS, { databases: "32" });
    expect((await own.node()).CacheParameterGroup).toEqual({
      CacheParameterGroupName: PARAMS,
      ParameterApplyStatus: "pending-reboot",
      CacheNodeIdsToReboot: ["0001"],
    });
  });

  it("has defaults that can be read before any group is made", async () => {
    const { EngineDefaults } = await practice.cache.send(
      new DescribeEngineDefaultParametersCommand({ CacheParameterGroupFamily: "valkey8" }),
    );
    expect(EngineDefaults?.CacheParameterGroupFamily).toBe("valkey8");
    const unknown = new DescribeEngineDefaultParametersCommand({ CacheParameterGroupFamily: "redis8" });
    expect((await refusalOf(practice.cache.send(unknown))).name).toBe("InvalidParameterValueException");
  });

  it("is named in every call", async () => {
    const missing = new CreateCacheParameterGroupCommand({
      CacheParameterGroupFamily: "redis7",
      Description: "d",
    } as never);
    expect((await refusalOf(practice.cache.send(missing))).name).toBe("ValidationError");
    const source = new DescribeCacheParametersCommand({ CacheParameterGroupName: PARAMS, Source: "me" });
    expect((await refusalOf(practice.cache.send(source))).name).toBe("InvalidParameterValueException");
  });
});
