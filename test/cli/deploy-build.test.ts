import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import { contents } from "../../src/sections/contents.ts";
import { CALLER, close, json, listen, type Reply } from "../aws/local-aws.ts";
import { type FakeTools, fakeTools } from "./build/fake-tools.ts";
import { fakeWorld, freshFolder } from "./fake-world.ts";
import { runInSandbox } from "./sandbox-world.ts";

// A stack is made first, in the sandbox; its state then serves for an account of the same number.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const ACCOUNT = "314159265358";
const PASSWORD = "eyJwYXlsb2FkIjoiMTIzNDU2Nzg5MCJ9";
const REGISTRY = `${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`;
const OWN = ["network", "iam", "deploy"];

let cwd: string;
let server: Server;
let url: string;
const asked: string[] = [];

const ANSWERS: Readonly<Record<string, Reply>> = {
  GetAuthorizationToken: json({
    authorizationData: [{ authorizationToken: Buffer.from(`AWS:${PASSWORD}`).toString("base64") }],
  }),
  DescribeImages: json({ imageDetails: [{ imageDigest: "sha256:0a" }] }),
  GetCallerIdentity: { ...CALLER, body: CALLER.body.replaceAll("123456789012", ACCOUNT) },
};

beforeAll(async () => {
  cwd = freshFolder();
  const off = contents.filter(({ name }) => !OWN.includes(name));
  const settings = off.map(({ name }) => `${name}: { enabled: false }\n`).join("");
  writeFileSync(join(cwd, "flashsale.yaml"), `name: flashsale\nregion: us-east-1\n${settings}`);
  const { code, stderr } = await runInSandbox("up --yes", { cwd });
  expect(code, stderr).toBe(0);
  copyFileSync(join(cwd, ".flashsale", "sandbox.state.json"), join(cwd, "flashsale.state.json"));
  mkdirSync(join(cwd, "app"));
  for (const name of ["pom.xml", "Dockerfile"]) writeFileSync(join(cwd, "app", name), "");
  server = createServer((request, response) => {
    const parts: string[] = [];
    request.on("data", (chunk) => parts.push(String(chunk)));
    request.on("end", () => {
      const target =
        String(request.headers["x-amz-target"] ?? "")
          .split(".")
          .at(-1) ?? "";
      const operation = target || (new URLSearchParams(parts.join("")).get("Action") ?? "");
      asked.push(operation);
      const { status, body, headers } = ANSWERS[operation] ?? { status: 400, body: "<Response/>" };
      response.writeHead(status, { "content-type": "text/xml", ...headers }).end(body);
    });
  });
  await listen(server);
  const address = server.address();
  url = typeof address === "object" && address !== null ? `http://127.0.0.1:${address.port}` : "";
});

afterAll(() => close(server));

async function build(words: string, tools: FakeTools) {
  asked.length = 0;
  const env = { PATH: tools.path, AWS_ACCESS_KEY_ID: "AKIA", AWS_SECRET_ACCESS_KEY: "local" };
  vi.stubEnv("AWS_ACCESS_KEY_ID", env.AWS_ACCESS_KEY_ID);
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", env.AWS_SECRET_ACCESS_KEY);
  const argv = ["deploy", "build", ...words.split(" "), "--endpoint-url", url];
  const world = fakeWorld(argv, { cwd, env });
  const code = await runProgram(world).finally(() => vi.unstubAllEnvs());
  return { code, stdout: world.terminal.stdout.text, stderr: world.terminal.stderr.text };
}

describe("deploy build in an account", () => {
  it("checks every tool, builds, pushes, and tells the image with its digest", async () => {
    const tools = fakeTools();
    const { code, stdout, stderr } = await build("app --json --trace build.jsonl", tools);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      schema: 1,
      dryRun: false,
      image: `${REGISTRY}/flashsale-app:latest`,
      digest: "sha256:0a",
      built: true,
    });
    const lines = tools.calls().map(({ tool, args }) => [tool, ...args].join(" "));
    expect(lines.slice(0, 3).toSorted()).toEqual([
      "docker version --format {{.Server.Version}}",
      "java -version",
      "mvn -v",
    ]);
    expect(lines.slice(3)).toEqual([
      "mvn clean package -DskipTests",
      "docker build --platform linux/amd64 -t flashsale-app:latest .",
      `docker tag flashsale-app:latest ${REGISTRY}/flashsale-app:latest`,
      `docker login --username AWS --password-stdin ${REGISTRY}`,
      `docker push ${REGISTRY}/flashsale-app:latest`,
    ]);
    expect(tools.calls().find(({ args }) => args[0] === "login")?.input).toBe(PASSWORD);
    expect(stdout + stderr + lines.join("\n")).not.toContain(PASSWORD);
    expect(asked.filter((name) => name !== "ListAccountAliases")).toEqual([
      "GetCallerIdentity",
      "GetAuthorizationToken",
      "DescribeImages",
    ]);
  });

  it("runs nothing where a tool is missing, and asks for no login", async () => {
    const tools = fakeTools();
    tools.remove("mvn");
    const { code, stderr } = await build("app", tools);
    expect(code).toBe(1);
    expect(stderr).toContain("Maven is not there");
    expect(tools.calls().some(({ args }) => args[0] === "build" || args[0] === "clean")).toBe(false);
    expect(asked).not.toContain("GetAuthorizationToken");
  });

  it("names the step that fails, and pushes nothing after it", async () => {
    const tools = fakeTools();
    tools.change("docker", `[ "$1" = version ] && echo 28.2.2 || { echo 'no space left'; exit 1; }`);
    const { code, stdout, stderr } = await build("app --json", tools);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      error: { code: "BuildStepFailed", summary: "docker build failed" },
    });
    expect(stderr).toContain("no space left");
    expect(tools.calls().some(({ args }) => args[0] === "push")).toBe(false);
  });

  it("prints the commands with --dry-run, without a login and without a tool", async () => {
    const tools = fakeTools();
    for (const tool of ["java", "mvn", "docker", "git"]) tools.remove(tool);
    const { code, stdout } = await build("app --dry-run", tools);
    expect(code).toBe(0);
    expect(stdout).toContain(`docker push ${REGISTRY}/flashsale-app:latest`);
    expect(asked).not.toContain("GetAuthorizationToken");
    expect(stdout).not.toContain(PASSWORD);
  });
});
