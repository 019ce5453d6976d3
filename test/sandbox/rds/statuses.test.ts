import { DeleteDBInstanceCommand, DescribeEventsCommand } from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import { editAccount, refusalOf } from "../harness.ts";
import { makeStanding, modify, practiseRds, type RdsPractice } from "./database.ts";

const inStatus = (status: string): RdsPractice =>
  practiseRds({ faults: { statuses: [{ type: "rds/db-instance", status }] } });

const remove = ({ rds }: RdsPractice, snapshot?: string) =>
  rds.send(
    new DeleteDBInstanceCommand({
      DBInstanceIdentifier: "flashsale-db",
      ...(snapshot === undefined ? { SkipFinalSnapshot: true } : { FinalDBSnapshotIdentifier: snapshot }),
    }),
  );

const BROKEN = ["failed", "incompatible-network", "incompatible-restore", "incompatible-parameters"];

describe.each(BROKEN)("a database that is %s", (status) => {
  it("takes no change, leaves no final snapshot, and goes without one", async () => {
    const practice = inStatus(status);
    await makeStanding(practice);
    expect((await practice.look()).DBInstanceStatus).toBe(status);
    const changed = modify(practice, { BackupRetentionPeriod: 9 });
    expect((await refusalOf(changed)).name).toBe("InvalidDBInstanceStateFault");
    expect((await refusalOf(remove(practice, "last"))).name).toBe("InvalidDBInstanceStateFault");
    await remove(practice);
    expect((await practice.look()).DBInstanceStatus).toBe("deleting");
  });
});

describe("a database that is stopped", () => {
  it("takes no change and cannot be deleted, with a final snapshot or without", async () => {
    const practice = inStatus("stopped");
    await makeStanding(practice);
    for (const call of [
      modify(practice, { BackupRetentionPeriod: 9 }),
      remove(practice, "last"),
      remove(practice),
    ])
      expect((await refusalOf(call)).name).toBe("InvalidDBInstanceStateFault");
  });
});

describe("a database without room", () => {
  it("takes more storage and nothing else, and is full no more", async () => {
    const practice = inStatus("storage-full");
    await makeStanding(practice);
    const other = modify(practice, { AllocatedStorage: 200, BackupRetentionPeriod: 9 });
    expect((await refusalOf(other)).name).toBe("InvalidDBInstanceStateFault");
    await modify(practice, { AllocatedStorage: 200 });
    practice.pass(7 * 3600);
    expect(await practice.look()).toMatchObject({ DBInstanceStatus: "available", AllocatedStorage: 200 });
  });
});

describe("a database whose storage settles", () => {
  it("takes another retention, but no other size", async () => {
    const practice = inStatus("storage-optimization");
    await makeStanding(practice);
    await modify(practice, { BackupRetentionPeriod: 9 });
    practice.pass(100);
    expect((await refusalOf(modify(practice, { AllocatedStorage: 200 }))).message).toMatch(
      /previous storage change is being optimized/,
    );
  });
});

describe("a database of 400 GiB or more", () => {
  it("is given another size only together with its IOPS", async () => {
    const practice = practiseRds();
    await makeStanding(practice, { AllocatedStorage: 500 });
    expect((await refusalOf(modify(practice, { AllocatedStorage: 600 }))).message).toMatch(/IOPS/);
    await modify(practice, { AllocatedStorage: 600, Iops: 12_000, StorageThroughput: 500 });
  });
});

describe("a database under AWS Backup", () => {
  const kept = async (): Promise<RdsPractice> => {
    const practice = practiseRds();
    await makeStanding(practice);
    editAccount(practice.file, ({ tables }) => {
      const rows = tables["us-east-1/RDS/db-instance"] as Record<string, { recoveryPointArn?: string }>;
      (rows["flashsale-db"] ?? {}).recoveryPointArn =
        "arn:aws:backup:us-east-1:123456789012:recovery-point:x";
    });
    return practice;
  };

  it("tells the recovery point", async () => {
    expect((await (await kept()).look()).AwsBackupRecoveryPointArn).toMatch(/recovery-point/);
  });

  it.each([{ BackupRetentionPeriod: 9 }, { PreferredBackupWindow: "01:00-02:00" }])(
    "does not take %j",
    async (change) => {
      const refused = await refusalOf(modify(await kept(), change));
      expect(refused.name).toBe("InvalidParameterValue");
      expect(refused.message).toMatch(/associated with an AWS Backup resource/);
    },
  );

  it("takes what AWS Backup does not keep", async () => {
    await modify(await kept(), { DeletionProtection: true });
  });

  it("goes only if its automated backups stay", async () => {
    const practice = await kept();
    expect((await refusalOf(remove(practice))).message).toMatch(/AWS Backup/);
    await practice.rds.send(
      new DeleteDBInstanceCommand({
        DBInstanceIdentifier: "flashsale-db",
        SkipFinalSnapshot: true,
        DeleteAutomatedBackups: false,
      }),
    );
  });
});

describe("events", () => {
  it("tell of a class that there is no capacity for, once its time is over", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    editAccount(practice.file, ({ offers }) => {
      Object.assign(offers.RDS ?? {}, { rolledBackClasses: ["db.r5.4xlarge"] });
    });
    await modify(practice, { DBInstanceClass: "db.r5.4xlarge" });
    const told = async () =>
      (
        await practice.rds.send(
          new DescribeEventsCommand({ SourceType: "db-instance", SourceIdentifier: "flashsale-db" }),
        )
      ).Events;
    expect(await told()).toEqual([]);
    practice.pass(1000);
    expect(await practice.look()).toMatchObject({
      DBInstanceStatus: "available",
      DBInstanceClass: "db.r5.xlarge",
    });
    expect(await told()).toMatchObject([{ Message: expect.stringMatching(/insufficient capacity/) }]);
  });
});
