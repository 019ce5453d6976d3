import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { estimate } from "../../src/cli/estimate.ts";
import { flagOf } from "../../src/cli/setting-flag.ts";
import { contents } from "../../src/sections/contents.ts";
import { parseSettings } from "../../src/settings/file.ts";
import { defaultSettings } from "../../src/settings/schema.ts";
import { freshFolder, type Run, run } from "./fake-world.ts";

/** Runs init where there are no credentials, so that nothing is looked up. */
async function init(flags: string, cwd = freshFolder()): Promise<Run & { file: string }> {
  return { ...(await run(`init --sandbox ${flags}`, { cwd })), file: join(cwd, ".flashsale/sandbox.yaml") };
}

const read = (file: string) => parseSettings(file, readFileSync(file, "utf8")).settings;

describe("init --defaults", () => {
  it("writes the guide's values and a limit of ten percent above their cost", async () => {
    const { code, file } = await init("--defaults");
    expect(code).toBe(0);
    const { limits, ...settings } = read(file);
    const { limits: _none, ...defaults } = defaultSettings();
    expect(settings).toEqual(defaults);
    expect(limits.monthlyUsd).toBe(Math.ceil((estimate(read(file)).knownUsd ?? 0) * 1.1));
  });

  it("writes a file for its owner alone", async () => {
    const { file } = await init("--defaults");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("tells where, what it costs and what to type next", async () => {
    const { stdout, stderr, file } = await init("--defaults");
    expect(stdout).toBe("");
    expect(stderr).toContain(`Wrote ${file}.`);
    expect(stderr).toMatch(/Cost: .*\d/);
    expect(stderr).toContain("    flashsale-setup plan --sandbox\n    flashsale-setup up --sandbox");
  });

  it("tells it as one JSON document when asked to", async () => {
    const { stdout, file } = await init("--defaults --json");
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, file, settings: { name: "flashsale" } });
  });

  it("edits no real file while practising", async () => {
    const cwd = freshFolder();
    expect((await init("--defaults", cwd)).code).toBe(0);
    expect(existsSync(join(cwd, "flashsale.yaml"))).toBe(false);
  });

  it("writes where --config says", async () => {
    const cwd = freshFolder();
    expect((await init("--defaults --config shop.yaml", cwd)).code).toBe(0);
    expect(existsSync(join(cwd, "shop.yaml"))).toBe(true);
    expect(existsSync(join(cwd, "flashsale.yaml"))).toBe(false);
  });
});

describe("a region that is none", () => {
  it.each(["init --defaults", "plan", "status", "cost"])("is refused with 64 by %s", async (words) => {
    const given = await run(`${words} --sandbox --region us_east_1`);
    expect([given.code, given.stderr]).toEqual([
      64,
      expect.stringContaining("--region us_east_1: no region of AWS"),
    ]);
  });

  it("is refused with 64 by init where the environment names it", async () => {
    const env = { AWS_REGION: "us_east_1" };
    const given = await run("init --defaults", { env });
    expect([given.code, given.stderr]).toEqual([64, expect.stringContaining("us_east_1: a region")]);
  });
});

describe("the flags of init", () => {
  it.each([
    ["network.natGateways", "--network-nat-gateways"],
    ["db.storageGib", "--db-storage-gib"],
    ["db.class", "--db-class"],
  ])("give %s by %s", (key, flag) => {
    expect(flagOf(key)).toBe(flag);
  });

  it("are as many as there are questions, none twice", () => {
    const flags = contents.flatMap(({ questions }) => questions.map(({ key }) => flagOf(key)));
    expect(new Set(flags).size).toBe(flags.length);
  });

  it("answer the questions", async () => {
    const { code, file } = await init(
      "--defaults --name shop --region eu-west-1 --network-egress internet-gateway --network-ingress vpc-cidr " +
        "--db-engine-version 16 --db-class db.t4g.medium --db-storage-gib 50 --db-multi-az false " +
        "--db-username shopadmin --db-database-name shop",
    );
    expect(code).toBe(0);
    expect(read(file)).toMatchObject({
      name: "shop",
      displayName: "Shop",
      region: "eu-west-1",
      network: { egress: "internet-gateway", ingress: "vpc-cidr" },
      db: {
        engineVersion: "16",
        class: "db.t4g.medium",
        storageGib: 50,
        multiAz: false,
        username: "shopadmin",
        databaseName: "shop",
      },
    });
  });

  it("move the subnets along with the VPC", async () => {
    const { code, file } = await init("--defaults --network-cidr 172.20.0.0/16");
    expect(code).toBe(0);
    expect(read(file).network.dataSubnets).toEqual(["172.20.1.0/24", "172.20.2.0/24", "172.20.3.0/24"]);
  });

  it("name a VPC that exists with all its subnets", async () => {
    const ids = (letter: string): string => `subnet-0${letter}1,subnet-0${letter}2`;
    const { code, file } = await init(
      `--defaults --existing-vpc vpc-0abc --existing-data-subnets ${ids("d")} ` +
        `--existing-application-subnets ${ids("a")} --existing-edge-subnets ${ids("e")}`,
    );
    expect(code).toBe(0);
    expect(read(file).network.existing).toEqual({
      vpcId: "vpc-0abc",
      dataSubnetIds: ["subnet-0d1", "subnet-0d2"],
      applicationSubnetIds: ["subnet-0a1", "subnet-0a2"],
      edgeSubnetIds: ["subnet-0e1", "subnet-0e2"],
    });
  });

  it.each([
    ["--name Shop", /--name Shop: 2 to 20 lower-case letters/],
    ["--db-storage-gib 5", /--db-storage-gib 5: a whole number from 20 to 65536/],
    ["--db-storage-gib much", /--db-storage-gib much: a whole number/],
    ["--existing-data-subnets subnet-1,subnet-2", /--existing-vpc goes with/],
    ["--db-username admin", /--db-username admin: a name that PostgreSQL and RDS do not reserve/],
    ["--network-cidr 10.0.0.0/8", /--network-cidr 10.0.0.0\/8: an IPv4 block/],
    ["--network-egress tunnel", /Allowed choices are nat-gateway, internet-gateway/],
    ["--existing-vpc vpc-0abc", /--existing-data-subnets/],
    ["--db-multi-az perhaps", /--db-multi-az .*perhaps/],
  ])("end %s with 64, name themselves, look for nothing and write nothing", async (flags, told) => {
    const { code, stderr, file, world } = await init(`--defaults ${flags}`);
    expect([code, world.opened.times]).toEqual([64, 0]);
    expect(stderr.replaceAll("\n", " ")).toMatch(told);
    expect(existsSync(file)).toBe(false);
  });
});

describe("init without a terminal", () => {
  it("ends with 64 and names the flag of the first question", async () => {
    const { code, stderr, file } = await init("");
    expect(code).toBe(64);
    expect(stderr).toContain("--region");
    expect(existsSync(file)).toBe(false);
  });

  it("overwrites no file unless told to", async () => {
    const cwd = freshFolder();
    mkdirSync(join(cwd, ".flashsale"));
    writeFileSync(join(cwd, ".flashsale/sandbox.yaml"), "name: mine\n");
    const refused = await init("--defaults", cwd);
    expect(refused.code).toBe(64);
    expect(refused.stderr).toContain("--force");
    expect(readFileSync(refused.file, "utf8")).toBe("name: mine\n");
    expect((await init("--defaults --force", cwd)).code).toBe(0);
    expect(read(refused.file).name).toBe("flashsale");
  });
});
