import { DeleteSecurityGroupCommand } from "@aws-sdk/client-ec2";
import {
  CreateDBSnapshotCommand,
  DeleteDBInstanceCommand,
  type DeleteDBInstanceCommandInput,
  DeleteDBSnapshotCommand,
  DescribeDBSnapshotsCommand,
  ModifyDBInstanceCommand,
} from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import { makeDatabase, makeGround, makeStanding, practiseRds, type RdsPractice } from "./database.ts";

const DBInstanceIdentifier = "flashsale-db";

function remove({ rds }: RdsPractice, changes: Partial<DeleteDBInstanceCommandInput>) {
  return rds.send(new DeleteDBInstanceCommand({ DBInstanceIdentifier, ...changes }));
}

async function findSnapshot({ rds }: RdsPractice, DBSnapshotIdentifier: string) {
  const { DBSnapshots } = await rds.send(new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier }));
  return DBSnapshots?.[0];
}

describe("a DB instance being deleted in the sandbox", () => {
  it("is deleting for five minutes, then unknown, while its network interfaces linger", async () => {
    const practice = practiseRds();
    const { groupId } = await makeStanding(practice);
    const { DBInstance } = await remove(practice, { SkipFinalSnapshot: true });
    expect(DBInstance?.DBInstanceStatus).toBe("deleting");
    expect(await refusalOf(remove(practice, { SkipFinalSnapshot: true }))).toMatchObject({
      name: "InvalidDBInstanceStateFault",
      message: "Instance flashsale-db is already being deleted.",
    });
    practice.pass(301);
    expect((await refusalOf(practice.look())).name).toBe("DBInstanceNotFoundFault");
    const dropGroup = () => practice.ec2.send(new DeleteSecurityGroupCommand({ GroupId: groupId }));
    expect((await refusalOf(dropGroup())).name).toBe("DependencyViolation");
    practice.pass(120);
    await dropGroup();
  });

  it("keeps its name until it is gone", async () => {
    const practice = practiseRds();
    const ground = await makeStanding(practice);
    await remove(practice, { SkipFinalSnapshot: true });
    expect((await refusalOf(makeDatabase(practice, ground))).name).toBe("DBInstanceAlreadyExistsFault");
    practice.pass(301);
    expect((await makeDatabase(practice, ground)).DBInstanceStatus).toBe("creating");
  });

  it("leaves a final snapshot, which survives with the instance's tags", async () => {
    const practice = practiseRds();
    await makeStanding(practice, { CopyTagsToSnapshot: true, Tags: [{ Key: "team", Value: "sale" }] });
    await remove(practice, { FinalDBSnapshotIdentifier: "Flashsale-Final" });
    expect((await findSnapshot(practice, "flashsale-final"))?.Status).toBe("creating");
    practice.pass(301);
    expect((await practice.look()).DBInstanceStatus).toBe("deleting");
    practice.pass(120);
    expect((await refusalOf(practice.look())).name).toBe("DBInstanceNotFoundFault");
    expect(await findSnapshot(practice, "flashsale-final")).toMatchObject({
      Status: "available",
      SnapshotType: "manual",
      PercentProgress: 100,
      DBInstanceIdentifier,
      Encrypted: true,
      EngineVersion: "15.15",
      TagList: [{ Key: "team", Value: "sale" }],
    });
    const listed = practice.sandbox.list().filter(({ service }) => service === "RDS");
    expect(listed.map(({ type, name }) => [type, name])).toEqual([
      ["db-snapshot", "flashsale-final"],
      ["db-subnet-group", "flashsale-db-subnet"],
    ]);
  });

  it("needs either a final snapshot or the word that none is wanted", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    expect((await refusalOf(remove(practice, {}))).message).toBe(
      "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.",
    );
    const both = remove(practice, { SkipFinalSnapshot: true, FinalDBSnapshotIdentifier: "final" });
    expect((await refusalOf(both)).name).toBe("InvalidParameterCombination");
    const badly = remove(practice, { FinalDBSnapshotIdentifier: "final--one" });
    expect((await refusalOf(badly)).name).toBe("InvalidParameterValue");
  });

  it("is refused a final snapshot under a name that is taken", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    const DBSnapshotIdentifier = "taken";
    await practice.rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier }));
    practice.pass(200);
    expect((await refusalOf(remove(practice, { FinalDBSnapshotIdentifier: "TAKEN" }))).name).toBe(
      "DBSnapshotAlreadyExistsFault",
    );
    expect((await practice.look()).DBInstanceStatus).toBe("available");
  });

  it("takes no final snapshot while it is not available", async () => {
    const practice = practiseRds();
    await makeDatabase(practice, await makeGround(practice));
    expect(await refusalOf(remove(practice, { FinalDBSnapshotIdentifier: "final" }))).toMatchObject({
      name: "InvalidDBInstanceStateFault",
      message:
        "Cannot create a snapshot because the database instance flashsale-db is not currently in the available state.",
    });
    await remove(practice, { SkipFinalSnapshot: true });
  });

  it("is protected until the protection is lifted", async () => {
    const practice = practiseRds();
    await makeStanding(practice, { DeletionProtection: true });
    expect(await refusalOf(remove(practice, { SkipFinalSnapshot: true }))).toMatchObject({
      name: "InvalidParameterCombination",
      message: "Cannot delete protected DB Instance, please disable deletion protection and try again.",
    });
    await practice.rds.send(
      new ModifyDBInstanceCommand({
        DBInstanceIdentifier,
        DeletionProtection: false,
        ApplyImmediately: true,
      }),
    );
    practice.pass(90);
    await remove(practice, { SkipFinalSnapshot: true });
  });
});

describe("a manual DB snapshot in the sandbox", () => {
  it("backs up for two minutes, in which it cannot be deleted", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    const { rds } = practice;
    const DBSnapshotIdentifier = "by-hand";
    await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier }));
    expect((await practice.look()).DBInstanceStatus).toBe("backing-up");
    const drop = () => rds.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier }));
    expect((await refusalOf(drop())).name).toBe("InvalidDBSnapshotStateFault");
    const second = new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier: "two" });
    expect((await refusalOf(rds.send(second))).name).toBe("InvalidDBInstanceStateFault");
    practice.pass(121);
    expect((await practice.look()).DBInstanceStatus).toBe("available");
    expect((await drop()).DBSnapshot?.Status).toBe("deleted");
    expect((await refusalOf(findSnapshot(practice, DBSnapshotIdentifier))).name).toBe(
      "DBSnapshotNotFoundFault",
    );
  });

  it("is found by its instance", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    const { rds } = practice;
    await rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier: "one" }));
    const find = async (id: string) =>
      (await rds.send(new DescribeDBSnapshotsCommand({ DBInstanceIdentifier: id }))).DBSnapshots?.length;
    expect(await find("flashsale-db")).toBe(1);
    expect(await find("other-db")).toBe(0);
    const automated = new DescribeDBSnapshotsCommand({ SnapshotType: "automated" });
    expect((await rds.send(automated)).DBSnapshots).toEqual([]);
  });
});
