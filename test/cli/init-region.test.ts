import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { CALLER, type LocalAws, startAws } from "../aws/local-aws.ts";
import { fakeWorld, freshFolder } from "./fake-world.ts";

// So that no test waits for the modules that a command loads.
beforeAll(() => import("../../src/cli/commands/init.ts"), 120_000);

let aws: LocalAws;
let home = "";
beforeEach(async () => {
  home = freshFolder();
  aws = await startAws(CALLER);
  for (const name of ["AWS_PROFILE", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_SESSION_TOKEN"])
    vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "A");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "a");
  vi.stubEnv("AWS_CONFIG_FILE", join(home, "config"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(home, "credentials"));
  writeFileSync(join(home, "config"), "[default]\nregion=eu-west-3\n[profile bare]\n");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await aws.close();
});

/** The regions in which an action was called. */
const regionsOf = (action: string): (string | undefined)[] =>
  aws.seen
    .filter(({ body }) => body.includes(`Action=${action}&`))
    .map(({ headers }) => /\/([a-z0-9-]+)\/ec2\//.exec(headers.authorization ?? "")?.[1]);

const KEYS = { AWS_ACCESS_KEY_ID: "A", AWS_SECRET_ACCESS_KEY: "a" };

describe("init looks for VPCs and zones", () => {
  it("in the region that was typed, not in the one that was offered", async () => {
    const words = ["init", "--endpoint-url", aws.url];
    const world = fakeWorld(words, { cwd: home, env: KEYS, isTerminal: true });
    const ended = runProgram(world);
    await world.terminal.stderr.shown("(eu-west-3)");
    world.terminal.stdin.write("eu-north-1\r");
    await world.terminal.stderr.shown("Name of the stack");
    world.terminal.stdin.write("\u0004");
    expect(await ended).toBe(130);
    expect(regionsOf("DescribeVpcs")).toEqual(["eu-north-1"]);
    expect(regionsOf("DescribeAvailabilityZones")).toEqual(["eu-north-1"]);
  });

  it.each([
    ["the flag's", "--region eu-south-1", { AWS_REGION: "eu-west-1" }, "eu-south-1"],
    ["AWS_REGION", "", { AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "eu-west-2" }, "eu-west-1"],
    ["AWS_DEFAULT_REGION", "", { AWS_DEFAULT_REGION: "eu-west-2" }, "eu-west-2"],
    ["the profile's", "", {}, "eu-west-3"],
    ["us-east-1 and says so", "", { AWS_PROFILE: "bare" }, "us-east-1"],
  ])("in the region that it writes: %s", async (_what, flags, env, region) => {
    const words = ["init", "--defaults", "--endpoint-url", aws.url, ...flags.split(" ").filter(Boolean)];
    const world = fakeWorld(words, { cwd: home, env: { ...KEYS, ...env } });
    expect(await runProgram(world)).toBe(0);
    expect(regionsOf("DescribeVpcs")).toEqual([region]);
    expect(readFileSync(join(home, "flashsale.yaml"), "utf8")).toContain(`\nregion: ${region}\n`);
    expect(world.terminal.stderr.text.includes("us-east-1 is offered")).toBe(region === "us-east-1");
  });
});
