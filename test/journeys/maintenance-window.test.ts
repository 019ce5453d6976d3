import { describe, expect, it } from "vitest";
import { contents } from "../../src/sections/contents.ts";
import type { Practice } from "./program.ts";
import {
  callsOf,
  changedItems,
  editAccount,
  expectSettled,
  planOf,
  rowOf,
  runTo,
  standing,
  writeSettings,
} from "./stack.ts";

const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/** A window three days ahead; at this speed that is minutes away. */
function farWindow(): { settings: string; speed: string } {
  const day = DAYS[(new Date().getUTCDay() + 3) % 7];
  return { settings: `maintenanceWindow: "${day}:06:00-${day}:07:00"`, speed: "1000" };
}

/** What was sent to the instance: its class, and whether at once. */
const modificationsIn = (practice: Practice): unknown[] =>
  callsOf(practice, "trace.jsonl")
    .filter(({ operation }) => operation === "ModifyDBInstance")
    .map(({ input }) => [input.DBInstanceClass, input.ApplyImmediately]);

describe("a change that interrupts service", () => {
  it("is not said to wait where AWS has no window for it", async () => {
    const others = contents
      .filter(({ name }) => name !== "network")
      .map(({ name }) => `${name}: { enabled: false }\n`)
      .join("");
    const practice = await standing("network: { natGateways: one }", { speed: "max", others });
    writeSettings(practice, "network: { natGateways: per-zone }", others);
    const plan = await runTo(practice, 0, "plan", { speed: "max" });
    expect(plan.stdout).toContain("interrupts service at once: target");
    const up = await runTo(practice, 0, "up --yes --trace trace.jsonl", { speed: "max" });
    expect(up.stderr).not.toMatch(/window/);
    const moved = callsOf(practice, "trace.jsonl").filter(({ operation }) => operation === "ReplaceRoute");
    expect(moved).toHaveLength(2);
    practice.remove();
  });

  it("waits for the maintenance window, counts as ready, and says when it takes effect", async () => {
    const { settings, speed } = farWindow();
    const practice = await standing(`db: { ${settings} }`, { speed });
    writeSettings(practice, `db: { ${settings}, class: db.r6g.xlarge, backupRetentionDays: 9 }`);
    const up = await runTo(practice, 0, "up --yes --trace trace.jsonl", { speed });
    expect(up.stderr).toMatch(/class takes effect in the next maintenance window/);
    expect(up.stderr).toMatch(/--apply-at now/);
    const modified = callsOf(practice, "trace.jsonl").filter(
      ({ operation }) => operation === "ModifyDBInstance",
    );
    expect(modified.map(({ input }) => [input.DBInstanceClass, input.ApplyImmediately])).toEqual([
      [undefined, true],
      ["db.r6g.xlarge", false],
    ]);
    await expectSettled(practice, { speed });
    editAccount(practice, (account) => {
      const instance = rowOf(account, "RDS/db-instance") as unknown as { works: { at: number }[] };
      for (const work of instance.works) work.at -= 3_600_000;
    });
    const after = await planOf(practice, "", { speed });
    expect(changedItems(after)).toEqual([]);
    practice.remove();
  });

  it("happens at once with --apply-at now", async () => {
    const { settings, speed } = farWindow();
    const practice = await standing(`db: { ${settings} }`, { speed });
    writeSettings(practice, `db: { ${settings}, class: db.r6g.xlarge }`);
    const up = await runTo(practice, 0, "up --yes --apply-at now --trace trace.jsonl", { speed });
    expect(up.stderr).not.toMatch(/takes effect/);
    expect(modificationsIn(practice)).toEqual([["db.r6g.xlarge", true]]);
    await expectSettled(practice, { speed });
    practice.remove();
  });
});
