import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bornAt, ofCache, SLOWLY, standingCache, writeCache } from "./cache.ts";
import { listAccount, Practice } from "./program.ts";
import {
  callsOf,
  changedItems,
  changingCallsOf,
  expectSettled,
  planOf,
  readAccount,
  rowOf,
  runTo,
} from "./stack.ts";

const VALKEY = 'engine: valkey, engineVersion: "8.0"';

/** An edit that must happen in place: what the plan says of the cache, and the calls that carry it out. */
interface Edit {
  readonly name: string;
  readonly before?: string;
  readonly after: string;
  readonly flags?: string;
  readonly changes: Readonly<Record<string, string>>;
  readonly calls: readonly string[];
}

const GROUP = "cache.replication-group";
const PARAMETERS = "cache.parameter-group";

const EDITS: readonly Edit[] = [
  {
    name: "nodeType, at once",
    after: "nodeType: cache.r5.2xlarge",
    flags: "--apply-at now",
    changes: { [GROUP]: "update nodeType" },
    calls: ["ModifyReplicationGroup"],
  },
  {
    name: "nodeType, in the maintenance window",
    after: "nodeType: cache.r5.2xlarge",
    changes: { [GROUP]: "update nodeType" },
    calls: ["ModifyReplicationGroup"],
  },
  {
    name: "engineVersion within the family, in the maintenance window",
    after: 'engineVersion: "7.1"',
    changes: { [GROUP]: "update engineVersion" },
    calls: ["ModifyReplicationGroup"],
  },
  {
    name: "engineVersion and nodeType, at once",
    after: 'engineVersion: "7.1", nodeType: cache.r5.2xlarge',
    flags: "--apply-at now",
    changes: { [GROUP]: "update engineVersion nodeType" },
    calls: ["ModifyReplicationGroup", "ModifyReplicationGroup"],
  },
  {
    name: "parameters",
    after: "parameters: { maxmemory-policy: noeviction, databases: 32 }",
    changes: { [PARAMETERS]: "update parameters" },
    calls: ["ModifyCacheParameterGroup", "ResetCacheParameterGroup"],
  },
  {
    name: "nodes, more of them",
    after: "nodes: 4",
    changes: { [GROUP]: "update replicasPerShard" },
    calls: ["IncreaseReplicaCount"],
  },
  {
    name: "nodes, down to one without failover",
    after: "nodes: 1, automaticFailover: false, multiAz: false",
    changes: { [GROUP]: "update replicasPerShard failover" },
    calls: ["ModifyReplicationGroup", "DecreaseReplicaCount"],
  },
  {
    name: "nodes, up from one with failover again",
    before: "nodes: 1, automaticFailover: false, multiAz: false",
    after: "",
    changes: { [GROUP]: "update replicasPerShard failover" },
    calls: ["IncreaseReplicaCount", "ModifyReplicationGroup"],
  },
  {
    name: "snapshotRetentionDays and the windows",
    after:
      'snapshotRetentionDays: 7, snapshotWindow: "01:00-02:00", maintenanceWindow: "sun:05:00-sun:06:00"',
    changes: { [GROUP]: "update snapshotRetentionDays snapshotWindow maintenanceWindow" },
    calls: ["ModifyReplicationGroup"],
  },
  {
    name: "shards and their replicas",
    before: "clusterMode: { shards: 2, replicasPerShard: 1 }",
    after: "clusterMode: { shards: 3, replicasPerShard: 2 }",
    changes: { [GROUP]: "update shards replicasPerShard" },
    calls: ["ModifyReplicationGroupShardConfiguration", "IncreaseReplicaCount"],
  },
  {
    name: "engine, from Redis to Valkey",
    after: VALKEY,
    flags: "--apply-at now",
    changes: { [PARAMETERS]: "replace family", [GROUP]: "update engineVersion parameterGroupName" },
    calls: [
      "CreateCacheParameterGroup",
      "ModifyCacheParameterGroup",
      "ModifyReplicationGroup",
      "DeleteCacheParameterGroup",
    ],
  },
];

async function carryOut({ before, after, flags = "", changes, calls }: Edit, base: Practice): Promise<void> {
  const practice = before === undefined ? new Practice(base) : await standingCache(before);
  const born = bornAt(practice);
  writeCache(practice, after);
  const planned = changedItems(await planOf(practice, "", SLOWLY)).map((item) => [
    item.address,
    [item.action, ...item.changes.map(({ prop }) => prop)].join(" "),
  ]);
  expect(Object.fromEntries(planned)).toEqual(changes);
  await runTo(practice, 0, `up --yes --trace trace.jsonl ${flags}`, SLOWLY);
  const sent = callsOf(practice, "trace.jsonl").filter(({ service }) => service === "ElastiCache");
  const accepted = sent.filter((call) => !("error" in call)).map(({ operation }) => operation);
  expect(accepted.filter((operation) => !/^(Describe|List)/.test(operation))).toEqual(calls);
  await expectSettled(practice, SLOWLY);
  expect(bornAt(practice), "the replication group is the same").toBe(born);
  practice.remove();
}

let base: Practice;

beforeAll(async () => {
  base = await standingCache("");
});

afterAll(() => base.remove());

describe("an edited setting of the cache", () => {
  it.each(EDITS)("happens in place: $name", (edit) => carryOut(edit, base));

  it("names the one modify that brings Valkey: engine, version and the new family's parameter group", async () => {
    const practice = new Practice(base);
    writeCache(practice, VALKEY);
    await runTo(practice, 0, "up --yes --apply-at now --trace trace.jsonl", SLOWLY);
    const [modified] = callsOf(practice, "trace.jsonl").filter(
      ({ operation }) => operation === "ModifyReplicationGroup",
    );
    expect(modified?.input).toMatchObject({
      Engine: "valkey",
      EngineVersion: "8.0",
      CacheParameterGroupName: "flashsale-redis-params-2",
    });
    expect(ofCache(await listAccount(practice))).toEqual([
      "cache-parameter-group flashsale-redis-params-2",
      "cache-subnet-group flashsale-cache-subnet",
      "replication-group flashsale-redis",
    ]);
    practice.remove();
  });

  it("cannot wait for the window where a parameter group must go, says so, and is carried on at once", async () => {
    const practice = new Practice(base);
    writeCache(practice, VALKEY);
    const refused = await runTo(practice, 1, "up --yes", SLOWLY);
    expect(refused.stderr).toContain("CannotWaitForWindow");
    expect(refused.stderr).toMatch(/flashsale-setup .*--apply-at now/);
    expect(rowOf(readAccount(practice), "ElastiCache/replication-group").settings).toMatchObject({
      engine: "redis",
    });
    await runTo(practice, 0, "up --yes --apply-at now", SLOWLY);
    await expectSettled(practice, SLOWLY);
    practice.remove();
  });

  it("tells which parameters wait for a reboot of the nodes", async () => {
    const practice = new Practice(base);
    writeCache(practice, "parameters: { timeout: 300, databases: 32 }");
    const up = await runTo(practice, 0, "up --yes", SLOWLY);
    expect(up.stderr).toContain("waiting for a reboot of the nodes: databases");
    practice.remove();
  });

  it("that brings shards is stopped before the first call, and done with a snapshot once it is named", async () => {
    const practice = new Practice(base);
    writeCache(practice, "clusterMode: { shards: 2, replicasPerShard: 1 }");
    const stopped = await runTo(practice, 1, "up --yes --trace stopped.jsonl", SLOWLY);
    expect(stopped.stderr).toContain("--replace cache.replication-group");
    expect(changingCallsOf(practice, "stopped.jsonl")).toEqual([]);
    await runTo(practice, 0, "up --yes --replace cache.replication-group", SLOWLY);
    await expectSettled(practice, SLOWLY);
    expect(ofCache(await listAccount(practice))).toEqual([
      "cache-parameter-group flashsale-redis-cluster-params",
      "cache-subnet-group flashsale-cache-subnet",
      "replication-group flashsale-redis",
      expect.stringMatching(/^snapshot flashsale-redis-final-/),
    ]);
    practice.remove();
  });
});
