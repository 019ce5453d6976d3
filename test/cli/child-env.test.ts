import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { demandTools } from "../../src/cli/build/check-tools.ts";
import { runStep } from "../../src/cli/build/run-step.ts";
import { buildSteps } from "../../src/cli/build/steps.ts";
import { awsChildEnv } from "../../src/cli/child-env.ts";
import { openDesk } from "../../src/cli/desk.ts";
import { machineFindings } from "../../src/cli/doctor/machine.ts";
import { fakeTools } from "./build/fake-tools.ts";
import { fakeWorld, freshFolder } from "./fake-world.ts";

const TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE";

/** What lets somebody into the account, or is nobody's business. */
const OURS: Readonly<Record<string, string>> = {
  AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  AWS_SESSION_TOKEN: TOKEN,
  AWS_PROFILE: "shop",
  AWS_WEB_IDENTITY_TOKEN_FILE: "/token",
  AWS_CONTAINER_AUTHORIZATION_TOKEN: TOKEN,
  FLASHSALE_ENDPOINT_URL: "http://127.0.0.1:1",
  DATABASE_PASSWORD: "hunter2hunter2",
  GITHUB_TOKEN: TOKEN,
  NODE_OPTIONS: "--no-warnings",
};

/** What they work with. */
const THEIRS: Readonly<Record<string, string>> = {
  HOME: "/home/ann",
  LANG: "C.UTF-8",
  LC_ALL: "C.UTF-8",
  https_proxy: "http://proxy.example:3128",
  NO_PROXY: "localhost",
};

const PLAN = {
  clone: { url: "https://git.example/shop.git", ref: undefined },
  folder: "",
  localName: "flashsale-app",
  target: { repositoryUri: "314159265358.dkr.ecr.us-east-1.amazonaws.com/flashsale-app", tag: "v1" },
  platform: "linux/amd64",
  region: "us-east-1",
};

/** Programs that write down their environment, and a desk whose environment holds all sorts of things. */
function around(own: Readonly<Record<string, string>> = {}) {
  const tools = fakeTools();
  const folder = freshFolder();
  const fileOf = (tool: string): string => join(folder, tool);
  const BODIES: Readonly<Record<string, string>> = {
    java: `echo 'openjdk version "17.0.15"' >&2`,
    mvn: "echo 'Apache Maven 3.8.7'",
    docker: "echo 28.2.2",
    git: "echo 'git version 2.39.5'",
    aws: "echo aws-cli/2.15.0",
    "session-manager-plugin": "echo 1.2.650.0",
  };
  for (const [tool, body] of Object.entries(BODIES))
    tools.change(tool, `/usr/bin/env >> ${fileOf(tool)}\n${body}`);
  const env = { ...OURS, ...THEIRS, ...own, PATH: tools.path };
  const world = fakeWorld([], { env, cwd: folder });
  const globals = { config: "x", configGiven: false, sandbox: false, yes: false, json: false };
  const desk = openDesk(world, { ...globals, verbose: false, input: false, color: false });
  const seenBy = (tool: string): string =>
    existsSync(fileOf(tool)) ? readFileSync(fileOf(tool), "utf8") : "";
  return { world, desk, folder, seenBy };
}

function expectTheirsAlone(seen: string): void {
  for (const [name, value] of Object.entries(THEIRS)) expect(seen).toContain(`${name}=${value}`);
  for (const [name, value] of Object.entries(OURS)) {
    expect(seen).not.toContain(`${name}=`);
    expect(seen).not.toContain(value);
  }
}

describe("a program that is started", () => {
  it.each(["aws", "java", "mvn", "docker", "session-manager-plugin"])(
    "by doctor sees no key of the account and nothing else of ours: %s",
    async (tool) => {
      const { world, seenBy } = around();
      await machineFindings(world);
      expectTheirsAlone(seenBy(tool));
    },
  );

  it.each(["git", "java", "mvn", "docker"])(
    "to look whether it is there sees no key of the account: %s",
    async (tool) => {
      const { desk, seenBy } = around();
      await demandTools(desk, { kind: "repository", url: "https://git.example/shop.git", ref: undefined });
      expectTheirsAlone(seenBy(tool));
    },
  );

  it.each(buildSteps(PLAN).map((step) => [step.title, step] as const))(
    "by a build sees no key of the account: %s",
    async (_title, step) => {
      const { desk, folder, seenBy } = around();
      await runStep(desk, step, {
        place: "1 of 1",
        cwd: folder,
        ...(step.takesPassword === true ? { password: "registry-password-1" } : {}),
      });
      const seen = seenBy(step.words[0]);
      expectTheirsAlone(seen);
      expect(seen).not.toContain("registry-password-1");
    },
  );

  it.each([
    ["git", "GIT_SSH_COMMAND"],
    ["git", "SSH_AUTH_SOCK"],
    ["java", "JAVA_HOME"],
    ["mvn", "JAVA_HOME"],
    ["mvn", "MAVEN_OPTS"],
    ["docker", "DOCKER_HOST"],
    ["docker", "DOCKER_CONFIG"],
  ])("has its own settings: %s gets %s", async (tool, name) => {
    const { desk, seenBy } = around({ [name]: "as-it-was" });
    await demandTools(desk, { kind: "repository", url: "https://git.example/shop.git", ref: undefined });
    expect(seenBy(tool)).toContain(`${name}=as-it-was`);
  });

  it("and calls AWS itself has the account's variables, and still nothing else", () => {
    const seen = awsChildEnv({ ...OURS, ...THEIRS });
    expect(seen).toMatchObject({ AWS_SESSION_TOKEN: TOKEN, AWS_PROFILE: "shop", HOME: "/home/ann" });
    expect(Object.keys(seen)).not.toContain("GITHUB_TOKEN");
    expect(Object.keys(seen)).not.toContain("DATABASE_PASSWORD");
  });
});
