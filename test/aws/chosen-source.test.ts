import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { chooseSource } from "../../src/aws/chosen-source.ts";
import { openCredentials } from "../../src/aws/credentials.ts";
import { findRegion } from "../../src/aws/discovery/region.ts";
import { createRequestHandler } from "../../src/aws/request-handler.ts";
import { createVirtualClock } from "./clocks.ts";
import { type LocalAws, startAws } from "./local-aws.ts";

const KEYS = { AWS_ACCESS_KEY_ID: "ENVIRONMENT", AWS_SECRET_ACCESS_KEY: "e" };

/** Where the machine that runs the tests may have credentials and regions of its own. */
const SOURCES = [
  ...Object.keys(KEYS),
  "AWS_DEFAULT_REGION",
  "AWS_ENDPOINT_URL",
  "AWS_PROFILE",
  "AWS_REGION",
  "AWS_SESSION_TOKEN",
  "AWS_WEB_IDENTITY_TOKEN_FILE",
];

let home = "";
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "flashsale-"));
  for (const name of SOURCES) vi.stubEnv(name, undefined);
  vi.stubEnv("HOME", home);
  vi.stubEnv("AWS_CONFIG_FILE", join(home, "config"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(home, "credentials"));
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true });
});

const write = (file: "config" | "credentials", ...lines: readonly string[]): void =>
  writeFileSync(join(home, file), lines.join("\n"));

function stub(env: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
}

const parts = { requestHandler: createRequestHandler({}), clock: createVirtualClock() };

describe("credentials that are set twice", () => {
  const keyOf = async (
    profile: string | undefined,
    env: Readonly<Record<string, string>>,
  ): Promise<string> => {
    write(
      "credentials",
      ...["default", "shop", "ops"].flatMap((name) => [
        `[${name}]`,
        `aws_access_key_id=${name}`,
        "aws_secret_access_key=s",
      ]),
    );
    stub(env);
    const { provider } = openCredentials({ ...chooseSource(profile, env), ...parts });
    return (await provider()).accessKeyId;
  };

  it.each([
    ["nothing", undefined, {}, "default"],
    ["AWS_PROFILE", undefined, { AWS_PROFILE: "shop" }, "shop"],
    ["an empty AWS_PROFILE", undefined, { AWS_PROFILE: "" }, "default"],
    ["the keys", undefined, KEYS, "ENVIRONMENT"],
    ["the keys and AWS_PROFILE", undefined, { ...KEYS, AWS_PROFILE: "shop" }, "ENVIRONMENT"],
    ["--profile", "ops", {}, "ops"],
    ["--profile and AWS_PROFILE", "ops", { AWS_PROFILE: "shop" }, "ops"],
    ["--profile and the keys", "ops", KEYS, "ops"],
    ["--profile, the keys and AWS_PROFILE", "ops", { ...KEYS, AWS_PROFILE: "shop" }, "ops"],
  ])("are taken in the order of the AWS CLI: with %s", async (_what, profile, env, taken) => {
    expect(await keyOf(profile, env)).toBe(taken);
  });

  it("are told where keys and AWS_PROFILE are both there and nothing else decides", () => {
    const both = { ...KEYS, AWS_PROFILE: "shop" };
    expect(chooseSource(undefined, both).notice).toMatch(/AWS_ACCESS_KEY_ID.*AWS_PROFILE.*--profile shop/);
    expect(chooseSource(undefined, both).profile).toBeUndefined();
    for (const [profile, env] of [
      ["shop", both],
      [undefined, KEYS],
      [undefined, { AWS_PROFILE: "shop" }],
    ] as const)
      expect(chooseSource(profile, env)).not.toHaveProperty("notice");
  });

  it("are refused where half a pair of keys is set, and not taken from elsewhere", async () => {
    await expect(keyOf(undefined, { AWS_ACCESS_KEY_ID: "ENVIRONMENT" })).rejects.toMatchObject({
      code: "CredentialsIncomplete",
      exitCode: 77,
    });
  });

  it("are not taken from elsewhere where AWS_PROFILE names no profile", async () => {
    await expect(keyOf(undefined, { AWS_PROFILE: "shpo" })).rejects.toMatchObject({ code: "ProfileUnknown" });
  });
});

describe("the region", () => {
  const REGION = { AWS_REGION: "eu-west-1" };
  const DEFAULT_REGION = { AWS_DEFAULT_REGION: "eu-west-2" };
  it.each([
    ["AWS_REGION before all", "shop", { ...REGION, ...DEFAULT_REGION }, "eu-west-1"],
    ["AWS_DEFAULT_REGION before the profile's", "shop", DEFAULT_REGION, "eu-west-2"],
    ["that of the profile", "shop", {}, "us-gov-west-1"],
    ["that of AWS_PROFILE", undefined, { AWS_PROFILE: "china" }, "cn-north-1"],
    ["that of the profile, not of AWS_PROFILE", "shop", { AWS_PROFILE: "china" }, "us-gov-west-1"],
    ["that of the default profile", undefined, {}, "ap-south-1"],
    [
      "that of the default profile, where variables are empty",
      undefined,
      { AWS_REGION: "", AWS_PROFILE: "" },
      "ap-south-1",
    ],
    ["none, where the profile names none", "bare", {}, undefined],
  ])("is %s", async (_what, profile, env, region) => {
    write("config", "[default]", "region=ap-south-1", "[profile shop]", "region=us-gov-west-1");
    write("credentials", "[china]", "region=cn-north-1", "[bare]", "aws_access_key_id=A");
    expect((await findRegion(profile, env))?.region).toBe(region);
  });
});

describe("a role is taken on", () => {
  const ROLE = `<Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
    <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`;
  let sts: LocalAws;
  beforeEach(async () => {
    const body = `<AssumeRoleResponse><AssumeRoleResult>${ROLE}</AssumeRoleResult></AssumeRoleResponse>`;
    sts = await startAws({ status: 200, body });
    vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.url);
    write("credentials", "[default]", "aws_access_key_id=A", "aws_secret_access_key=a");
  });
  afterEach(() => sts.close());

  const runs = ["us-gov-west-1", "cn-north-1", "eu-central-1"].flatMap((region) =>
    [[], ["region=us-east-2"]].flatMap((own) =>
      (["--profile", "AWS_PROFILE"] as const).map((by) => ({ region, own, by, has: own[0] ?? "no region" })),
    ),
  );
  it.each(runs)("in $region, the run's, by $by where the profile has $has", async ({ region, own, by }) => {
    write(
      "config",
      "[profile ops]",
      "role_arn=arn:aws:iam::123456789012:role/ops",
      "source_profile=default",
      ...own,
    );
    const env = by === "AWS_PROFILE" ? { AWS_PROFILE: "ops" } : {};
    stub(env);
    const source = chooseSource(by === "--profile" ? "ops" : undefined, env);
    await openCredentials({ ...source, region, ...parts }).provider();
    expect(sts.seen.map(({ headers }) => headers.authorization)).toEqual([
      expect.stringContaining(`/${region}/sts/`),
    ]);
  });
});
