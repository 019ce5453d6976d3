import { DescribeNetworkInterfacesCommand } from "@aws-sdk/client-ec2";
import { CreateDBSubnetGroupCommand } from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import { makeGroup } from "../ec2/network.ts";
import { refusalOf } from "../harness.ts";
import { makeDatabase, makeGround, makeStanding, modify, practiseRds } from "./database.ts";

describe("a modification applied at once", () => {
  it("leaves the instance available for a moment, then modifying, and holds at the end", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    const answer = await modify(practice, { DBInstanceClass: "db.r5.2xlarge" });
    expect(answer).toMatchObject({
      DBInstanceStatus: "available",
      DBInstanceClass: "db.r5.xlarge",
      PendingModifiedValues: { DBInstanceClass: "db.r5.2xlarge" },
    });
    practice.pass(20);
    expect(await practice.look()).toMatchObject({
      DBInstanceStatus: "modifying",
      DBInstanceClass: "db.r5.xlarge",
      PendingModifiedValues: { DBInstanceClass: "db.r5.2xlarge" },
    });
    practice.pass(601);
    expect(await practice.look()).toMatchObject({
      DBInstanceStatus: "available",
      DBInstanceClass: "db.r5.2xlarge",
      PendingModifiedValues: {},
    });
  });

  it("is refused while the instance is not available", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    await makeDatabase(practice, ground);
    expect(await refusalOf(modify(practice, { DeletionProtection: true }))).toMatchObject({
      name: "InvalidDBInstanceStateFault",
      message: "Database instance is not in available state.",
    });
    practice.pass(1000);
    await modify(practice, { DeletionProtection: true });
    practice.pass(30);
    expect((await refusalOf(modify(practice, { DeletionProtection: false }))).name).toBe(
      "InvalidDBInstanceStateFault",
    );
  });

  it("is refused when it modifies nothing", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    expect(await refusalOf(modify(practice, { AllowMajorVersionUpgrade: true }))).toMatchObject({
      name: "InvalidParameterCombination",
      message: "No modifications were requested",
    });
  });

  it("is felt by nobody when it names what holds already", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    await modify(practice, { DBInstanceClass: "db.r5.xlarge", BackupRetentionPeriod: 7, MultiAZ: true });
    practice.pass(30);
    expect(await practice.look()).toMatchObject({ DBInstanceStatus: "available", PendingModifiedValues: {} });
  });

  it("changes flags and windows from the answer on", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    const answer = await modify(practice, {
      ApplyImmediately: false,
      DeletionProtection: true,
      CopyTagsToSnapshot: true,
      PreferredBackupWindow: "01:00-01:30",
    });
    expect(answer).toMatchObject({
      DeletionProtection: true,
      CopyTagsToSnapshot: true,
      PreferredBackupWindow: "01:00-01:30",
      PendingModifiedValues: {},
    });
    practice.pass(50);
    expect((await practice.look()).DBInstanceStatus).toBe("modifying");
    practice.pass(31);
    expect((await practice.look()).DBInstanceStatus).toBe("available");
  });

  it("moves the instance's network interfaces to other security groups", async () => {
    const practice = practiseRds();
    const { VpcId } = await makeStanding(practice);
    const other = await makeGroup(practice.ec2, VpcId, "other");
    await modify(practice, { VpcSecurityGroupIds: [other] });
    const { NetworkInterfaces } = await practice.ec2.send(
      new DescribeNetworkInterfacesCommand({ Filters: [{ Name: "group-id", Values: [other] }] }),
    );
    expect(NetworkInterfaces).toHaveLength(2);
  });

  it("adds a standby in another zone, and takes it away again with its network interface", async () => {
    const practice = practiseRds();
    await makeStanding(practice, { MultiAZ: false });
    const faces = async () =>
      (await practice.ec2.send(new DescribeNetworkInterfacesCommand({}))).NetworkInterfaces?.length;
    expect(await faces()).toBe(1);
    await modify(practice, { MultiAZ: true });
    practice.pass(621);
    expect(await practice.look()).toMatchObject({ MultiAZ: true, SecondaryAvailabilityZone: "us-east-1b" });
    expect(await faces()).toBe(2);
    await modify(practice, { MultiAZ: false });
    expect(await faces()).toBe(2);
    practice.pass(622);
    expect((await practice.look()).MultiAZ).toBe(false);
    expect(await faces()).toBe(1);
  });

  it("resets the master password without telling it", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    const answer = await modify(practice, { MasterUserPassword: "another-Long1" });
    expect(answer.PendingModifiedValues).toEqual({ MasterUserPassword: "****" });
    practice.pass(30);
    expect((await practice.look()).DBInstanceStatus).toBe("resetting-master-credentials");
    practice.pass(60);
    expect((await practice.look()).PendingModifiedValues).toEqual({});
    expect((await refusalOf(modify(practice, { MasterUserPassword: "short" }))).name).toBe(
      "InvalidParameterValue",
    );
  });
});

describe("a growth of storage", () => {
  it("is followed by hours in which the storage cannot change again, but everything else can", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    await modify(practice, { AllocatedStorage: 200 });
    practice.pass(100);
    expect((await practice.look()).DBInstanceStatus).toBe("modifying");
    practice.pass(221);
    expect(await practice.look()).toMatchObject({
      DBInstanceStatus: "storage-optimization",
      AllocatedStorage: 200,
    });
    expect(await refusalOf(modify(practice, { AllocatedStorage: 300 }))).toMatchObject({
      name: "InvalidParameterCombination",
      message: expect.stringContaining("previous storage change is being optimized"),
    });
    await modify(practice, { BackupRetentionPeriod: 14 });
    practice.pass(90);
    expect(await practice.look()).toMatchObject({
      DBInstanceStatus: "storage-optimization",
      BackupRetentionPeriod: 14,
    });
    practice.pass(6 * 3600);
    expect((await practice.look()).DBInstanceStatus).toBe("available");
    await modify(practice, { AllocatedStorage: 300 });
  });

  it("is a tenth at least, and never negative", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    const answer = await modify(practice, { AllocatedStorage: 101 });
    expect(answer.PendingModifiedValues).toEqual({ AllocatedStorage: 110 });
    expect((await refusalOf(modify(practice, { AllocatedStorage: 99 }))).name).toBe(
      "InvalidParameterCombination",
    );
  });

  it("brings more performance from 400 GiB on", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    expect((await modify(practice, { AllocatedStorage: 500 })).PendingModifiedValues).toEqual({
      AllocatedStorage: 500,
      Iops: 12_000,
      StorageThroughput: 500,
    });
  });
});

describe("an upgrade of the engine", () => {
  it("goes where RDS allows it, and says upgrading meanwhile", async () => {
    const practice = practiseRds();
    await makeStanding(practice, { EngineVersion: "15.13" });
    await modify(practice, { EngineVersion: "15.15" });
    practice.pass(30);
    expect(await practice.look()).toMatchObject({ DBInstanceStatus: "upgrading", EngineVersion: "15.13" });
    practice.pass(900);
    expect(await practice.look()).toMatchObject({ DBInstanceStatus: "available", EngineVersion: "15.15" });
  });

  it.each([
    ["15.13", "Cannot upgrade postgres from 15.14 to 15.13"],
    ["15.3", "Cannot upgrade postgres from 15.14 to 15.3"],
    ["15.99", "Cannot find version 15.99 for postgres"],
    ["16.9", "Cannot upgrade postgres from 15.14 to 16.9"],
    ["16.11", "The AllowMajorVersionUpgrade flag must be present when upgrading to a new major version."],
  ])("to %s is refused", async (EngineVersion, message) => {
    const practice = practiseRds();
    await makeStanding(practice, { EngineVersion: "15.14" });
    expect(await refusalOf(modify(practice, { EngineVersion }))).toMatchObject({
      name: "InvalidParameterCombination",
      message,
    });
  });

  it("to another line brings that line's parameter group", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    await modify(practice, { EngineVersion: "16.11", AllowMajorVersionUpgrade: true });
    practice.pass(921);
    expect(await practice.look()).toMatchObject({
      EngineVersion: "16.11",
      DBParameterGroups: [{ DBParameterGroupName: "default.postgres16" }],
    });
  });
});

describe("a DB instance's place", () => {
  it("cannot change within its VPC", async () => {
    const practice = practiseRds();
    const { subnetIds } = await makeStanding(practice);
    await practice.rds.send(
      new CreateDBSubnetGroupCommand({
        DBSubnetGroupName: "other",
        DBSubnetGroupDescription: "other",
        SubnetIds: [...subnetIds],
      }),
    );
    expect((await refusalOf(modify(practice, { DBSubnetGroupName: "other" }))).name).toBe(
      "InvalidVPCNetworkStateFault",
    );
  });
});
