import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { freshFolder, run } from "./fake-world.ts";

/** A folder with settings, where no command gets further than to AWS. */
function place(): string {
  const cwd = freshFolder();
  writeFileSync(join(cwd, "flashsale.yaml"), "name: flashsale\n");
  return cwd;
}

const PASSWORD = "hunter2hunter2";
const MALFORMED = [
  "",
  " ",
  "127.0.0.1:5931",
  "localhost:4566",
  "nonsense",
  "ftp://x",
  "file:///etc/passwd",
  "http://",
  "http:///path",
  "https://",
  "//host",
  "http:host",
  `http://ann:${PASSWORD}@127.0.0.1:1`,
  `ann:${PASSWORD}@127.0.0.1:1`,
  "http://127.0.0.1:99999",
  "http://127.0.0.1:1/?x=y",
  "http://127.0.0.1:1/#x",
  "http://exa mple",
];
const VARIABLES = [
  "FLASHSALE_ENDPOINT_URL",
  "AWS_ENDPOINT_URL",
  "AWS_ENDPOINT_URL_EC2",
  "AWS_ENDPOINT_URL_STS",
  "AWS_ENDPOINT_URL_SECRETS_MANAGER",
  "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2",
];
const COMMANDS = [
  "status",
  "plan",
  "up --yes",
  "destroy --yes",
  "doctor",
  "init --defaults",
  "verify",
  "network",
];

const expectRefused = ({ code, stderr }: { code: number; stderr: string }): void => {
  expect(code, stderr).toBe(64);
  expect(stderr).toContain("http://127.0.0.1:5000");
  expect(stderr).not.toContain(PASSWORD);
};

describe("an endpoint that is none", () => {
  it.each(MALFORMED)('is refused where the flag names it, before any call: "%s"', async (url) => {
    expectRefused(await run(["status", "--endpoint-url", url], { cwd: place() }));
  });

  it.each(VARIABLES.flatMap((name) => MALFORMED.map((url) => [name, url] as const)))(
    'is refused where %s names it: "%s"',
    async (name, url) => {
      expectRefused(await run("status", { cwd: place(), env: { [name]: url } }));
    },
  );

  it.each(COMMANDS)("is refused by every command that calls AWS: %s", async (command) => {
    const cwd = command.startsWith("init") ? freshFolder() : place();
    expectRefused(await run(command, { cwd, env: { AWS_ENDPOINT_URL: "nonsense" } }));
  });

  it.each([
    ["AWS_ENDPOINT_URL_SECRETSMANAGER", "AWS_ENDPOINT_URL_SECRETS_MANAGER"],
    ["AWS_ENDPOINT_URL_AUTOSCALING", "AWS_ENDPOINT_URL_AUTO_SCALING"],
    ["AWS_ENDPOINT_URL_ELBV2", "AWS_ENDPOINT_URL_ELASTIC_LOAD_BALANCING_V2"],
    ["AWS_ENDPOINT_URL_ec2", "AWS_ENDPOINT_URL_EC2"],
  ])("is not passed over where its variable is misspelt: %s", async (name, right) => {
    const { code, stderr } = await run("status", { cwd: place(), env: { [name]: "http://127.0.0.1:1" } });
    expect(code).toBe(64);
    expect(stderr.replace(/\s+/g, " ")).toContain(right);
  });

  it("does not matter where it names a service that is never called, or to the sandbox", async () => {
    const { stderr } = await run("status", {
      cwd: freshFolder(),
      env: { AWS_ENDPOINT_URL_DYNAMODB: "localhost:8000" },
    });
    expect(stderr).toContain("no settings file");
    const practice = await run("status --sandbox", { env: { AWS_ENDPOINT_URL: "nonsense" } });
    expect(practice.world.opened.times).toBe(1);
  });
});

describe("an endpoint on another machine without TLS", () => {
  const CLEAR = { AWS_ENDPOINT_URL: "http://192.0.2.1:5000" };
  const SAID = "everything travels in clear";

  it("is told, and before changes asked about: without a terminal it needs --yes", async () => {
    const { code, stderr } = await run("up", { cwd: place(), env: CLEAR });
    expect(code).toBe(64);
    expect(stderr.replace(/\s+/g, " ")).toContain(SAID);
    expect(stderr).toContain("--yes");
  });

  it.each(["https://192.0.2.1:5000", "http://127.0.0.1:1", "http://localhost:1", "http://[::1]:1"])(
    "is none: %s",
    async (url) => {
      const cwd = place();
      writeFileSync(join(cwd, "flashsale.yaml"), "name: NOT-A-NAME\n");
      const { stderr } = await run(["status", "--endpoint-url", url], { cwd });
      expect(stderr).not.toContain(SAID);
    },
  );
});
