import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { contents } from "../../src/sections/contents.ts";
import { freshFolder } from "./fake-world.ts";
import { accountFile, runInSandbox } from "./sandbox-world.ts";

// A stack is made first.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const OWN = ["network", "db", "cache", "kafka"];
const OTHERS_OFF = contents
  .filter(({ name }) => !OWN.includes(name))
  .map(({ name }) => `${name}: { enabled: false }\n`)
  .join("");

let cwd: string;
let password: string;

interface Secret {
  readonly id: string;
  readonly versions: readonly { readonly text: string }[];
}

/** The database's password as the account keeps it. */
function readPassword(folder: string): string {
  const account = JSON.parse(readFileSync(accountFile(folder), "utf8")) as {
    tables: Record<string, Record<string, Secret>>;
  };
  const secrets = Object.values(account.tables["us-east-1/SecretsManager/secret"] ?? {});
  return secrets.find(({ id }) => id === "flashsale/db-password")?.versions.at(-1)?.text ?? "";
}

const settings = (text: string): string => {
  const folder = freshFolder();
  writeFileSync(join(folder, "flashsale.yaml"), `name: flashsale\n${text}${OTHERS_OFF}`);
  return folder;
};

beforeAll(async () => {
  cwd = settings("");
  const { code, stderr } = await runInSandbox("up --yes", { cwd });
  expect(code, stderr).toBe(0);
  password = readPassword(cwd);
  expect(password.length).toBeGreaterThan(20);
});

const env = (flags = "", isTerminal = false) => runInSandbox(`env ${flags}`, { cwd, isTerminal });

describe("env", () => {
  it("tells every variable of the guide and every endpoint", async () => {
    const { code, stdout } = await env();
    expect(code).toBe(0);
    const names = [...stdout.matchAll(/^export ([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        "DB_HOST",
        "DB_PORT",
        "DB_NAME",
        "DB_USERNAME",
        "DB_PASSWORD",
        "REDIS_HOST",
        "REDIS_PORT",
        "REDIS_PASSWORD",
        "KAFKA_BOOTSTRAP_SERVERS",
        "AWS_REGION",
        "SPRING_PROFILES_ACTIVE",
      ]),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it.each(["sh", "dotenv", "docker", "json", "powershell", "ecs", "k8s"])(
    "tells references instead of secrets in --format %s",
    async (format) => {
      const { code, stdout, stderr } = await env(`--format ${format}`);
      expect(code).toBe(0);
      expect(stdout).toContain("secret:flashsale/db-password-");
      expect(stdout + stderr).not.toContain(password);
    },
  );

  it("does not read a secret unless it is asked for", async () => {
    await env("--trace calls.jsonl");
    expect(readFileSync(join(cwd, "calls.jsonl"), "utf8")).not.toContain("GetSecretValue");
  });

  it("is one JSON document with --json", async () => {
    const { stdout } = await env("--json");
    expect(JSON.parse(stdout)).toMatchObject({
      schema: 1,
      variables: { DB_PORT: "5432", DB_PASSWORD: { secretArn: expect.stringContaining("arn:aws:") } },
      missing: [],
    });
  });

  it("begins each name with --prefix", async () => {
    const { stdout } = await env("--prefix SHOP_ --format json");
    const names = Object.keys(JSON.parse(stdout) as object);
    expect(names).toContain("SHOP_DB_HOST");
    expect(names.every((name) => name.startsWith("SHOP_"))).toBe(true);
  });

  it.each(["--prefix 1A", "--prefix A-B", "--format toml", "--format sh --json", "--show-secrets=file"])(
    "ends %s with 64",
    async (flags) => {
      const { code, stdout } = await env(flags);
      expect(code).toBe(64);
      expect(stdout).not.toContain("DB_HOST");
    },
  );
});

describe("env --show-secrets", () => {
  it("is refused into a pipe, before anything is read, with the two ways out", async () => {
    const { code, stdout, stderr } = await env("--show-secrets");
    expect([code, stdout]).toEqual([64, ""]);
    expect(stderr).toContain("--out FILE");
    expect(stderr).toContain("--show-secrets=pipe");
    const others = await runInSandbox("env", { cwd, env: { FLASHSALE_SHOW_SECRETS: "pipe" } });
    expect(others.stdout, "only a command line can say it").not.toContain(password);
  });

  it("tells them on a terminal", async () => {
    const { code, stdout, stderr } = await env("--show-secrets", true);
    expect(code).toBe(0);
    // A password with a tilde is quoted.
    expect(stdout.replaceAll("'", "")).toContain(`DB_PASSWORD=${password}`);
    expect(stderr).not.toContain(password);
  });

  it.each(["sh", "dotenv", "docker", "json", "powershell", "ecs", "k8s"])(
    "tells them in --format %s into a pipe that was named, and in no trace",
    async (format) => {
      const { code, stdout, stderr } = await env(
        `--show-secrets=pipe --format ${format} --trace ${format}.jsonl`,
      );
      expect(code).toBe(0);
      expect(stdout).toContain(password);
      expect(stdout).not.toContain("***");
      expect(stdout).not.toContain("arn:aws:secretsmanager");
      expect(stderr).not.toContain(password);
      const trace = readFileSync(join(cwd, `${format}.jsonl`), "utf8");
      expect(trace).toContain("GetSecretValue");
      expect(trace).not.toContain(password);
    },
  );

  it("tells them in the JSON document", async () => {
    const { stdout } = await env("--show-secrets=pipe --json");
    expect(JSON.parse(stdout)).toMatchObject({ schema: 1, variables: { DB_PASSWORD: password } });
  });

  it("writes them to a file that only the owner can read, and says nothing of them elsewhere", async () => {
    const file = join(cwd, "private", ".env");
    mkdirSync(join(cwd, "private"));
    writeFileSync(file, "old", { mode: 0o644 });
    const { code, stdout, stderr } = await env("--show-secrets --format dotenv --out private/.env");
    expect([code, stdout]).toEqual([0, ""]);
    expect(readFileSync(file, "utf8")).toContain(`DB_PASSWORD=${password}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(stderr).toContain(".env is written, with secrets in it");
    expect(stderr).not.toContain(password);
  });

  it("replaces what a link points to, and never what is no plain file", async () => {
    const target = join(cwd, "target.env");
    writeFileSync(target, "old");
    symlinkSync(target, join(cwd, "link.env"));
    expect((await env("--out link.env")).code).toBe(0);
    expect(readFileSync(target, "utf8")).toContain("DB_HOST");
    for (const place of ["private", "/dev/null"]) {
      const { code, stderr } = await env(`--out ${place}`);
      expect(code).toBe(64);
      expect(stderr.replaceAll(/\s+/g, " ")).toContain("no plain file");
    }
    expect(statSync("/dev/null").isCharacterDevice()).toBe(true);
  });
});

describe("env of a stack that does not stand", () => {
  it("ends with 1, names up and tells nothing", async () => {
    const folder = freshFolder();
    const { code, stdout, stderr } = await runInSandbox("env", { cwd: folder });
    expect([code, stdout]).toEqual([1, ""]);
    expect(stderr).toContain("Nothing of this stack stands");
    expect(stderr).toContain("flashsale-setup up --sandbox");
    expect(existsSync(join(folder, ".flashsale", "sandbox.state.json"))).toBe(false);
  });

  it("tells what there is of one that stands in part, and what each missing variable waits for", async () => {
    const folder = settings("");
    expect((await runInSandbox("network --yes", { cwd: folder })).code).toBe(0);
    const { code, stdout, stderr } = await runInSandbox("env", { cwd: folder });
    expect(code).toBe(0);
    expect(stdout).toContain("export VPC_ID=vpc-");
    expect(stdout).not.toContain("DB_HOST");
    expect(stderr).toContain("DB_HOST is missing: db.instance does not stand yet.");
    const { stdout: json } = await runInSandbox("env --json", { cwd: folder });
    expect((JSON.parse(json) as { missing: object[] }).missing).toContainEqual({
      name: "DB_HOST",
      needs: ["db.instance"],
    });
  });

  it("leaves out what the settings switch off", async () => {
    const folder = settings("");
    writeFileSync(
      join(folder, "flashsale.yaml"),
      `name: flashsale\ncache: { enabled: false }\nkafka: { enabled: false }\ndb: { enabled: false }\n${OTHERS_OFF}`,
    );
    expect((await runInSandbox("up --yes", { cwd: folder })).code).toBe(0);
    const { stdout, stderr } = await runInSandbox("env", { cwd: folder });
    expect(stdout).not.toMatch(/DB_|REDIS_|KAFKA_/);
    expect(stderr).not.toContain("missing");
  });
});
