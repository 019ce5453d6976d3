import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice } from "./program.ts";
import {
  callsOf,
  editAccount,
  expectRefused,
  expectSettled,
  forgetRow,
  planOf,
  readAccount,
  rowsOf,
  runTo,
  standing,
  writeSettings,
} from "./stack.ts";

let base: Practice;

beforeAll(async () => {
  base = await standing();
});

afterAll(() => base.remove());

describe("a data store", () => {
  it("that vanished is made again only where its address is named", async () => {
    const practice = new Practice(base);
    editAccount(practice, (account) => forgetRow(account, "RDS/db-instance", "flashsale-db"));
    const told = await expectRefused(practice, 1);
    expect(told).toContain("db.instance would be made again, empty, after it vanished");
    expect(told).toContain("--replace db.instance");
    expect(told).toContain("there is no snapshot of it");
    expect(await expectRefused(practice, 1, "db --yes")).toContain("--replace db.instance");
    await runTo(practice, 0, "up --yes --replace db.instance");
    await expectSettled(practice);
    expect(rowsOf(readAccount(practice), "RDS/db-snapshot"), "there was nothing to take one of").toEqual([]);
    practice.remove();
  });

  it("keeps its secret: a lost one is not drawn anew while the instance stands", async () => {
    const practice = new Practice(base);
    editAccount(practice, (account) => forgetRow(account, "SecretsManager/secret", "flashsale/db-password"));
    const told = await expectRefused(practice, 1);
    expect(told).toContain("db.secret would be made again");
    expect(told).toContain("db.instance needs it");
    practice.remove();
  });

  it("that is replaced by name leaves a final snapshot first", async () => {
    const practice = new Practice(base);
    writeSettings(practice, "db: { username: postgres }");
    const plan = await planOf(practice, "--replace db.instance");
    const { snapshot, action } = plan.items.find(({ address }) => address === "db.instance") ?? {};
    expect([action, snapshot]).toEqual(["replace", expect.stringMatching(/^flashsale-db-final-/)]);
    await runTo(practice, 0, "up --yes --replace db.instance --trace trace.jsonl");
    const calls = callsOf(practice, "trace.jsonl").filter(({ operation }) => /DBInstance$/.test(operation));
    // A delete right after the protection was lifted may be refused at first: what counts is what AWS carried out.
    const changes = calls.filter(
      ({ operation, error }) => !operation.startsWith("Describe") && error === undefined,
    );
    expect(changes.map(({ operation }) => operation)).toEqual([
      "ModifyDBInstance",
      "DeleteDBInstance",
      "CreateDBInstance",
    ]);
    const named = changes[1]?.input.FinalDBSnapshotIdentifier;
    expect(rowsOf(readAccount(practice), "RDS/db-snapshot").map(({ id }) => id)).toEqual([named]);
    expect(practice.state().retained).toMatchObject([{ type: "rds/db-snapshot", id: named }]);
    await expectSettled(practice);
    practice.remove();
  });
});
