import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice } from "./program.ts";
import { protect, runAsReader, treeOf, unprotect } from "./read-only.ts";
import { changingCallsOf, editAccount, planOf, rowOf, runTo, standing, writeSettings } from "./stack.ts";

const READING = [
  "--version",
  "--help",
  "up --help",
  "plan",
  "plan --json",
  "plan --upgrade db.engineVersion --prune-rules",
  "status",
  "status --json",
  "cost estimate",
  "cost estimate --json",
  "cost tips",
  "sandbox list",
  "sandbox list --json",
  "completion bash",
  "completion zsh",
  "completion fish",
  "completion powershell",
];

let empty: Practice;
let built: Practice;

beforeAll(async () => {
  empty = new Practice();
  built = await standing();
  // Something to tell of: a changed setting and a changed resource.
  writeSettings(built, "db: { backupRetentionDays: 9 }");
  editAccount(built, (account) => {
    (rowOf(account, "RDS/db-instance") as unknown as { tags: Record<string, string> }).tags.Name = "x";
  });
  protect(empty);
  protect(built);
});

afterAll(() => {
  for (const practice of [empty, built]) {
    unprotect(practice);
    practice.remove();
  }
});

describe("a reading command in a folder that cannot be written", () => {
  it.each(READING)("%s: ends well and leaves every file as it is", async (words) => {
    for (const practice of [empty, built]) {
      const before = treeOf(practice.folder);
      const run = await runAsReader(practice, words);
      expect(run.code, run.stderr).toBe(0);
      expect(run.stdout).not.toBe("");
      expect(treeOf(practice.folder)).toEqual(before);
    }
  });

  it("proves its point: a writing one fails there", async () => {
    const run = await runAsReader(built, "up --yes");
    expect(run.code).not.toBe(0);
  });
});

describe("a reading command", () => {
  it("makes no call that changes anything", async () => {
    const practice = new Practice(built);
    unprotect(practice);
    for (const words of ["plan", "status"]) {
      await runTo(practice, 0, `${words} --trace ${words}.jsonl`);
      expect(changingCallsOf(practice, `${words}.jsonl`)).toEqual([]);
    }
    practice.remove();
  });

  it("makes none either where it ends with 3 for what it found", async () => {
    const practice = new Practice(built);
    unprotect(practice);
    await runTo(practice, 3, "security audit --trace audit.jsonl");
    expect(changingCallsOf(practice, "audit.jsonl")).toEqual([]);
    protect(practice);
    const before = treeOf(practice.folder);
    expect((await runAsReader(practice, "security audit")).code).toBe(3);
    expect(treeOf(practice.folder)).toEqual(before);
    unprotect(practice);
    practice.remove();
  });

  it("finds the same whoever reads, and again the next time", async () => {
    const [first, second] = [await planOf(empty), await planOf(empty)];
    expect(second).toEqual(first);
    expect(first.items.every(({ action }) => action === "create")).toBe(true);
  });
});
