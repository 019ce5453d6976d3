import { describe, expect, it } from "vitest";
import { makeStanding, modify, practiseRds } from "./database.ts";

describe("a modification that waits", () => {
  // The account begins on a Sunday at midnight (UTC); the window opens six hours later.
  const window = { PreferredMaintenanceWindow: "sun:06:00-sun:07:00", PreferredBackupWindow: "01:00-01:30" };

  it("is pending until the maintenance window and is applied in it", async () => {
    const practice = practiseRds();
    await makeStanding(practice, window);
    const answer = await modify(practice, { ApplyImmediately: false, DBInstanceClass: "db.r5.large" });
    expect(answer).toMatchObject({ PendingModifiedValues: { DBInstanceClass: "db.r5.large" } });
    practice.pass(5 * 3600 - 1000 - 1);
    expect(await practice.look()).toMatchObject({
      DBInstanceStatus: "available",
      DBInstanceClass: "db.r5.xlarge",
      PendingModifiedValues: { DBInstanceClass: "db.r5.large" },
    });
    practice.pass(3600 + 2);
    expect((await practice.look()).DBInstanceStatus).toBe("modifying");
    practice.pass(600);
    expect(await practice.look()).toMatchObject({
      DBInstanceStatus: "available",
      DBInstanceClass: "db.r5.large",
      PendingModifiedValues: {},
    });
  });

  it("is joined by the next one, withdrawn by its opposite, and brought forward by ApplyImmediately", async () => {
    const practice = practiseRds();
    await makeStanding(practice, window);
    const wait = { ApplyImmediately: false };
    await modify(practice, { ...wait, DBInstanceClass: "db.r5.large" });
    expect((await modify(practice, { ...wait, MultiAZ: false })).PendingModifiedValues).toEqual({
      DBInstanceClass: "db.r5.large",
      MultiAZ: false,
    });
    expect((await modify(practice, { ...wait, MultiAZ: true })).PendingModifiedValues).toEqual({
      DBInstanceClass: "db.r5.large",
    });
    await modify(practice, { CopyTagsToSnapshot: true });
    practice.pass(700);
    expect(await practice.look()).toMatchObject({
      DBInstanceClass: "db.r5.large",
      PendingModifiedValues: {},
    });
  });

  it("is one that turns backups off, not one that keeps them for longer", async () => {
    const practice = practiseRds();
    await makeStanding(practice, window);
    await modify(practice, { ApplyImmediately: false, BackupRetentionPeriod: 14 });
    practice.pass(81);
    expect((await practice.look()).BackupRetentionPeriod).toBe(14);
    await modify(practice, { ApplyImmediately: false, BackupRetentionPeriod: 0 });
    practice.pass(1000);
    expect(await practice.look()).toMatchObject({
      BackupRetentionPeriod: 14,
      PendingModifiedValues: { BackupRetentionPeriod: 0 },
    });
  });
});
