import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { adviseOnCredentials } from "../../src/aws/credential-advice.ts";
import { findEnd, isUntold, openCredentials, timeLeft } from "../../src/aws/credentials.ts";
import { createRequestHandler } from "../../src/aws/request-handler.ts";
import { translate } from "../../src/aws/translate.ts";
import { createVirtualClock } from "./clocks.ts";
import { serve } from "./serve.ts";

// Where the machine that runs the tests may have credentials of its own.
const SOURCES = [
  "AWS_ACCESS_KEY_ID",
  "AWS_CONTAINER_CREDENTIALS_FULL_URI",
  "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
  "AWS_CREDENTIAL_EXPIRATION",
  "AWS_ENDPOINT_URL",
  "AWS_PROFILE",
  "AWS_SECRET_ACCESS_KEY",
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

const requestHandler = createRequestHandler({});
const clock = createVirtualClock();

function write(file: "config" | "credentials", ...lines: readonly string[]): void {
  writeFileSync(join(home, file), lines.join("\n"));
}

function writeSsoToken(id: string, token: object): void {
  const cache = join(home, ".aws", "sso", "cache");
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, `${createHash("sha1").update(id).digest("hex")}.json`), JSON.stringify(token));
}

describe("credentials", () => {
  it("are told to whoever hides them, each time before they are used", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "A");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "the-first-secret");
    const learnt: string[] = [];
    const learn = ({ secretAccessKey }: { secretAccessKey: string }): void =>
      void learnt.push(secretAccessKey);
    const credentials = openCredentials({ requestHandler, clock, learn });
    await credentials.provider();
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "the-second-secret");
    credentials.forget();
    await credentials.provider();
    expect(learnt).toEqual(["the-first-secret", "the-second-secret"]);
  });

  it.each(["eu-central-1", "us-gov-west-1", "cn-north-1"])(
    "of a role whose profile names no region are asked for in the stack's: %s",
    async (region) => {
      const aws = await serve({
        status: 200,
        body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
      });
      vi.stubEnv("AWS_ENDPOINT_URL", aws.url);
      write(
        "config",
        "[profile shop]",
        "role_arn=arn:aws:iam::123456789012:role/shop",
        "source_profile=base",
      );
      write("credentials", "[base]", "aws_access_key_id=A", "aws_secret_access_key=a");
      await openCredentials({ profile: "shop", region, requestHandler, clock }).provider();
      expect(aws.seen[0]?.headers.authorization).toContain(`/${region}/sts/aws4_request`);
    },
  );

  it("come from the chosen profile", async () => {
    write(
      "credentials",
      "[default]",
      "aws_access_key_id=A",
      "aws_secret_access_key=a",
      "[shop]",
      "aws_access_key_id=B",
      "aws_secret_access_key=b",
    );
    await expect(
      openCredentials({ profile: "shop", requestHandler, clock }).provider(),
    ).resolves.toMatchObject({
      accessKeyId: "B",
    });
    await expect(openCredentials({ requestHandler, clock }).provider()).resolves.toMatchObject({
      accessKeyId: "A",
    });
  });

  it("come from the environment where no profile is chosen", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "E");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "e");
    await expect(openCredentials({ requestHandler, clock }).provider()).resolves.toMatchObject({
      accessKeyId: "E",
    });
  });

  it("are kept until they are forgotten, and then read anew from the files", async () => {
    write("credentials", "[default]", "aws_access_key_id=OLD", "aws_secret_access_key=a");
    const credentials = openCredentials({ requestHandler, clock });
    await credentials.provider();
    write("credentials", "[default]", "aws_access_key_id=NEW", "aws_secret_access_key=a");
    await expect(credentials.provider()).resolves.toMatchObject({ accessKeyId: "OLD" });
    credentials.forget();
    await expect(credentials.provider()).resolves.toMatchObject({ accessKeyId: "NEW" });
  });

  it("are not taken from elsewhere when the chosen profile does not exist", async () => {
    write("credentials", "[default]", "aws_access_key_id=A", "aws_secret_access_key=a");
    const { provider } = openCredentials({ profile: "shpo", requestHandler, clock });
    await expect(provider()).rejects.toMatchObject({
      code: "ProfileUnknown",
      exitCode: 77,
      detail: expect.stringContaining("There are: default.") as string,
    });
  });

  it("of a role with MFA ask for the code once, for all clients", async () => {
    const sts = await serve({
      status: 200,
      body: `<AssumeRoleResponse><AssumeRoleResult><Credentials><AccessKeyId>ASIA</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t</SessionToken>
        <Expiration>2099-01-01T00:00:00Z</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`,
    });
    vi.stubEnv("AWS_ENDPOINT_URL_STS", sts.url);
    write(
      "config",
      "[profile ops]",
      "role_arn=arn:aws:iam::123456789012:role/ops",
      "source_profile=default",
      "mfa_serial=arn:aws:iam::123456789012:mfa/ann",
      "region=eu-west-1",
    );
    write("credentials", "[default]", "aws_access_key_id=A", "aws_secret_access_key=a");
    const mfaCodeProvider = vi.fn(() => Promise.resolve("123456"));
    const { provider } = openCredentials({ profile: "ops", requestHandler, clock, mfaCodeProvider });
    const [one, two] = await Promise.all([provider(), provider()]);
    expect([one.accessKeyId, two.accessKeyId]).toEqual(["ASIA", "ASIA"]);
    expect(mfaCodeProvider).toHaveBeenCalledExactlyOnceWith("arn:aws:iam::123456789012:mfa/ann");
    expect(sts.seen[0]?.body).toContain("TokenCode=123456");
  });
});

describe("what is wrong with credentials", () => {
  it("is told with the command that logs in again, for an expired SSO session", async () => {
    write(
      "config",
      "[profile shop]",
      "sso_session=corp",
      "sso_account_id=123456789012",
      "sso_role_name=Admin",
      "[sso-session corp]",
      "sso_region=eu-west-1",
      "sso_start_url=https://corp.awsapps.com/start",
    );
    writeSsoToken("corp", { accessToken: "t", expiresAt: "2020-01-01T00:00:00Z" });
    const error: unknown = await openCredentials({ profile: "shop", requestHandler, clock })
      .provider()
      .catch((reason: unknown) => reason);
    expect(await translate(error, { profile: "shop" })).toMatchObject({
      code: "SsoSessionExpired",
      exitCode: 77,
      fix: ["aws sso login --profile shop"],
    });
  });

  it("is told when there are none", async () => {
    const error: unknown = await openCredentials({ requestHandler, clock })
      .provider()
      .catch((reason: unknown) => reason);
    expect(await translate(error)).toMatchObject({
      code: "CredentialsMissing",
      exitCode: 77,
      fix: ["aws configure", "flashsale-setup up --sandbox"],
    });
  });

  it("is told when a profile wants an MFA code and nobody can be asked", async () => {
    write(
      "config",
      "[profile ops]",
      "role_arn=arn:aws:iam::123456789012:role/ops",
      "source_profile=default",
      "mfa_serial=m",
      "region=eu-west-1",
    );
    write("credentials", "[default]", "aws_access_key_id=A", "aws_secret_access_key=a");
    const error: unknown = await openCredentials({ profile: "ops", requestHandler, clock })
      .provider()
      .catch((reason: unknown) => reason);
    expect(adviseOnCredentials(error, "ops").summary).toBe("The profile wants an MFA code");
  });

  it("is told when the credential process fails", async () => {
    write("config", "[profile own]", "credential_process=echo no-json");
    const error: unknown = await openCredentials({ profile: "own", requestHandler, clock })
      .provider()
      .catch((reason: unknown) => reason);
    expect(adviseOnCredentials(error, "own").summary).toBe("The credential process failed");
  });
});

describe("the end of credentials", () => {
  const SESSION = ["aws_access_key_id=A", "aws_secret_access_key=a", "aws_session_token=t"];

  it.each([
    ["x_security_token_expires=2099-01-01T00:00:00Z", "2099-01-01T00:00:00.000Z"],
    ["expiration = 2099-01-01 00:00:00Z", "2099-01-01T00:00:00.000Z"],
    ["aws_expiration=soon", undefined],
    ["region=eu-west-1", undefined],
  ])("of a session in a file is what the file says beside it: %s", async (line, end) => {
    write("credentials", "[shop]", ...SESSION, line);
    const credentials = await openCredentials({ profile: "shop", requestHandler, clock }).provider();
    expect((await findEnd(credentials, "shop"))?.toISOString()).toBe(end);
    expect(isUntold(credentials)).toBe(true);
  });

  it("of a role that an SSO session takes on is that session's", async () => {
    write(
      "config",
      "[profile ops]",
      "role_arn=arn:aws:iam::123456789012:role/ops",
      "source_profile=corp",
      "[profile corp]",
      "sso_start_url=https://corp.awsapps.com/start",
    );
    writeSsoToken("https://corp.awsapps.com/start", { accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" });
    const keys = { accessKeyId: "A", secretAccessKey: "a", sessionToken: "t", expiration: new Date() };
    await expect(findEnd(keys, "ops")).resolves.toEqual(new Date("2099-01-01T00:00:00Z"));
  });

  it("of a role with MFA is when the next code is due", async () => {
    write("config", "[profile ops]", "role_arn=r", "source_profile=default", "mfa_serial=m");
    const expiration = new Date("2099-01-01T00:00:00Z");
    const keys = { accessKeyId: "A", secretAccessKey: "a", sessionToken: "t", expiration };
    await expect(findEnd(keys, "ops")).resolves.toEqual(expiration);
  });

  it("is told in seconds, where there is one", () => {
    const keys = { accessKeyId: "A", secretAccessKey: "a" };
    expect(timeLeft({ ...keys, expiration: new Date(clock.now() + 90_000) }, clock)).toBe(90);
    expect(timeLeft(keys, clock)).toBeUndefined();
  });

  it("of a session in the environment is what the environment says", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", "E");
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", "e");
    vi.stubEnv("AWS_CREDENTIAL_EXPIRATION", "2099-01-01T00:00:00Z");
    const credentials = await openCredentials({ requestHandler, clock }).provider();
    await expect(findEnd(credentials, undefined)).resolves.toEqual(new Date("2099-01-01T00:00:00Z"));
  });

  it("of an SSO session is what its token says, unless it renews itself", async () => {
    write(
      "config",
      "[profile old]",
      "sso_start_url=https://old.awsapps.com/start",
      "[profile new]",
      "sso_session=corp",
    );
    writeSsoToken("https://old.awsapps.com/start", { accessToken: "t", expiresAt: "2099-01-01T00:00:00Z" });
    writeSsoToken("corp", { accessToken: "t", expiresAt: "2099-01-01T00:00:00Z", refreshToken: "r" });
    const keys = { accessKeyId: "A", secretAccessKey: "a" };
    await expect(findEnd(keys, "old")).resolves.toEqual(new Date("2099-01-01T00:00:00Z"));
    await expect(findEnd(keys, "new")).resolves.toBeUndefined();
    await expect(findEnd(keys, "none")).resolves.toBeUndefined();
  });
});
