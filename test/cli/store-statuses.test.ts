import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { Faults } from "../../src/sandbox/faults.ts";
import { contents } from "../../src/sections/contents.ts";
import { accountFile, runInSandbox } from "./sandbox-world.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const OFF = contents
  .filter(({ name }) => !["network", "db", "cache"].includes(name))
  .map(({ name }) => `${name}: { enabled: false }\n`)
  .join("");

const settingsWith = (db: string, cache: string): string =>
  `name: flashsale\ndb: { replicas: 1, ${db} }\ncache: { ${cache} }\n${OFF}`;

const AS_MADE = settingsWith("backupRetentionDays: 7", "snapshotRetentionDays: 1");
const CHANGED = settingsWith("backupRetentionDays: 9, maxStorageGib: 900", "snapshotRetentionDays: 2");

let standing = "";

beforeAll(async () => {
  standing = mkdtempSync(join(tmpdir(), "statuses-"));
  writeFileSync(join(standing, "flashsale.yaml"), AS_MADE);
  const made = await runInSandbox("up --yes", { cwd: standing });
  expect(made.code, made.stderr).toBe(0);
});

type Run = Awaited<ReturnType<typeof runInSandbox>>;

/** Runs a command on a copy of what stands, with each object of a type in a status. */
async function run(
  line: string,
  { type, status, seconds }: { type: string; status: string; seconds?: number },
  settings = AS_MADE,
): Promise<Run & { readonly changes: readonly string[] }> {
  const cwd = mkdtempSync(join(tmpdir(), "status-"));
  cpSync(standing, cwd, { recursive: true });
  writeFileSync(join(cwd, "flashsale.yaml"), settings);
  const before = readFileSync(accountFile(cwd), "utf8");
  const faults: Faults = { statuses: [{ type, status, ...(seconds === undefined ? {} : { seconds }) }] };
  const ran = await runInSandbox(line, { cwd, faults });
  const isUntouched = readFileSync(accountFile(cwd), "utf8") === before;
  const changes = isUntouched ? [] : ["something was changed"];
  return { ...ran, changes };
}

/** All that was said, whatever the width of the terminal. */
const textOf = ({ stdout, stderr }: Run): string => `${stdout} ${stderr}`.replace(/\s+/g, " ");

/** What nobody but a person ends, with the words that lead out. */
const STUCK = [
  ["rds/db-instance", "stopped", /aws rds start-db-instance --db-instance-identifier flashsale-db/],
  ["rds/db-instance", "stopping", /aws rds start-db-instance/],
  ["rds/db-instance", "storage-full", /db\.storageGib to 110/],
  ["rds/db-instance", "failed", /aws rds describe-events/],
  ["rds/db-instance", "incompatible-network", /aws rds start-db-instance/],
  ["rds/db-instance", "incompatible-restore", /Restore it from a backup/],
  ["rds/db-instance", "incompatible-create", /Restore it from a backup/],
  ["rds/db-instance", "incompatible-option-group", /aws rds describe-events/],
  ["rds/db-instance", "incompatible-parameters", /aws rds reset-db-parameter-group/],
  ["rds/db-instance", "insufficient-capacity", /aws rds describe-events/],
  ["rds/db-instance", "restore-error", /aws rds describe-events/],
  ["rds/db-instance", "inaccessible-encryption-credentials", /aws kms enable-key/],
  ["rds/db-instance", "inaccessible-encryption-credentials-recoverable", /aws kms enable-key/],
  [
    "rds/read-replica",
    "stopped",
    /aws rds start-db-instance --db-instance-identifier flashsale-db-replica-1/,
  ],
  ["rds/read-replica", "failed", /aws rds describe-events/],
  ["rds/read-replica", "storage-full", /db\.storageGib to 110/],
  ["rds/read-replica", "incompatible-parameters", /aws rds reset-db-parameter-group/],
  ["elasticache/replication-group", "create-failed", /aws elasticache describe-events/],
  ["elasticache/replication-group", "incompatible-network", /aws elasticache describe-events/],
  ["elasticache/replication-group", "restore-failed", /aws elasticache describe-events/],
] as const;

describe.each(STUCK)("where each %s is %s", (type, status, words) => {
  const imposed = { type, status };

  it("the status is shown with what mends it, and nothing is called an error", async () => {
    const ran = await run("status", imposed);
    expect(ran.code, textOf(ran)).toBe(0);
    expect(textOf(ran)).toMatch(words);
  });

  it("a plan that changes it is refused with what mends it", async () => {
    const ran = await run("plan", imposed, CHANGED);
    expect(ran.code, textOf(ran)).toBe(1);
    expect(textOf(ran)).toMatch(words);
  });

  it("nothing at all is changed by an up that would change it", async () => {
    const ran = await run("up --yes", imposed, CHANGED);
    expect(ran.code, textOf(ran)).toBe(1);
    expect(textOf(ran)).toMatch(words);
    expect(ran.changes).toEqual([]);
  });

  it("nothing at all is deleted by a destroy that would leave a final snapshot", async () => {
    const ran = await run("destroy --yes --delete-data", imposed);
    const isWithoutSnapshot = type === "rds/read-replica" && status !== "stopped";
    expect(ran.code, textOf(ran)).toBe(isWithoutSnapshot ? 0 : 1);
    if (isWithoutSnapshot) return;
    expect(textOf(ran)).toMatch(words);
    expect(ran.changes).toEqual([]);
  });

  it("a destroy without a final snapshot goes through, or says in seconds what it waits for", async () => {
    const ran = await run("destroy --yes --delete-data --no-final-snapshot", imposed);
    const isHeld = type === "rds/db-instance" || status.startsWith("stop");
    expect(ran.code, textOf(ran)).toBe(isHeld ? 1 : 0);
    if (!isHeld) return;
    expect(textOf(ran)).toMatch(words);
    expect(ran.changes).toEqual([]);
    if (!status.startsWith("stop"))
      expect(textOf(ran)).toMatch(/modify-db-instance .*--no-deletion-protection/);
  });
});

describe("a database whose delete would leave a final snapshot", () => {
  it.each(STUCK.filter(([type, status]) => type === "rds/db-instance" && !status.startsWith("stop")))(
    "%s names the way without one while it is %s",
    async (type, status) => {
      const ran = await run("destroy --yes --delete-data", { type, status });
      expect(textOf(ran)).toMatch(/flashsale-setup destroy .*--no-final-snapshot/);
    },
  );
});
