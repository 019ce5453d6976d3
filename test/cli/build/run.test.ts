import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { demandTools } from "../../../src/cli/build/check-tools.ts";
import { runStep } from "../../../src/cli/build/run-step.ts";
import { demandBuildable } from "../../../src/cli/build/source.ts";
import { buildSteps, type Step } from "../../../src/cli/build/steps.ts";
import { Cancelled } from "../../../src/errors.ts";
import { fakeOutput, fakeTerminal, SECRET } from "../../ui/fake-terminal.ts";
import { fakeWorld, freshFolder } from "../fake-world.ts";
import { fakeTools } from "./fake-tools.ts";

const FOLDER = { kind: "folder", folder: "/src" } as const;

function deskOf(path: string, signal: AbortSignal = new AbortController().signal) {
  const terminal = fakeTerminal();
  const world = { ...fakeWorld([], { env: { PATH: path } }), signal };
  return { terminal, desk: { world, output: fakeOutput(terminal), signal } };
}

const step = (words: Step["words"], more: Partial<Step> = {}): Step => ({
  title: "docker push",
  words,
  isInside: false,
  ...more,
});

const errorOf = (promise: Promise<unknown>): Promise<{ code: string; detail: string; summary: string }> =>
  promise.then(
    () => {
      throw new Error("It did not fail.");
    },
    (error: unknown) => error as { code: string; detail: string; summary: string },
  );

describe("the tools of a build", () => {
  it("are looked at before anything is run", async () => {
    const tools = fakeTools();
    const { desk, terminal } = deskOf(tools.path);
    await demandTools(desk, FOLDER);
    expect(terminal.stderr.text).toBe("Found Java 17.0.15, Maven 3.8.7, Docker 28.2.2.\n");
    expect(
      tools
        .calls()
        .map(({ tool }) => tool)
        .toSorted(),
    ).toEqual(["docker", "java", "mvn"]);
  });

  it("include Git where the source is cloned", async () => {
    const tools = fakeTools();
    tools.remove("git");
    const { desk } = deskOf(tools.path);
    await demandTools(desk, FOLDER);
    const error = await errorOf(
      demandTools(desk, { kind: "repository", url: "https://x/y", ref: undefined }),
    );
    expect(error.detail).toContain("Git is not there");
  });

  it("are told all at once when they are missing, too old or not working, with what mends each", async () => {
    const tools = fakeTools();
    tools.remove("mvn");
    tools.change("java", `echo 'openjdk version "11.0.2"' >&2`);
    tools.change("docker", "echo 'Cannot connect to the Docker daemon' >&2; exit 1");
    const error = await errorOf(demandTools(deskOf(tools.path).desk, FOLDER));
    expect(error).toMatchObject({ code: "ToolsMissing", exitCode: 1 });
    expect(error.detail).toContain("Java is 11.0.2, and 17 or newer is needed");
    expect(error.detail).toContain("Maven is not there");
    expect(error.detail).toContain("Docker does not work: Cannot connect to the Docker daemon");
    expect(error).toHaveProperty("fix.length", 3);
  });

  it("takes Java 8 by its old name for too old", async () => {
    const tools = fakeTools();
    tools.change("java", `echo 'java version "1.8.0_392"' >&2`);
    expect((await errorOf(demandTools(deskOf(tools.path).desk, FOLDER))).detail).toContain("Java is 8");
  });
});

describe("a step of a build", () => {
  it("shows the command and each line that it says, on stderr", async () => {
    const tools = fakeTools();
    tools.change("docker", "echo one; echo two >&2");
    const { desk, terminal } = deskOf(tools.path);
    await runStep(desk, step(["docker", "push", "a b"]), { place: "2 of 5", cwd: freshFolder() });
    expect(terminal.stderr.lines[0]).toBe("Step 2 of 5: docker push 'a b'");
    expect(terminal.stderr.lines.slice(1).toSorted()).toEqual(["  one", "  two"]);
    expect(terminal.stdout.text).toBe("");
  });

  it("gets its password by stdin and by nothing else", async () => {
    const tools = fakeTools();
    const { desk, terminal } = deskOf(tools.path);
    const login = step(["docker", "login", "--password-stdin", "registry"], { takesPassword: true });
    await runStep(desk, login, { place: "1 of 1", cwd: freshFolder(), password: SECRET });
    const [called] = tools.calls();
    expect(called?.input).toBe(SECRET);
    expect(called?.args.join(" ")).not.toContain(SECRET);
    expect(terminal.stderr.text).not.toContain(SECRET);
  });

  it("hides a secret that the program repeats", async () => {
    const tools = fakeTools();
    tools.change("docker", `echo "token ${SECRET}"`);
    const { desk, terminal } = deskOf(tools.path);
    await runStep(desk, step(["docker", "push", SECRET]), { place: "1 of 1", cwd: freshFolder() });
    expect(terminal.stderr.text).toContain("  token ***");
    expect(terminal.stderr.text).not.toContain(SECRET);
  });

  it.each([
    ["exit 3", "it ended with 3"],
    ["kill -9 $$", "it was ended by SIGKILL"],
  ])("that ends with %s is named with its place and how it ended", async (body, how) => {
    const tools = fakeTools();
    tools.change("docker", body);
    const run = runStep(deskOf(tools.path).desk, step(["docker", "push", "x"]), {
      place: "5 of 5",
      cwd: freshFolder(),
    });
    const error = await errorOf(run);
    expect(error).toMatchObject({ code: "BuildStepFailed", summary: "docker push failed", exitCode: 1 });
    expect(error.detail).toContain(`Step 5 of 5 of the build, docker push x: ${how}`);
  });

  it("of a program that is gone says so", async () => {
    const tools = fakeTools();
    tools.remove("docker");
    const run = runStep(deskOf(tools.path).desk, step(["docker", "push", "x"]), {
      place: "1 of 1",
      cwd: "/",
    });
    expect((await errorOf(run)).detail).toContain("docker was not found");
  });

  it("is ended when the run is to stop, which is no failure", async () => {
    const tools = fakeTools();
    tools.change("docker", "echo ready; exec /bin/sleep 60");
    const stopper = new AbortController();
    const { desk, terminal } = deskOf(tools.path, stopper.signal);
    const run = runStep(desk, step(["docker", "push", "x"]), { place: "1 of 1", cwd: freshFolder() });
    await terminal.stderr.shown("ready");
    stopper.abort(143);
    const error = await errorOf(run);
    expect(error).toBeInstanceOf(Cancelled);
    expect(error).toMatchObject({ exitCode: 143 });
  });
});

describe("a folder to build", () => {
  it("needs what Maven and Docker read", async () => {
    const folder = mkdtempSync(join(tmpdir(), "flashsale-"));
    expect((await errorOf(demandBuildable(folder))).detail).toContain("no pom.xml and no Dockerfile");
    writeFileSync(join(folder, "pom.xml"), "");
    expect((await errorOf(demandBuildable(folder))).detail).toContain("has no Dockerfile");
    writeFileSync(join(folder, "Dockerfile"), "");
    await demandBuildable(folder);
    expect((await errorOf(demandBuildable(join(folder, "pom.xml")))).detail).toContain("is no folder");
    expect(existsSync(folder)).toBe(true);
  });
});

describe("the steps and the fake tools", () => {
  it("agree on how a clone is called", async () => {
    const tools = fakeTools();
    const { desk } = deskOf(tools.path);
    const target = join(freshFolder(), "app");
    const [clone] = buildSteps({
      clone: { url: "https://example.com/app", ref: undefined },
      folder: target,
      localName: "app",
      target: { repositoryUri: "registry/app", tag: "latest" },
      platform: "linux/amd64",
      region: "us-east-1",
    });
    if (clone === undefined) throw new Error("There is no first step.");
    await runStep(desk, clone, { place: "1 of 6", cwd: freshFolder() });
    await demandBuildable(target);
  });
});
