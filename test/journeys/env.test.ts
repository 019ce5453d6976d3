import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Practice } from "./program.ts";
import { ALL_SECTIONS, callsOf, readAccount, rowOf, runTo, standing } from "./stack.ts";

let practice: Practice;

beforeAll(async () => {
  practice = await standing("kafka: { enabled: false }\n", { others: ALL_SECTIONS });
});

afterAll(() => practice.remove());

/** A secret's value as the account keeps it. */
function valueOfSecret(name: string): string {
  const secret = rowOf(readAccount(practice), "SecretsManager/secret", ({ id }) => id === name);
  return (secret.versions as { text: string }[]).at(-1)?.text ?? "";
}

/** What a shell's child sees after the script was read. */
function environmentAfter(script: string): Record<string, string> {
  const print = `"${process.execPath}" -e "process.stdout.write(JSON.stringify(process.env))"`;
  const run = spawnSync("sh", ["-c", `eval "$SCRIPT"\n${print}`], {
    encoding: "utf8",
    env: { PATH: process.env.PATH ?? "", SCRIPT: script },
  });
  expect(run.status, run.stderr).toBe(0);
  return JSON.parse(run.stdout) as Record<string, string>;
}

describe("the application's environment", () => {
  it("reaches a shell with what the account has, secrets through a pipe that was named", async () => {
    const { stdout } = await runTo(practice, 0, "env --show-secrets=pipe");
    const seen = environmentAfter(stdout);
    const database = rowOf(readAccount(practice), "RDS/db-instance");
    expect(seen.DB_HOST).toMatch(new RegExp(`^${database.id}\\.`));
    expect(seen.DB_PASSWORD).toBe(valueOfSecret("flashsale/db-password"));
    expect(seen.REDIS_PASSWORD).toBe(valueOfSecret("flashsale/redis-auth-token"));
    expect(seen.AWS_REGION).toBe("us-east-1");
  });

  it("tells no secret where nobody asked for one, and reads none", async () => {
    const run = await runTo(practice, 0, "env --trace env.jsonl");
    expect(run.stdout + run.stderr).not.toContain(valueOfSecret("flashsale/db-password"));
    expect(callsOf(practice, "env.jsonl").map(({ operation }) => operation)).not.toContain("GetSecretValue");
  });
});

describe("the manifests of the built program", () => {
  it.each([
    ["ecs", ["task-definition.json", "service.json", "trust-policy.json"]],
    ["eks", ["config-map.yaml", "deployment.yaml", "service.yaml", "iam/trust-policy.json"]],
  ])("are rendered from the templates that it carries: %s", async (target, files) => {
    await runTo(practice, 0, `deploy ${target} --render ${target}`);
    expect(files.filter((file) => !existsSync(join(practice.folder, target, file)))).toEqual([]);
  });
});
