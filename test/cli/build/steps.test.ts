import { describe, expect, it } from "vitest";
import { folderNameOf, secretsIn, toSource } from "../../../src/cli/build/source.ts";
import { type BuildPlan, buildSteps, toCommandLine, toScript } from "../../../src/cli/build/steps.ts";
import { UsageError } from "../../../src/errors.ts";

const REPOSITORY = "314159265358.dkr.ecr.us-east-1.amazonaws.com/flashsale-app";

const PLAN: BuildPlan = {
  folder: "/home/me/flash sale",
  localName: "flashsale-app",
  target: { repositoryUri: REPOSITORY, tag: "latest" },
  platform: "linux/amd64",
  region: "us-east-1",
};

describe("the steps of a build", () => {
  it("are the guide's, and then tag, login and push", () => {
    expect(buildSteps(PLAN).map(toCommandLine)).toEqual([
      "mvn clean package -DskipTests",
      "docker build --platform linux/amd64 -t flashsale-app:latest .",
      `docker tag flashsale-app:latest ${REPOSITORY}:latest`,
      "docker login --username AWS --password-stdin 314159265358.dkr.ecr.us-east-1.amazonaws.com",
      `docker push ${REPOSITORY}:latest`,
    ]);
  });

  it("begin with a clone where the source is elsewhere", () => {
    const clone = { url: "https://example.com/flash-sale.git", ref: "v1.2" };
    const [first] = buildSteps({ ...PLAN, clone, folder: "flash-sale" });
    expect(first?.words).toEqual([
      ...["git", "clone", "--depth", "1", "--branch", "v1.2", "--", clone.url, "flash-sale"],
    ]);
  });

  it("run Maven and docker build inside the source, and hand the password to the login alone", () => {
    const steps = buildSteps(PLAN);
    expect(steps.filter(({ isInside }) => isInside).map(({ title }) => title)).toEqual([
      "mvn clean package",
      "docker build",
    ]);
    expect(steps.filter(({ takesPassword }) => takesPassword).map(({ title }) => title)).toEqual([
      "docker login",
    ]);
  });
});

describe("the script of a build", () => {
  it("can be typed: it enters the folder once and reads the password where it is used", () => {
    const lines = toScript({ ...PLAN, profile: "shop" });
    expect(lines[0]).toBe("cd '/home/me/flash sale'");
    expect(lines.filter((line) => line.startsWith("cd "))).toHaveLength(1);
    expect(lines).toContain(
      "aws ecr get-login-password --region us-east-1 --profile shop | docker login --username AWS --password-stdin 314159265358.dkr.ecr.us-east-1.amazonaws.com",
    );
  });
});

describe("the source of a build", () => {
  it.each([
    ["https://example.com/flash-sale.git", "flash-sale"],
    ["https://example.com/group/flash-sale/", "flash-sale"],
    ["ssh://git@example.com:2222/group/flash-sale", "flash-sale"],
    ["git@example.com:group/flash-sale.git", "flash-sale"],
    ["git@example.com:flash-sale", "flash-sale"],
    ["file:///srv/flash-sale.git", "flash-sale"],
  ])("is a repository where git would take it for one: %s", (text, name) => {
    expect(toSource(text, undefined, "/here")).toEqual({ kind: "repository", url: text, ref: undefined });
    expect(folderNameOf(text)).toBe(name);
  });

  it.each([
    [".", "/here"],
    ["../app", "/app"],
    ["/srv/app", "/srv/app"],
    ["dir/a:b", "/here/dir/a:b"],
  ])("is a folder elsewise: %s", (text, folder) => {
    expect(toSource(text, undefined, "/here")).toEqual({ kind: "folder", folder });
  });

  it("has a ref only where it is cloned", () => {
    expect(toSource("git@example.com:x", "main", "/here")).toMatchObject({ ref: "main" });
    expect(() => toSource(".", "main", "/here")).toThrow(UsageError);
  });

  it("may hold secrets in its URL, as they stand and as they are meant", () => {
    expect(secretsIn({ url: "https://me:tok%2Fen@example.com/x" })).toEqual([
      "me",
      "me",
      "tok%2Fen",
      "tok/en",
    ]);
    expect(secretsIn({ url: "https://token%@example.com/x" })).toEqual(["token%", "token%"]);
    expect(secretsIn({ url: "ssh://git@example.com/x" })).toEqual([]);
    expect(secretsIn({ url: "git@example.com:x" })).toEqual([]);
    expect(secretsIn({ url: "https://example.com/x@y" })).toEqual([]);
  });
});
