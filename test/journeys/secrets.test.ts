import { describe, expect, it } from "vitest";
import { killedOf } from "./campaign/campaign.ts";
import type { Practice } from "./program.ts";
import { callsOf, expectSettled, readAccount, rowOf, rowsOf, runTo, standing } from "./stack.ts";

const NAME = "flashsale/db-password";
const DESTROY = "destroy --yes --delete-data";
const DESTROY_DB = "destroy db --yes --delete-data";

/** The value of the password as the account keeps it. */
function passwordOf(practice: Practice): string | undefined {
  const secret = rowOf(readAccount(practice), "SecretsManager/secret", ({ id }) => id === NAME);
  return (secret.versions as { text: string }[]).at(-1)?.text;
}

const snapshotsOf = (practice: Practice): string[] =>
  rowsOf(readAccount(practice), "RDS/db-snapshot")
    .map(({ id }) => id)
    .sort();

const retained = (practice: Practice, type: string): { id: string; until?: string }[] =>
  practice
    .state()
    .retained.filter((left) => left.type === type)
    .map((left) => left as unknown as { id: string })
    .filter(({ id }) => !id.includes("redis"));

describe("up after destroy, within the recovery window of the secret", () => {
  it("restores the secret with its value, and each destroy leaves a snapshot of its own", async () => {
    const practice = await standing();
    const password = passwordOf(practice);
    const first = await runTo(practice, 0, DESTROY);
    expect(first.stderr).toMatch(/db-password.*until \d{4}-\d\d-\d\d|AWS removes it on \d{4}-\d\d-\d\d/s);
    expect(retained(practice, "secrets-manager/secret")).toHaveLength(1);
    const [snapshot] = snapshotsOf(practice);
    expect(retained(practice, "rds/db-snapshot").map(({ id }) => id)).toEqual([snapshot]);

    const up = await runTo(practice, 0, "up --yes --trace up.jsonl");
    expect(up.stderr).toMatch(/db\.secret\s+secret: restored with its value/);
    expect(passwordOf(practice)).toBe(password);
    const operations = callsOf(practice, "up.jsonl").map(({ operation }) => operation);
    expect(operations).toContain("RestoreSecret");
    expect(operations, "no value is drawn, none is overwritten").not.toContain("PutSecretValue");
    expect(retained(practice, "secrets-manager/secret"), "it is in use again").toEqual([]);
    await expectSettled(practice);

    const stopped = await practice.run(DESTROY, { faults: { kill: { attempt: 1, when: "after" } } });
    expect(killedOf(stopped)).toBeDefined();
    await runTo(practice, 0, DESTROY);
    expect(snapshotsOf(practice)).toHaveLength(2);
    expect(new Set(snapshotsOf(practice)).size).toBe(2);
    practice.remove();
  });

  it("leaves one snapshot under the name that was written down when destroy is killed while deleting", async () => {
    const practice = await standing();
    // Its deletion protection is lifted first.
    const run = await practice.run(DESTROY_DB, { faults: { kill: { attempt: 2, when: "after" } } });
    expect(killedOf(run)?.call).toBe("RDS DeleteDBInstance");
    const journaled = practice.state().resources["db.instance"] as { status: string; snapshot: string };
    expect(journaled.status).toBe("deleting");
    await runTo(practice, 0, DESTROY_DB);
    expect(snapshotsOf(practice)).toEqual([journaled.snapshot]);
    expect(retained(practice, "rds/db-snapshot").map(({ id }) => id)).toEqual([journaled.snapshot]);
    practice.remove();
  });

  it("leaves neither secret nor snapshot with --no-final-snapshot, and the next up draws a new value", async () => {
    const practice = await standing();
    const password = passwordOf(practice);
    await runTo(practice, 0, `${DESTROY} --no-final-snapshot`);
    expect(snapshotsOf(practice)).toEqual([]);
    expect(practice.state().retained).toEqual([]);
    await runTo(practice, 0, "up --yes");
    expect(passwordOf(practice)).not.toBe(password);
    practice.remove();
  });
});
