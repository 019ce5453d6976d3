import {
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DescribeNetworkInterfacesCommand,
} from "@aws-sdk/client-ec2";
import { DescribeDBInstancesCommand, waitUntilDBInstanceAvailable } from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import { makeGroup, makeInternetGateway, makeVpc } from "../ec2/network.ts";
import { editAccount, refusalOf } from "../harness.ts";
import { makeDatabase, makeGround, practiseRds } from "./database.ts";

describe("a DB instance being made in the sandbox", () => {
  it("goes from creating through two backups to available, with a moment of availability between", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    const made = await makeDatabase(practice, ground, { DBInstanceIdentifier: "FlashSale-DB" });
    expect(made).toMatchObject({ DBInstanceIdentifier: "flashsale-db", DBInstanceStatus: "creating" });
    expect(made.Endpoint).toBeUndefined();
    const statuses: (string | undefined)[] = [];
    for (const seconds of [779, 1, 59, 1, 19, 1, 30, 1000]) {
      practice.pass(seconds);
      statuses.push((await practice.look()).DBInstanceStatus);
    }
    expect(statuses).toEqual([
      "creating",
      "backing-up",
      "backing-up",
      "available",
      "available",
      "backing-up",
      "available",
      "available",
    ]);
  });

  it("stands sooner with one zone and needs no backup without retention", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    await makeDatabase(practice, ground, { MultiAZ: false, BackupRetentionPeriod: 0 });
    practice.pass(421);
    const standing = await practice.look();
    expect(standing).toMatchObject({ DBInstanceStatus: "available", MultiAZ: false });
    expect(standing.SecondaryAvailabilityZone).toBeUndefined();
    expect(standing.LatestRestorableTime).toBeUndefined();
  });

  it("shows its endpoint late while it is creating", async () => {
    const practice = practiseRds();
    await makeDatabase(practice, await makeGround(practice));
    practice.pass(600);
    expect((await practice.look()).Endpoint).toBeUndefined();
    practice.pass(100);
    const { DBInstanceStatus, Endpoint } = await practice.look();
    expect(DBInstanceStatus).toBe("creating");
    expect(Endpoint).toMatchObject({ Port: 5432 });
    expect(Endpoint?.Address).toMatch(/^flashsale-db\.c[a-z0-9]{11}\.us-east-1\.rds\.amazonaws\.com$/);
  });

  it("tells what was asked for and what AWS adds", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    await makeDatabase(practice, ground, {
      Tags: [{ Key: "flashsale-setup:stack", Value: "flashsale" }],
      PreferredMaintenanceWindow: "Sun:04:00-Sun:05:00",
      PreferredBackupWindow: "03:00-04:00",
      MaxAllocatedStorage: 200,
    });
    practice.pass(1000);
    expect(await practice.look()).toMatchObject({
      DBInstanceArn: "arn:aws:rds:us-east-1:314159265358:db:flashsale-db",
      DbiResourceId: expect.stringMatching(/^db-[A-Z2-7]{26}$/),
      Engine: "postgres",
      EngineVersion: "15.15",
      DBName: "flashsale",
      MasterUsername: "flashsale",
      AllocatedStorage: 100,
      MaxAllocatedStorage: 200,
      StorageType: "gp3",
      Iops: 3000,
      StorageThroughput: 125,
      StorageEncrypted: true,
      KmsKeyId: expect.stringMatching(/^arn:aws:kms:us-east-1:314159265358:key\/[0-9a-f-]{36}$/),
      MultiAZ: true,
      AvailabilityZone: "us-east-1a",
      SecondaryAvailabilityZone: "us-east-1b",
      PreferredMaintenanceWindow: "sun:04:00-sun:05:00",
      PreferredBackupWindow: "03:00-04:00",
      AutoMinorVersionUpgrade: true,
      DeletionProtection: false,
      PubliclyAccessible: false,
      CACertificateIdentifier: "rds-ca-rsa2048-g1",
      EngineLifecycleSupport: "open-source-rds-extended-support",
      VpcSecurityGroups: [{ VpcSecurityGroupId: ground.groupId, Status: "active" }],
      DBParameterGroups: [{ DBParameterGroupName: "default.postgres15", ParameterApplyStatus: "in-sync" }],
      DBSubnetGroup: { DBSubnetGroupName: "flashsale-db-subnet", VpcId: ground.VpcId },
      TagList: [{ Key: "flashsale-setup:stack", Value: "flashsale" }],
      PendingModifiedValues: {},
      LatestRestorableTime: expect.any(Date),
    });
  });

  it("chooses windows that do not overlap when none are given", async () => {
    const practice = practiseRds();
    const made = await makeDatabase(practice, await makeGround(practice));
    expect(made.PreferredBackupWindow).toMatch(/^\d\d:\d\d-\d\d:\d\d$/);
    expect(made.PreferredMaintenanceWindow).toMatch(/^(\w{3}):\d\d:\d\d-\1:\d\d:\d\d$/);
  });

  it("takes the newest minor version of a named line", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    expect((await makeDatabase(practice, ground, { EngineVersion: "16" })).EngineVersion).toBe("16.11");
  });

  it("learns new versions from the account's file", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    editAccount(practice.file, ({ offers }) => {
      const rds = offers.RDS as { postgresVersions: object[] };
      rds.postgresVersions.push({ version: "15.16", released: "2026-02", status: "available" });
    });
    expect((await makeDatabase(practice, ground, { EngineVersion: "15" })).EngineVersion).toBe("15.16");
  });

  it("holds on to its subnets and its security group with one network interface in each zone", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    await makeDatabase(practice, ground);
    const { ec2 } = practice;
    const { NetworkInterfaces } = await ec2.send(
      new DescribeNetworkInterfacesCommand({
        Filters: [{ Name: "description", Values: ["RDSNetworkInterface"] }],
      }),
    );
    expect(NetworkInterfaces?.map((face) => face.AvailabilityZone).sort()).toEqual([
      "us-east-1a",
      "us-east-1b",
    ]);
    const [first, , third] = ground.subnetIds;
    expect((await refusalOf(ec2.send(new DeleteSubnetCommand({ SubnetId: first })))).name).toBe(
      "DependencyViolation",
    );
    expect(
      (await refusalOf(ec2.send(new DeleteSecurityGroupCommand({ GroupId: ground.groupId })))).name,
    ).toBe("DependencyViolation");
    await ec2.send(new DeleteSubnetCommand({ SubnetId: third }));
  });

  it("satisfies the SDK's own waiter", async () => {
    const practice = practiseRds();
    await makeDatabase(practice, await makeGround(practice));
    practice.pass(1000);
    const waited = await waitUntilDBInstanceAvailable(
      { client: practice.rds, maxWaitTime: 60, minDelay: 1, maxDelay: 2 },
      { DBInstanceIdentifier: "flashsale-db" },
    );
    expect(waited.state).toBe("SUCCESS");
  });

  it("is found by filters, in pages, and not under another name", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    const made = await makeDatabase(practice, ground);
    const find = async (Name: string, ...Values: string[]) => {
      const command = new DescribeDBInstancesCommand({ Filters: [{ Name, Values }] });
      return (await practice.rds.send(command)).DBInstances?.map((row) => row.DBInstanceIdentifier);
    };
    expect(await find("db-instance-id", "flashsale-db", "other-db")).toEqual(["flashsale-db"]);
    expect(await find("db-instance-id", made.DBInstanceArn ?? "")).toEqual(["flashsale-db"]);
    expect(await find("db-instance-id", "other-db")).toEqual([]);
    expect((await refusalOf(find("name", "x"))).name).toBe("InvalidParameterValue");
    expect(await refusalOf(practice.look("other-db"))).toMatchObject({
      name: "DBInstanceNotFoundFault",
      Code: "DBInstanceNotFound",
      message: "DBInstance other-db not found.",
    });
  });

  it("is refused under a name that is taken", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    await makeDatabase(practice, ground);
    const again = makeDatabase(practice, ground, { DBInstanceIdentifier: "FLASHSALE-DB" });
    expect((await refusalOf(again)).name).toBe("DBInstanceAlreadyExistsFault");
  });

  it("is refused beyond the account's quota", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    editAccount(practice.file, ({ offers }) => {
      const rds = offers.RDS as { quotas: { instances: number } };
      rds.quotas.instances = 1;
    });
    await makeDatabase(practice, ground);
    const second = makeDatabase(practice, ground, { DBInstanceIdentifier: "second" });
    expect((await refusalOf(second)).name).toBe("InstanceQuotaExceededFault");
  });

  it("is public only in a VPC with an internet gateway and DNS names", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    const make = () => makeDatabase(practice, ground, { PubliclyAccessible: true });
    expect((await refusalOf(make())).message).toContain("has no internet gateway attached");
    await makeInternetGateway(practice.ec2, ground.VpcId);
    expect(await refusalOf(make())).toMatchObject({
      name: "InvalidVPCNetworkStateFault",
      message: expect.stringContaining("DNS hostnames"),
    });
  });

  it("takes security groups of its own VPC only", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    const elsewhere = await makeGroup(practice.ec2, await makeVpc(practice.ec2), "elsewhere");
    expect(
      await refusalOf(makeDatabase(practice, ground, { VpcSecurityGroupIds: [elsewhere] })),
    ).toMatchObject({
      name: "InvalidParameterCombination",
      message: expect.stringContaining("The DB instance and EC2 security group are in different VPCs."),
    });
    const unknown = makeDatabase(practice, ground, { VpcSecurityGroupIds: ["sg-0123456789abcdef0"] });
    expect((await refusalOf(unknown)).message).toContain("Invalid security group");
    const withDefault = await makeDatabase(practice, ground, { VpcSecurityGroupIds: [] });
    expect(withDefault.VpcSecurityGroups).toHaveLength(1);
  });

  it("refuses by name what the sandbox does not simulate", async () => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    const refused = await refusalOf(makeDatabase(practice, ground, { ManageMasterUserPassword: true }));
    expect(refused).toMatchObject({
      name: "SandboxError",
      message: "sandbox does not simulate RDS CreateDBInstance.ManageMasterUserPassword",
    });
  });
});
