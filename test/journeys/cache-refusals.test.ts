import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SLOWLY, standingCache, writeCache } from "./cache.ts";
import { listAccount, Practice } from "./program.ts";
import { callsOf, changingCallsOf, editAccount, runTo } from "./stack.ts";

let base: Practice;

beforeAll(async () => {
  base = await standingCache("");
});

afterAll(() => base.remove());

describe("bad settings of the cache", () => {
  it.each([
    ["nodes: 1", "cache.nodes"],
    ['engineVersion: "8.0"', "cache.engineVersion"],
    ["parameters: { cluster-enabled: yes }", "cache.parameters.cluster-enabled"],
    ["authToken: secret", "cache.authToken"],
  ])("are refused from the file alone: %s", async (cache, key) => {
    const practice = new Practice();
    writeCache(practice, cache);
    const run = await runTo(practice, 78, "up --yes --trace trace.jsonl");
    expect(run.stderr).toContain(key);
    expect(() => callsOf(practice, "trace.jsonl")).toThrow();
    practice.remove();
  });

  it.each([
    ["parameters: { timeout: 10 }", "cache.parameters.timeout", "0,20-"],
    ["parameters: { nonsense: 1 }", "cache.parameters.nonsense", "redis7 has no such parameter"],
    ["parameters: { maxmemory-policy: lru }", "cache.parameters.maxmemory-policy", "allkeys-lru"],
  ])("are refused before the first call that changes something: %s", async (cache, key, range) => {
    const practice = new Practice();
    writeCache(practice, cache);
    const run = await runTo(practice, 78, "up --yes --trace trace.jsonl");
    expect(run.stderr).toContain(key);
    expect(run.stderr.replaceAll(/\s+/g, " ")).toContain(range);
    expect(changingCallsOf(practice, "trace.jsonl")).toEqual([]);
    practice.remove();
  });

  it.each([
    ["an older line", 'engineVersion: "6.2"', "cannot go back to an older version"],
    ["another node type than AWS has", "nodeType: cache.r9.huge", "cannot scale to it in place"],
  ])("are refused where the cache stands: %s", async (_case, cache, text) => {
    const practice = new Practice(base);
    writeCache(practice, cache);
    const run = await runTo(practice, 78, "plan", SLOWLY);
    expect(run.stderr.replaceAll(/\s+/g, " ")).toContain(text);
    practice.remove();
  });
});

describe("the end of the cache", () => {
  it("leaves a final snapshot and the token's secret in its window, and nothing else", async () => {
    const practice = new Practice(base);
    await runTo(practice, 0, "destroy --yes --delete-data", SLOWLY);
    expect((await listAccount(practice)).map(({ service, type }) => `${service} ${type}`)).toEqual([
      "ElastiCache snapshot",
      "SecretsManager secret",
    ]);
    expect(
      practice
        .state()
        .retained.map(({ type }) => type)
        .sort(),
    ).toEqual(["elasticache/snapshot", "secrets-manager/secret"]);
    practice.remove();
  });

  it("leaves nothing with --no-final-snapshot", async () => {
    const practice = new Practice(base);
    await runTo(practice, 0, "destroy --yes --delete-data --no-final-snapshot", SLOWLY);
    expect(await listAccount(practice)).toEqual([]);
    practice.remove();
  });

  it("is told of a create that failed, and reached all the same", async () => {
    const practice = new Practice();
    writeCache(practice, "");
    await runTo(practice, 0, "network --yes", SLOWLY);
    editAccount(practice, ({ offers }) => {
      offers.ElastiCache = { ...offers.ElastiCache, failingNodeTypes: ["cache.r5.xlarge"] };
    });
    const up = await runTo(practice, 1, "up --yes", SLOWLY);
    expect(up.stderr.replaceAll(/\s+/g, " ")).toContain('"create-failed", which it will not leave by itself');
    await runTo(practice, 0, "destroy --yes --delete-data --no-final-snapshot", SLOWLY);
    expect(await listAccount(practice)).toEqual([]);
    practice.remove();
  });
});
