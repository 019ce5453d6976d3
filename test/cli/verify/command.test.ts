import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { CheckResult } from "../../../src/cli/verify/result.ts";
import { createAuthority } from "../../servers/certificates.ts";
import { startHttp } from "../../servers/http.ts";
import { createFolder } from "../../servers/keep.ts";
import { findClosedPort } from "../../servers/misbehaving.ts";
import { describeWith, missingOf } from "../../servers/programs.ts";
import { startRedis } from "../../servers/redis.ts";
import { freshFolder, run } from "../fake-world.ts";
import { runInSandbox } from "../sandbox-world.ts";
import { startAccount } from "./account.ts";
import { checkOf, readSecret, type StandingStack, standInSandbox } from "./stack.ts";

// A stack is made first.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let stack: StandingStack;

beforeAll(async () => {
  stack = await standInSandbox();
});

describe("verify", () => {
  it("names up where nothing stands, and ends with 1", async () => {
    const { code, stderr } = await runInSandbox("verify", { cwd: freshFolder() });
    expect(code).toBe(1);
    expect(stderr).toContain("Nothing of this stack stands");
    expect(stderr).toContain("flashsale-setup up --sandbox");
  });

  it.each([
    ["--watch --json", "--watch and --json"],
    ["--only disk", "--only disk"],
    ["--endpoint db", "--endpoint db"],
    ["--route tunnel", "tunnel"],
  ])("refuses %s before any call", async (flags, named) => {
    const { code, stdout, stderr, world } = await run(`verify ${flags} --sandbox`);
    expect(code).toBe(64);
    expect(stdout + stderr).toContain(named);
    expect(world.opened.times).toBe(0);
  });

  it("puts one JSON document on stdout, with every check in the order of the guide", async () => {
    const { code, stdout } = await stack.verifyInSandbox("--json");
    const document = JSON.parse(stdout) as { schema: number; ok: boolean; checks: CheckResult[] };
    expect([code, document.schema, document.ok]).toEqual([0, 1, true]);
    expect(document.checks.map(({ name, group, state }) => [name, group, state])).toEqual([
      ["database", "db", "skipped"],
      ["cache", "cache", "skipped"],
      ["kafka", "kafka", "skipped"],
      ["application", "app", "skipped"],
      ["gateways", "control", "ok"],
      ["topics", "control", "ok"],
      ["alarms", "control", "warning"],
      ["instances", "control", "warning"],
      ["balancer", "control", "ok"],
      ["targets", "control", "warning"],
      ["scaling", "control", "ok"],
    ]);
  });

  it("tests only what it is asked for", async () => {
    const { stdout } = await stack.verifyInSandbox("--only kafka,db --json");
    const { checks } = JSON.parse(stdout) as { checks: CheckResult[] };
    expect(checks.map(({ name }) => name)).toEqual(["database", "kafka"]);
  });

  it("draws a table without a terminal, too, and says how many were not tested", async () => {
    const { stdout } = await stack.verifyInSandbox("");
    expect(stdout).toMatch(/^CHECK +RESULT +ROUTE/);
    expect(stdout).toContain("4 ok, 3 to know, 4 not tested.");
  });

  it("tells what AWS refuses to say of the account, and only ever asks", async () => {
    const account = await startAccount({ denied: ["DescribeInstances"] });
    const { code, stdout } = await stack.verify("--only control --json", { account });
    expect(code).toBe(3);
    const { checks } = JSON.parse(stdout) as { checks: CheckResult[] };
    expect(checks).toHaveLength(7);
    for (const check of checks) {
      expect(check).toMatchObject({ state: "problem", route: "control" });
      expect(check.detail).toMatch(/^A permission is missing: .* failed with AccessDenied/);
    }
    const changing = account.calls.filter(({ operation }) => !/^(GET |Describe|Get|List)/.test(operation));
    expect(changing).toEqual([]);
  });
});

describe("verify --endpoint", () => {
  it("tests what answers there, in the sandbox, too, and ends with 0 or 3", async () => {
    const served = await startHttp({ status: 200, body: '{"status":"UP"}' });
    const well = await stack.verifyInSandbox(`--only app --json --endpoint app=127.0.0.1:${served.port}`);
    expect(checkOf(well, "application")).toMatchObject({ state: "ok", route: "endpoint" });
    expect(well.code).toBe(0);
    const closed = await findClosedPort();
    const refused = await stack.verifyInSandbox(`--only app --json --endpoint app=127.0.0.1:${closed}`);
    expect(checkOf(refused, "application")).toMatchObject({
      kind: "refused",
      cause: expect.stringContaining("the tunnel is not open") as string,
    });
    expect(refused.code).toBe(3);
  });
});

describeWith(missingOf("redis-server"), "verify through a tunnel", () => {
  it("holds the certificate to the service's own name, and keeps its token to itself", async () => {
    const folder = createFolder();
    const authority = createAuthority(folder);
    const token = readSecret(stack.folder, "flashsale/redis-auth-token");
    const look = async (name: string) => {
      const identity = authority.issue([`DNS:${name}`]);
      const { port } = await startRedis({ identity, folder, password: token });
      const flags = `--only cache --json --endpoint cache=127.0.0.1:${port}`;
      return stack.verifyInSandbox(flags, { roots: [authority.ca] });
    };
    const well = await look(stack.names.cache);
    expect(checkOf(well, "cache"), well.stderr).toMatchObject({ state: "ok", route: "endpoint" });
    const strange = await look("another.cache.amazonaws.com");
    expect(checkOf(strange, "cache")).toMatchObject({ failedLayer: "tls", kind: "tls-wrong-name" });
    expect(token.length).toBeGreaterThan(15);
    expect(well.stdout + well.stderr + strange.stdout + strange.stderr).not.toContain(token);
  });
});

describe("verify --watch", () => {
  it("looks until it is interrupted, and then ends with 130", async () => {
    const account = await startAccount({});
    const { port } = await startHttp({ status: 200, body: '{"status":"UP"}' });
    const stopper = new AbortController();
    const running = stack.verify("--watch --route direct --only app", {
      account,
      places: { app: `127.0.0.1:${port}` },
      signal: stopper.signal,
      onShown: ["1 ok.", () => stopper.abort(130)],
    });
    const { code, stdout } = await running;
    expect(stdout.match(/1 ok\./g)).toHaveLength(1);
    expect(code).toBe(130);
  });
});

describe("a stack that stands in part", () => {
  it("is tested as far as it stands, and what makes the rest is named", async () => {
    const cwd = freshFolder();
    writeFileSync(join(cwd, "flashsale.yaml"), "name: flashsale\n");
    await runInSandbox("network --yes", { cwd });
    const { code, stdout } = await runInSandbox("verify --json", { cwd });
    expect(code).toBe(3);
    const { checks } = JSON.parse(stdout) as { checks: CheckResult[] };
    const seen = Object.fromEntries(checks.map(({ name, state, fix }) => [name, [state, ...fix]]));
    expect(seen).toMatchObject({
      database: ["skipped", "flashsale-setup db --sandbox"],
      application: ["skipped", "flashsale-setup scale --sandbox"],
      topics: ["problem", "flashsale-setup kafka --sandbox"],
      alarms: ["problem", "flashsale-setup monitoring --sandbox"],
      targets: ["problem", "flashsale-setup scale --sandbox"],
    });
  });
});
