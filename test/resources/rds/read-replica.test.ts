import {
  CreateDBInstanceReadReplicaCommand,
  DeleteDBInstanceCommand,
  DescribeDBInstancesCommand,
  DescribeDBSnapshotsCommand,
  ModifyDBInstanceCommand,
} from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import { AlreadyExists } from "../../../src/errors.ts";
import { type ReadReplicaProps, readReplica } from "../../../src/resources/rds/read-replica.ts";
import { shows } from "./instances.ts";
import { inputsOf, type MockedAws, mockAws, operationsOf, refusal, scopeOf } from "./mocked-aws.ts";

const ID = "flashsale-db-replica-1";
const props: ReadReplicaProps = {
  identifier: ID,
  sourceIdentifier: "flashsale-db",
  class: "db.r5.xlarge",
  allocatedStorageGib: 100,
  storageType: "gp3",
  multiAz: false,
  securityGroupIds: ["sg-1"],
  maintenanceWindow: "mon:04:00-mon:05:00",
  publiclyAccessible: false,
  deletionProtection: false,
  copyTagsToSnapshot: true,
  autoMinorVersionUpgrade: true,
  tags: { Name: "flashsale-db" },
};
const TOLD = {
  DBInstanceIdentifier: ID,
  ReadReplicaSourceDBInstanceIdentifier: "flashsale-db",
  MultiAZ: false,
  DeletionProtection: false,
};

function standing(parts: Parameters<typeof shows>[0] = {}): MockedAws {
  const mocked = mockAws();
  mocked.rds.safe.on(DescribeDBInstancesCommand).resolves(shows({ ...TOLD, ...parts }));
  mocked.rds.safe.on(DescribeDBSnapshotsCommand).resolves({ DBSnapshots: [] });
  mocked.rds.safe.on(ModifyDBInstanceCommand).resolves({});
  mocked.rds.safe.on(DeleteDBInstanceCommand).resolves({});
  return mocked;
}

describe("reading a replica", () => {
  it("tells its source and what it has of its own, and nothing that is the source's", async () => {
    const seen = await readReplica.get(standing().aws, ID);
    expect(seen).toMatchObject({ id: ID, name: ID, condition: "standing" });
    expect(seen?.props).toEqual({ ...props, maxAllocatedStorageGib: "never" });
  });

  it("tells what waits for the window, but for the version, which is the source's", async () => {
    const pending = { PendingModifiedValues: { DBInstanceClass: "db.r5.2xlarge", EngineVersion: "15.14" } };
    expect((await readReplica.get(standing(pending).aws, ID))?.later).toEqual({ class: "db.r5.2xlarge" });
    const versionOnly = { PendingModifiedValues: { EngineVersion: "15.14" } };
    expect(await readReplica.get(standing(versionOnly).aws, ID)).not.toHaveProperty("later");
  });

  it("asks for all replicas with one call", async () => {
    const { aws, rds } = standing();
    await readReplica.list(aws, scopeOf([ID, `${ID}0`], [ID]));
    expect(inputsOf(rds.safe, "DescribeDBInstances")).toEqual([
      { Filters: [{ Name: "db-instance-id", Values: [ID, `${ID}0`] }] },
    ]);
  });
});

describe("making a replica", () => {
  it("names its source; storage, version, encryption and subnets come from there", async () => {
    const { aws, rds } = mockAws();
    rds.once.on(CreateDBInstanceReadReplicaCommand).resolves({});
    expect(await readReplica.create(aws, props, "token")).toEqual({ id: ID });
    expect(inputsOf(rds.once, "CreateDBInstanceReadReplica")).toEqual([
      {
        DBInstanceIdentifier: ID,
        SourceDBInstanceIdentifier: "flashsale-db",
        DBInstanceClass: "db.r5.xlarge",
        StorageType: "gp3",
        MultiAZ: false,
        VpcSecurityGroupIds: ["sg-1"],
        PubliclyAccessible: false,
        DeletionProtection: false,
        CopyTagsToSnapshot: true,
        AutoMinorVersionUpgrade: true,
        Tags: [{ Key: "Name", Value: "flashsale-db" }],
      },
    ]);
  });

  it("waits while its source is busy, as with the snapshot of another replica", async () => {
    const { aws, rds } = standing();
    rds.once
      .on(CreateDBInstanceReadReplicaCommand)
      .rejectsOnce(refusal("InvalidDBInstanceStateFault", "DB instance is not in the available state"))
      .resolves({});
    expect(await readReplica.create(aws, props, "token")).toEqual({ id: ID });
  });

  it("does not wait for a source without backups", async () => {
    const { aws, rds } = standing();
    const words = "Automated backups are not enabled for this database instance.";
    rds.once.on(CreateDBInstanceReadReplicaCommand).rejects(refusal("InvalidDBInstanceStateFault", words));
    await expect(readReplica.create(aws, props, "token")).rejects.toThrow(words);
    expect(operationsOf(rds.once)).toHaveLength(1);
  });

  it("does not wait for a source that is stopped", async () => {
    const { aws, rds } = standing({ DBInstanceStatus: "stopped" });
    rds.once.on(CreateDBInstanceReadReplicaCommand).rejects(refusal("InvalidDBInstanceStateFault"));
    await expect(readReplica.create(aws, props, "token")).rejects.toMatchObject({ code: "Stuck" });
    expect(operationsOf(rds.once)).toHaveLength(1);
  });

  it("says that the name is taken", async () => {
    const { aws, rds } = mockAws();
    rds.once.on(CreateDBInstanceReadReplicaCommand).rejects(refusal("DBInstanceAlreadyExistsFault"));
    await expect(readReplica.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });
});

it("changes storage as an instance does", async () => {
  const { aws, rds, watch } = standing();
  const observed = await readReplica.get(aws, ID);
  if (observed === undefined) throw new Error("It stands.");
  rds.safe.on(DescribeDBInstancesCommand).resolves(shows({ ...TOLD, AllocatedStorage: 120 }));
  const changes = [{ prop: "allocatedStorageGib" as const, from: 100, to: 120, cause: "settings" as const }];
  const wanted = { ...props, allocatedStorageGib: 120 };
  await readReplica.update(aws, ID, changes, { ...watch, observed, props: wanted, applyAt: "now" });
  expect(inputsOf(rds.safe, "ModifyDBInstance")).toEqual([
    { DBInstanceIdentifier: ID, AllocatedStorage: 120, ApplyImmediately: true },
  ]);
});

describe("deleting a replica", () => {
  it("asks for no final snapshot, which RDS does not make of one", async () => {
    const { aws, rds, watch } = standing();
    expect(await readReplica.delete(aws, ID, { ...watch, force: false, snapshot: "final" })).toEqual([]);
    expect(inputsOf(rds.safe, "DeleteDBInstance")).toEqual([
      { DBInstanceIdentifier: ID, SkipFinalSnapshot: true, DeleteAutomatedBackups: true },
    ]);
    expect(readReplica.snapshotName).toBeUndefined();
  });

  it("lifts a deletion protection that somebody put on it", async () => {
    const { aws, rds, watch } = standing({ DeletionProtection: true });
    rds.safe
      .on(DescribeDBInstancesCommand)
      .resolvesOnce(shows({ ...TOLD, DeletionProtection: true }))
      .resolves(shows(TOLD));
    await readReplica.delete(aws, ID, { ...watch, force: false });
    expect(operationsOf(rds.safe)).toEqual([
      "DescribeDBInstances",
      "ModifyDBInstance",
      "DescribeDBInstances",
      "DeleteDBInstance",
    ]);
  });
});

it("holds data and is billed as an instance of its class", () => {
  expect(readReplica.holdsData).toBe(true);
  expect(readReplica.usage?.(props)).toEqual([
    { sku: "rds:db.r5.xlarge:single-az:hour", quantity: 730 },
    { sku: "rds:gp3:single-az:gib-month", quantity: 100 },
  ]);
});
