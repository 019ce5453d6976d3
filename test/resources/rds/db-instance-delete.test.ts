import {
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  ModifyDBInstanceCommand,
} from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import type { Leftover } from "../../../src/engine/resource.ts";
import { dbInstance } from "../../../src/resources/rds/db-instance.ts";
import { shows } from "./instances.ts";
import { inputsOf, mockAws, operationsOf, refusal } from "./mocked-aws.ts";

const SNAPSHOT = "flashsale-db-final-20261122-213000";
const LEFTOVER = { type: "rds/db-snapshot", id: SNAPSHOT };
const unprotected = shows({ DeletionProtection: false });
const deleting = shows({ DeletionProtection: false, DBInstanceStatus: "deleting" });
const absent = refusal("DBInstanceNotFoundFault");

type Mocked = ReturnType<typeof mockAws>;

function deleteIt({ aws, watch }: Mocked, snapshot?: string): Promise<readonly Leftover[]> {
  const wanted = snapshot === undefined ? {} : { snapshot };
  return dbInstance.delete(aws, "flashsale-db", { ...watch, ...wanted, force: false });
}

function deletable(): Mocked {
  const mocked = mockAws();
  mocked.rds.safe.on(DescribeDBInstancesCommand).resolves(unprotected);
  mocked.rds.safe.on(DeleteDBInstanceCommand).resolves({});
  return mocked;
}

describe("deleting a DB instance", () => {
  it("leaves the final snapshot that was named", async () => {
    const mocked = deletable();
    expect(await deleteIt(mocked, SNAPSHOT)).toEqual([LEFTOVER]);
    expect(inputsOf(mocked.rds.safe, "DeleteDBInstance")).toEqual([
      {
        DBInstanceIdentifier: "flashsale-db",
        FinalDBSnapshotIdentifier: SNAPSHOT,
        DeleteAutomatedBackups: true,
      },
    ]);
  });

  it("leaves nothing when no snapshot is wanted", async () => {
    const mocked = deletable();
    expect(await deleteIt(mocked)).toEqual([]);
    expect(inputsOf(mocked.rds.safe, "DeleteDBInstance")).toEqual([
      { DBInstanceIdentifier: "flashsale-db", SkipFinalSnapshot: true, DeleteAutomatedBackups: true },
    ]);
  });

  it("lifts deletion protection first, says so, and waits until AWS shows it", async () => {
    const mocked = deletable();
    mocked.rds.safe
      .on(DescribeDBInstancesCommand)
      .resolvesOnce(shows())
      .resolvesOnce(shows())
      .resolves(unprotected);
    mocked.rds.safe.on(ModifyDBInstanceCommand).resolves({});
    await deleteIt(mocked, SNAPSHOT);
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([
      { DBInstanceIdentifier: "flashsale-db", DeletionProtection: false, ApplyImmediately: true },
    ]);
    expect(operationsOf(mocked.rds.safe).slice(-2)).toEqual(["DescribeDBInstances", "DeleteDBInstance"]);
    expect(mocked.watch.statuses).toContain("lifting deletion protection");
  });

  it("does not begin a change that waits for the window when it lifts the protection", async () => {
    const mocked = deletable();
    mocked.rds.safe
      .on(DescribeDBInstancesCommand)
      .resolvesOnce(shows({ PendingModifiedValues: { EngineVersion: "16.9" } }))
      .resolves(unprotected);
    mocked.rds.safe.on(ModifyDBInstanceCommand).resolves({});
    await deleteIt(mocked);
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toMatchObject([{ ApplyImmediately: false }]);
  });

  it("is repeated while AWS still takes it for protected", async () => {
    const mocked = deletable();
    const words = "Cannot delete protected DB Instance, please disable deletion protection and try again.";
    mocked.rds.safe
      .on(DeleteDBInstanceCommand)
      .rejectsOnce(refusal("InvalidParameterCombination", words))
      .resolves({});
    await deleteIt(mocked);
    expect(inputsOf(mocked.rds.safe, "DeleteDBInstance")).toHaveLength(2);
  });

  it("waits out a change under way and reports it", async () => {
    const mocked = deletable();
    mocked.rds.safe
      .on(DeleteDBInstanceCommand)
      .rejectsOnce(refusal("InvalidDBInstanceStateFault"))
      .resolves({});
    mocked.rds.safe
      .on(DescribeDBInstancesCommand)
      .resolvesOnce(unprotected)
      .resolves(shows({ DeletionProtection: false, DBInstanceStatus: "modifying" }));
    expect(await deleteIt(mocked, SNAPSHOT)).toEqual([LEFTOVER]);
    expect(mocked.watch.statuses).toEqual(["modifying"]);
  });

  it("succeeds when nothing is there", async () => {
    const mocked = mockAws();
    mocked.rds.safe.on(DescribeDBInstancesCommand).rejects(absent);
    mocked.rds.safe.on(DescribeDBSnapshotsCommand).rejects(refusal("DBSnapshotNotFoundFault"));
    expect(await deleteIt(mocked, SNAPSHOT)).toEqual([]);
    expect(operationsOf(mocked.rds.safe)).not.toContain("DeleteDBInstance");
  });

  it("still tells the snapshot of an earlier attempt when the instance is gone already", async () => {
    const mocked = mockAws();
    mocked.rds.safe.on(DescribeDBInstancesCommand).rejects(absent);
    mocked.rds.safe
      .on(DescribeDBSnapshotsCommand)
      .resolves({ DBSnapshots: [{ DBSnapshotIdentifier: SNAPSHOT }] });
    expect(await deleteIt(mocked, SNAPSHOT)).toEqual([LEFTOVER]);
  });

  it("succeeds without a call when it is being deleted, and tells the snapshot only if it was asked for", async () => {
    const mocked = mockAws();
    mocked.rds.safe.on(DescribeDBInstancesCommand).resolves(deleting);
    mocked.rds.safe
      .on(DescribeDBSnapshotsCommand)
      .rejectsOnce(refusal("DBSnapshotNotFoundFault"))
      .resolves({ DBSnapshots: [{ DBSnapshotIdentifier: SNAPSHOT, Status: "creating" }] });
    expect(await deleteIt(mocked, SNAPSHOT)).toEqual([LEFTOVER]);
    mocked.rds.safe.on(DescribeDBSnapshotsCommand).rejects(refusal("DBSnapshotNotFoundFault"));
    expect(await deleteIt(mocked, SNAPSHOT)).toEqual([]);
    expect(operationsOf(mocked.rds.safe)).not.toContain("DeleteDBInstance");
  });

  it.each(["InvalidDBInstanceStateFault", "DBSnapshotAlreadyExistsFault"])(
    "takes %s for success when an attempt without an answer did it",
    async (name) => {
      const mocked = deletable();
      mocked.rds.safe.on(DeleteDBInstanceCommand).rejects(refusal(name));
      mocked.rds.safe.on(DescribeDBInstancesCommand).resolvesOnce(unprotected).resolves(deleting);
      expect(await deleteIt(mocked, SNAPSHOT)).toEqual([LEFTOVER]);
      expect(inputsOf(mocked.rds.safe, "DeleteDBInstance")).toHaveLength(1);
    },
  );

  it("stops when the snapshot's name is taken, and never deletes without it", async () => {
    const mocked = deletable();
    mocked.rds.safe.on(DeleteDBInstanceCommand).rejects(refusal("DBSnapshotAlreadyExistsFault"));
    await expect(deleteIt(mocked, SNAPSHOT)).rejects.toThrow("DBSnapshotAlreadyExistsFault");
    expect(inputsOf(mocked.rds.safe, "DeleteDBInstance")).toHaveLength(1);
  });

  it("leaves the backups that AWS Backup keeps, and names them", async () => {
    const mocked = deletable();
    const arn = "arn:aws:backup:us-east-1:123456789012:recovery-point:continuous:db-abc";
    mocked.rds.safe
      .on(DescribeDBInstancesCommand)
      .resolves(shows({ DeletionProtection: false, AwsBackupRecoveryPointArn: arn }));
    expect(await deleteIt(mocked, SNAPSHOT)).toEqual([LEFTOVER, { type: "backup/recovery-point", id: arn }]);
    expect(inputsOf(mocked.rds.safe, "DeleteDBInstance")).toMatchObject([{ DeleteAutomatedBackups: false }]);
  });

  it.each(["stopped", "failed", "incompatible-network", "inaccessible-encryption-credentials"])(
    "does not wait to lift the protection of one that is %s",
    async (status) => {
      const mocked = deletable();
      mocked.rds.safe.on(DescribeDBInstancesCommand).resolves(shows({ DBInstanceStatus: status }));
      mocked.rds.safe.on(ModifyDBInstanceCommand).rejects(refusal("InvalidDBInstanceStateFault"));
      await expect(deleteIt(mocked)).rejects.toMatchObject({ code: "Stuck" });
      expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toHaveLength(1);
    },
  );

  it("stops at once when AWS refuses the snapshot of a broken instance", async () => {
    const mocked = deletable();
    mocked.rds.safe
      .on(DescribeDBInstancesCommand)
      .resolves(shows({ DeletionProtection: false, DBInstanceStatus: "incompatible-network" }));
    mocked.rds.safe.on(DeleteDBInstanceCommand).rejects(refusal("InvalidDBInstanceStateFault"));
    await expect(deleteIt(mocked, SNAPSHOT)).rejects.toMatchObject({ code: "Stuck" });
    expect(inputsOf(mocked.rds.safe, "DeleteDBInstance")).toHaveLength(1);
  });
});

describe("waiting until a DB instance is gone", () => {
  it("waits for the instance, then until no snapshot of it is being made", async () => {
    const { aws, rds, watch } = mockAws();
    rds.safe.on(DescribeDBInstancesCommand).resolvesOnce(deleting).rejects(absent);
    rds.safe
      .on(DescribeDBSnapshotsCommand)
      .resolvesOnce({ DBSnapshots: [{ Status: "available" }, { Status: "creating" }] })
      .resolves({ DBSnapshots: [{ Status: "available" }] });
    await dbInstance.gone(aws, "flashsale-db", watch);
    expect(watch.statuses).toEqual(["deleting", "gone", "finishing the snapshot", "gone"]);
    expect(inputsOf(rds.safe, "DescribeDBSnapshots")[0]).toMatchObject({
      DBInstanceIdentifier: "flashsale-db",
      SnapshotType: "manual",
    });
  });

  it("needs no snapshots to be known", async () => {
    const { aws, rds, watch } = mockAws();
    rds.safe.on(DescribeDBInstancesCommand).rejects(absent);
    rds.safe.on(DescribeDBSnapshotsCommand).rejects(absent);
    await expect(dbInstance.gone(aws, "flashsale-db", watch)).resolves.toBeUndefined();
  });
});

describe("the snapshots of a DB instance", () => {
  const made = (name: string, day: number) => ({
    DBSnapshotIdentifier: name,
    SnapshotCreateTime: new Date(Date.UTC(2026, 10, day)),
  });

  it("are told newest first, also when the instance is gone", async () => {
    const { aws, rds } = mockAws();
    rds.safe.on(DescribeDBSnapshotsCommand).resolves({ DBSnapshots: [made("old", 1), made("new", 20)] });
    expect(await dbInstance.findSnapshots?.(aws, "flashsale-db")).toEqual(["new", "old"]);
    expect(inputsOf(rds.safe, "DescribeDBSnapshots")).toEqual([{ DBInstanceIdentifier: "flashsale-db" }]);
  });

  it("are none where AWS knows no such instance", async () => {
    const { aws, rds } = mockAws();
    rds.safe.on(DescribeDBSnapshotsCommand).rejects(absent);
    expect(await dbInstance.findSnapshots?.(aws, "flashsale-db")).toEqual([]);
  });
});
