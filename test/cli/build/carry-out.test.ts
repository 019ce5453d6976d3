import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ECRClient, GetAuthorizationTokenCommand } from "@aws-sdk/client-ecr";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { Redactor } from "../../../src/aws/redaction.ts";
import { type BuildContext, buildAndPush } from "../../../src/cli/build/carry-out.ts";
import type { BuildPlan } from "../../../src/cli/build/steps.ts";
import { Output } from "../../../src/ui/output.ts";
import { fakeTerminal } from "../../ui/fake-terminal.ts";
import { fakeWorld, freshFolder } from "../fake-world.ts";
import { type FakeTools, fakeTools } from "./fake-tools.ts";

const PASSWORD = "eyJwYXlsb2FkIjoiMTIzNDU2Nzg5MCJ9";
const REGISTRY = "314159265358.dkr.ecr.us-east-1.amazonaws.com";

const planIn =
  (clone?: BuildPlan["clone"]) =>
  (folder: string): BuildPlan => ({
    ...(clone === undefined ? {} : { clone }),
    folder,
    localName: "flashsale-app",
    target: { repositoryUri: `${REGISTRY}/flashsale-app`, tag: "latest" },
    platform: "linux/arm64",
    region: "us-east-1",
  });

function contextWith(tools: FakeTools) {
  const client = new ECRClient({ region: "us-east-1" });
  const authorizationToken = Buffer.from(`AWS:${PASSWORD}`).toString("base64");
  mockClient(client)
    .on(GetAuthorizationTokenCommand)
    .resolves({ authorizationData: [{ authorizationToken }] });
  const terminal = fakeTerminal();
  const redactor = new Redactor();
  const world = fakeWorld([], { env: { PATH: tools.path } });
  const context = {
    aws: { safe: { ecr: client } },
    output: new Output(terminal, (text) => redactor.mask(text)),
    redactor,
    signal: new AbortController().signal,
    world,
  } as unknown as BuildContext;
  return { context, terminal };
}

function sourceFolder(): string {
  const folder = join(freshFolder(), "flash sale");
  mkdirSync(folder);
  for (const name of ["pom.xml", "Dockerfile"]) writeFileSync(join(folder, name), "");
  return folder;
}

const linesOf = (tools: FakeTools): string[] =>
  tools.calls().map(({ tool, args }) => [tool, ...args].join(" "));

describe("building and pushing", () => {
  it("runs the guide's commands in the source, then tags, logs in and pushes", async () => {
    const tools = fakeTools();
    const { context } = contextWith(tools);
    const folder = sourceFolder();
    await buildAndPush(context, { kind: "folder", folder }, planIn());
    expect(linesOf(tools)).toEqual([
      "mvn clean package -DskipTests",
      "docker build --platform linux/arm64 -t flashsale-app:latest .",
      `docker tag flashsale-app:latest ${REGISTRY}/flashsale-app:latest`,
      `docker login --username AWS --password-stdin ${REGISTRY}`,
      `docker push ${REGISTRY}/flashsale-app:latest`,
    ]);
    expect(
      tools
        .calls()
        .slice(0, 2)
        .map(({ cwd }) => cwd),
    ).toEqual([folder, folder]);
  });

  it("hands the registry's password to the login by stdin, and shows it nowhere", async () => {
    const tools = fakeTools();
    tools.change("docker", `[ "$1" = push ] && echo "using ${PASSWORD}"; :`);
    const { context, terminal } = contextWith(tools);
    await buildAndPush(context, { kind: "folder", folder: sourceFolder() }, planIn());
    const given = tools.calls().filter(({ input }) => input !== "");
    expect(given.map(({ args, input }) => [args[0], input])).toEqual([["login", PASSWORD]]);
    expect(linesOf(tools).join("\n")).not.toContain(PASSWORD);
    expect(terminal.stderr.text).toContain("using ***");
    expect(terminal.stderr.text + terminal.stdout.text).not.toContain(PASSWORD);
  });

  it("clones into a folder of its own, which is gone afterwards", async () => {
    const tools = fakeTools();
    const { context } = contextWith(tools);
    const url = "https://example.com/flash-sale.git";
    const source = { kind: "repository", url, ref: "main" } as const;
    await buildAndPush(context, source, planIn(source));
    const [clone, maven] = tools.calls();
    const folder = clone?.args.at(-1) ?? "";
    expect(clone?.args.slice(0, -1)).toEqual([...["clone", "--depth", "1", "--branch", "main", "--", url]]);
    expect(maven?.cwd).toBe(folder);
    expect(folder).toMatch(/flash-sale$/);
    expect(existsSync(join(folder, ".."))).toBe(false);
  });

  it("runs nothing after a step that fails, names it, and still removes the clone", async () => {
    const tools = fakeTools();
    tools.change("mvn", "echo 'COMPILATION ERROR'; exit 1");
    const { context, terminal } = contextWith(tools);
    const source = { kind: "repository", url: "https://example.com/app", ref: undefined } as const;
    const run = buildAndPush(context, source, planIn(source));
    await expect(run).rejects.toMatchObject({ code: "BuildStepFailed", summary: "mvn clean package failed" });
    expect(terminal.stderr.text).toContain("COMPILATION ERROR");
    expect(tools.calls().map(({ tool }) => tool)).toEqual(["git", "mvn"]);
    expect(existsSync(tools.calls()[0]?.args.at(-1) ?? "/")).toBe(false);
  });

  it("says what a clone lacks before Maven is run in it", async () => {
    const tools = fakeTools();
    tools.change("git", `for last; do :; done; /bin/mkdir -p "$last"; : > "$last/pom.xml"`);
    const { context } = contextWith(tools);
    const source = { kind: "repository", url: "https://example.com/app", ref: undefined } as const;
    const run = buildAndPush(context, source, planIn(source));
    await expect(run).rejects.toThrow(/no Dockerfile/);
    expect(tools.calls().map(({ tool }) => tool)).toEqual(["git"]);
  });

  it("runs nothing in a folder that lacks what it needs", async () => {
    const tools = fakeTools();
    const { context } = contextWith(tools);
    const run = buildAndPush(context, { kind: "folder", folder: freshFolder() }, planIn());
    await expect(run).rejects.toMatchObject({ code: "SourceUnbuildable" });
    expect(tools.calls()).toEqual([]);
  });
});
