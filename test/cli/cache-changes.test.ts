import { beforeAll, describe, expect, it, vi } from "vitest";
import { PracticeStack, type Ran } from "./practice-stack.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const PLAIN = "snapshotRetentionDays: 0, engineVersion: '7.1'";
const standing = new PracticeStack();

beforeAll(async () => {
  await standing.write({ cache: PLAIN }).run("up --yes", 0);
});

/** The calls of a run that changed something of ElastiCache. */
const changesOf = (ran: Ran): string[] =>
  ran.calls
    .filter(({ service, operation }) => service === "ElastiCache" && !/^(Describe|List)/.test(operation))
    .map(({ operation }) => operation);

const group = (stack: PracticeStack): Record<string, unknown> =>
  stack.rows("ElastiCache/replication-group")["flashsale-redis"] ?? {};

const nodesOf = (stack: PracticeStack): string[] =>
  (group(stack).members as { id: string; removedAt?: number }[])
    .filter(({ removedAt }) => removedAt === undefined)
    .map(({ id }) => id);

describe("snapshots that are switched on", () => {
  it("are made of a replica", async () => {
    const stack = standing.copy().write({ cache: "snapshotRetentionDays: 1, engineVersion: '7.1'" });
    const ran = await stack.run("up --yes", 0);
    expect(ran.sent("ModifyReplicationGroup")).toMatchObject([
      { SnapshotRetentionLimit: 1, SnapshottingClusterId: "flashsale-redis-002" },
    ]);
    await stack.run("plan --detailed-exitcode", 0);
  });
});

describe("an engine that needs another family of parameters", () => {
  const valkey = { cache: "engine: valkey, engineVersion: '8.0', snapshotRetentionDays: 0" };

  it("is refused before the first call where it would wait for the window, and changes nothing", async () => {
    const stack = standing.copy().write(valkey);
    const before = stack.account();
    const ran = await stack.run("up --yes", 1);
    expect(ran.text).toMatch(/CannotWaitForWindow/);
    expect(ran.text).toMatch(/--apply-at now/);
    expect(stack.account()).toBe(before);
    await stack.write({ cache: PLAIN }).run("plan --detailed-exitcode", 0);
  });

  it.each([
    [
      "its making was refused",
      [{ operation: "CreateCacheParameterGroup", error: "CacheParameterGroupQuotaExceededFault" }],
    ],
    [
      "its parameters were refused",
      [{ operation: "ModifyCacheParameterGroup", error: "InvalidParameterValue" }],
    ],
    [
      "the group did not move to it",
      [{ operation: "ModifyReplicationGroup", error: "InvalidParameterCombination" }],
    ],
  ])("can be given up after %s", async (_, refuse) => {
    const stack = standing.copy().write(valkey);
    await stack.run("up --yes --apply-at now", 1, { refuse });
    await stack.write({ cache: PLAIN }).run("up --yes", 0);
    const groups = Object.values(stack.rows("ElastiCache/cache-parameter-group"));
    expect(groups.filter(({ deletedAt }) => deletedAt === undefined).map(({ id }) => id)).toEqual([
      "flashsale-redis-params",
    ]);
    expect(group(stack).settings).toMatchObject({
      engine: "redis",
      parameterGroup: "flashsale-redis-params",
    });
    await stack.run("plan --detailed-exitcode", 0);
  });

  it("goes on after such a refusal where it is still wanted", async () => {
    const stack = standing.copy().write(valkey);
    const refuse = [{ operation: "ModifyReplicationGroup", error: "InvalidParameterCombination" }];
    await stack.run("up --yes --apply-at now", 1, { refuse });
    await stack.run("up --yes --apply-at now", 0);
    expect(Object.keys(stack.rows("ElastiCache/cache-parameter-group"))).toEqual([
      "flashsale-redis-params-2",
    ]);
  });
});

describe("replicas that somebody added", () => {
  /** As Application Auto Scaling does, or a person before the sale. */
  const grown = async (): Promise<PracticeStack> => {
    const three = standing.copy();
    await three.write({ cache: `nodes: 3, ${PLAIN}` }).run("up --yes", 0);
    const stack = standing.copy();
    const copy = structuredClone(group(three));
    stack.edit(({ table }) => {
      table("ElastiCache/replication-group")["flashsale-redis"] = copy;
    });
    return stack;
  };

  it("stay under --yes, and are told as drift with the command that takes them away", async () => {
    const stack = await grown();
    const status = await stack.run("status", 0);
    expect(status.text).toMatch(/cache\.replication-group .*replicasPerShard/);
    const ran = await stack.run("up --yes", 0);
    expect(ran.text).toMatch(/replicasPerShard 2 instead of 1.*flashsale-setup scale cache.*--nodes 2/);
    expect(nodesOf(stack)).toHaveLength(3);
  });

  it("stay while something else is changed", async () => {
    const stack = await grown();
    await stack.write({ cache: "snapshotRetentionDays: 3, engineVersion: '7.1'" }).run("up --yes", 0);
    expect(nodesOf(stack)).toHaveLength(3);
    await stack.run("up --yes", 0);
    expect(nodesOf(stack)).toHaveLength(3);
  });

  it("go once somebody asks for that number", async () => {
    const stack = await grown();
    await stack.run("scale cache --nodes 2 --yes", 0);
    expect(nodesOf(stack)).toHaveLength(2);
    await stack.run("plan --detailed-exitcode", 0);
  });

  it("go where the settings ask for fewer than before", async () => {
    const stack = await grown();
    await stack
      .write({ cache: `nodes: 1, automaticFailover: false, multiAz: false, ${PLAIN}` })
      .run("up --yes", 0);
    expect(nodesOf(stack)).toHaveLength(1);
  });

  it("that are missing are added", async () => {
    const stack = standing.copy();
    await stack.write({ cache: `nodes: 3, ${PLAIN}` }).run("up --yes", 0);
    expect(nodesOf(stack)).toHaveLength(3);
  });
});

describe("a scaling that ElastiCache rolls back", () => {
  it("is told with ElastiCache's own words", async () => {
    const stack = standing.copy().write({ cache: `nodeType: cache.r5.large, ${PLAIN}` });
    stack.edit(({ offers }) =>
      Object.assign(offers("ElastiCache"), { rolledBackNodeTypes: ["cache.r5.large"] }),
    );
    const ran = await stack.run("up --yes --apply-at now", 1);
    expect(ran.text).toMatch(/DidNotTake/);
    expect(ran.text).toMatch(/its memory does not hold the data/);
  });
});

describe("a window of the settings", () => {
  it("that meets the one that AWS chose is refused before the first call", async () => {
    const stack = standing.copy();
    const { maintenanceWindow } = group(stack).settings as { maintenanceWindow: string };
    const [, from, until] = /^\w+:(\d\d:\d\d)-\w+:(\d\d:\d\d)$/.exec(maintenanceWindow) ?? [];
    const before = stack.account();
    const ran = await stack
      .write({ cache: `snapshotWindow: '${from}-${until}', ${PLAIN}` })
      .run("up --yes", 78);
    expect(ran.text).toMatch(/cache\.snapshotWindow/);
    expect(stack.account()).toBe(before);
    expect(changesOf(ran)).toEqual([]);
  });
});

describe("Redis 5.0.6", () => {
  it("is made without what only later versions know, and stays as wanted", async () => {
    const stack = new PracticeStack().write({ cache: "engineVersion: '5.0.6'" });
    await stack.run("up --yes", 0);
    await stack.run("plan --detailed-exitcode", 0);
  });
});
