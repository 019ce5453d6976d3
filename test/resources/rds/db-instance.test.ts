import { CreateDBInstanceCommand, DescribeDBInstancesCommand } from "@aws-sdk/client-rds";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { describe, expect, it } from "vitest";
import { diff } from "../../../src/engine/diff.ts";
import { AlreadyExists, BrokenResourceError } from "../../../src/errors.ts";
import { dbInstance } from "../../../src/resources/rds/db-instance.ts";
import { ARN, instance, props, SECRET_ARN, shows } from "./instances.ts";
import { inputsOf, mockAws, refusal, scopeOf } from "./mocked-aws.ts";

const PASSWORD = "correct-horse-battery";

function withSecret(): ReturnType<typeof mockAws> {
  const mocked = mockAws();
  mocked.secrets.safe.on(GetSecretValueCommand).resolves({ SecretString: PASSWORD });
  return mocked;
}

async function observe(parts: Parameters<typeof shows>[0] = {}) {
  const { aws, rds } = mockAws();
  rds.safe.on(DescribeDBInstancesCommand).resolves(shows(parts));
  const observed = await dbInstance.get(aws, "flashsale-db");
  if (observed === undefined) throw new Error("the instance stands in this test");
  return observed;
}

describe("reading a DB instance", () => {
  it("tells every prop that AWS tells back, so that what stands as wanted has no changes", async () => {
    const observed = await observe();
    expect(diff({ type: dbInstance, desired: props, observed, last: props })).toEqual([]);
    expect(observed).toMatchObject({ id: "flashsale-db", condition: "standing", status: "available" });
    expect(observed.attributes).toEqual({
      identifier: "flashsale-db",
      arn: ARN,
      endpoint: "flashsale-db.abc.us-east-1.rds.amazonaws.com",
      port: 5432,
      resourceId: "db-ABC",
    });
  });

  it("has no endpoint while AWS does not tell one", async () => {
    const observed = await observe({ DBInstanceStatus: "creating", Endpoint: undefined });
    expect(observed.condition).toBe("pending");
    expect(observed.attributes).not.toHaveProperty("endpoint");
  });

  it("counts values that wait for the maintenance window as accepted", async () => {
    const observed = await observe({
      PendingModifiedValues: { DBInstanceClass: "db.r5.2xlarge", MultiAZ: false },
    });
    expect(observed.later).toEqual({ class: "db.r5.2xlarge", multiAz: false });
    const desired = { ...props, class: "db.r5.2xlarge", multiAz: false };
    expect(diff({ type: dbInstance, desired, observed, last: props })).toEqual([]);
  });

  it("shows no later values for what is no prop of ours", async () => {
    const observed = await observe({ PendingModifiedValues: { MasterUserPassword: "****" } });
    expect(observed).not.toHaveProperty("later");
  });

  it.each([
    ["available", "standing"],
    ["backing-up", "standing"],
    ["storage-optimization", "standing"],
    ["modifying", "pending"],
    ["configuring-enhanced-monitoring", "pending"],
    ["stopped", "pending"],
    ["deleting", "leaving"],
    ["failed", "broken"],
    ["incompatible-network", "broken"],
    ["insufficient-capacity", "broken"],
    ["inaccessible-encryption-credentials", "broken"],
    ["restore-error", "broken"],
  ])("takes %s for %s", async (status, condition) => {
    expect((await observe({ DBInstanceStatus: status })).condition).toBe(condition);
  });

  it("sees storage that grew by itself and letter case of windows as no change", async () => {
    const observed = await observe({
      AllocatedStorage: 150,
      PreferredMaintenanceWindow: "Mon:04:00-Mon:05:00",
    });
    expect(diff({ type: dbInstance, desired: props, observed, last: props })).toEqual([]);
  });

  it("does not take a support setting that AWS leaves out for a change", async () => {
    const observed = await observe({ EngineLifecycleSupport: undefined });
    expect(diff({ type: dbInstance, desired: props, observed, last: props })).toEqual([]);
  });

  it("answers undefined for one that does not exist", async () => {
    const { aws, rds } = mockAws();
    rds.safe.on(DescribeDBInstancesCommand).rejects(refusal("DBInstanceNotFoundFault"));
    expect(await dbInstance.get(aws, "flashsale-db")).toBeUndefined();
  });

  it("lists names and ids with one filtered call, page by page", async () => {
    const { aws, rds } = mockAws();
    rds.safe
      .on(DescribeDBInstancesCommand)
      .resolvesOnce({ ...shows(), Marker: "next" })
      .resolvesOnce({ DBInstances: [instance({ DBInstanceIdentifier: "other" })] });
    const listed = await dbInstance.list(aws, scopeOf(["flashsale-db"], ["flashsale-db", "other"]));
    expect(listed.map(({ id }) => id)).toEqual(["flashsale-db", "other"]);
    const [first] = inputsOf(rds.safe, "DescribeDBInstances");
    expect(first).toMatchObject({ Filters: [{ Name: "db-instance-id", Values: ["flashsale-db", "other"] }] });
  });

  it("asks nothing when no name is known", async () => {
    const { aws, rds } = mockAws();
    expect(await dbInstance.list(aws, scopeOf([]))).toEqual([]);
    expect(rds.safe.calls()).toEqual([]);
  });
});

describe("creating a DB instance", () => {
  it("sends the guide's database in one call that is not repeated, without IOPS", async () => {
    const { aws, rds, secrets } = withSecret();
    rds.once.on(CreateDBInstanceCommand).resolves({});
    expect(await dbInstance.create(aws, props, "token")).toEqual({ id: "flashsale-db" });
    expect(inputsOf(secrets.safe, "GetSecretValue")).toEqual([{ SecretId: SECRET_ARN }]);
    expect(inputsOf(rds.once, "CreateDBInstance")).toEqual([
      {
        DBInstanceIdentifier: "flashsale-db",
        Engine: "postgres",
        EngineVersion: "15.13",
        DBInstanceClass: "db.r5.xlarge",
        AllocatedStorage: 100,
        StorageType: "gp3",
        StorageEncrypted: true,
        MultiAZ: true,
        MasterUsername: "flashsale",
        MasterUserPassword: PASSWORD,
        DBName: "flashsale",
        DBSubnetGroupName: "flashsale-db",
        VpcSecurityGroupIds: ["sg-1"],
        BackupRetentionPeriod: 7,
        PreferredBackupWindow: "03:00-04:00",
        PreferredMaintenanceWindow: "mon:04:00-mon:05:00",
        PubliclyAccessible: false,
        DeletionProtection: true,
        CopyTagsToSnapshot: true,
        EngineLifecycleSupport: "open-source-rds-extended-support-disabled",
        AutoMinorVersionUpgrade: true,
        Tags: [{ Key: "Name", Value: "flashsale-db" }],
      },
    ]);
  });

  it("sends a bound for growing storage when there is one", async () => {
    const { aws, rds } = withSecret();
    rds.once.on(CreateDBInstanceCommand).resolves({});
    await dbInstance.create(aws, { ...props, maxAllocatedStorageGib: 500 }, "token");
    expect(inputsOf(rds.once, "CreateDBInstance")).toMatchObject([{ MaxAllocatedStorage: 500 }]);
  });

  it("knows the identifier in lower case, as AWS keeps it", async () => {
    const { aws, rds } = withSecret();
    rds.once.on(CreateDBInstanceCommand).resolves({});
    const mixed = { ...props, identifier: "Flashsale-DB" };
    expect(await dbInstance.create(aws, mixed, "token")).toEqual({ id: "flashsale-db" });
    expect(dbInstance.nameOf?.(mixed)).toBe("flashsale-db");
  });

  it("throws AlreadyExists for an identifier that is taken", async () => {
    const { aws, rds } = withSecret();
    rds.once.on(CreateDBInstanceCommand).rejects(refusal("DBInstanceAlreadyExistsFault"));
    await expect(dbInstance.create(aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it.each([
    refusal("DBSubnetGroupNotFoundFault"),
    refusal(
      "InvalidParameterValue",
      "Unable to create the resource. Verify that you have permission to create service linked role. Otherwise wait and try again later",
    ),
  ])("is repeated while AWS does not know yet what was just made (%s)", async (error) => {
    const { aws, rds } = withSecret();
    rds.once.on(CreateDBInstanceCommand).rejectsOnce(error).resolves({});
    expect(await dbInstance.create(aws, props, "token")).toEqual({ id: "flashsale-db" });
    expect(rds.once.calls()).toHaveLength(2);
  });

  it("waits for a secret that a read does not show yet", async () => {
    const { aws, rds, secrets } = mockAws();
    secrets.safe
      .on(GetSecretValueCommand)
      .rejectsOnce(refusal("ResourceNotFoundException"))
      .resolves({ SecretString: PASSWORD });
    rds.once.on(CreateDBInstanceCommand).resolves({});
    await dbInstance.create(aws, props, "token");
    expect(inputsOf(rds.once, "CreateDBInstance")).toMatchObject([{ MasterUserPassword: PASSWORD }]);
  });

  it("creates nothing when the secret holds no text", async () => {
    const { aws, rds, secrets } = mockAws();
    secrets.safe.on(GetSecretValueCommand).resolves({});
    await expect(dbInstance.create(aws, props, "token")).rejects.toThrow("The secret holds no text");
    expect(rds.once.calls()).toEqual([]);
  });

  it.each([
    "InsufficientDBInstanceCapacityFault",
    "InstanceQuotaExceededFault",
    "InvalidVPCNetworkStateFault",
  ])("lets %s stand, without the password in it", async (name) => {
    const { aws, rds } = withSecret();
    rds.once.on(CreateDBInstanceCommand).rejects(refusal(name));
    const error: unknown = await dbInstance.create(aws, props, "token").catch((caught: unknown) => caught);
    expect(error).toMatchObject({ name });
    expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain(PASSWORD);
    expect(rds.once.calls()).toHaveLength(1);
  });
});

describe("waiting for a DB instance", () => {
  it("takes it for ready after three good looks in a row", async () => {
    const { aws, rds, watch } = mockAws();
    const statuses = [
      "creating",
      "creating",
      "available",
      "backing-up",
      "available",
      "available",
      "available",
    ];
    const reads = rds.safe.on(DescribeDBInstancesCommand).rejectsOnce(refusal("DBInstanceNotFoundFault"));
    for (const DBInstanceStatus of statuses) reads.resolvesOnce(shows({ DBInstanceStatus }));
    await dbInstance.ready(aws, "flashsale-db", watch);
    expect(watch.statuses).toEqual(["not visible yet", "visible", ...statuses.slice(1)]);
  });

  it("takes storage that is being optimized for ready", async () => {
    const { aws, rds, watch } = mockAws();
    rds.safe.on(DescribeDBInstancesCommand).resolves(shows({ DBInstanceStatus: "storage-optimization" }));
    await expect(dbInstance.ready(aws, "flashsale-db", watch)).resolves.toBeUndefined();
  });

  it("looks longer while values are pending, then accepts that they wait for the window", async () => {
    const { aws, rds, watch } = mockAws();
    rds.safe
      .on(DescribeDBInstancesCommand)
      .resolves(shows({ PendingModifiedValues: { EngineVersion: "15.14" } }));
    await dbInstance.ready(aws, "flashsale-db", watch);
    expect(watch.statuses.filter((status) => status === "available")).toHaveLength(6);
  });

  it("does not take an instance for ready whose pending change begins a little later", async () => {
    const { aws, rds, watch } = mockAws();
    const pending = shows({ PendingModifiedValues: { MultiAZ: true } });
    rds.safe
      .on(DescribeDBInstancesCommand)
      .resolvesOnce(pending)
      .resolvesOnce(pending)
      .resolvesOnce(pending)
      .resolvesOnce(shows({ DBInstanceStatus: "modifying" }))
      .resolves(shows());
    await dbInstance.ready(aws, "flashsale-db", watch);
    expect(watch.statuses.slice(-4)).toEqual(["modifying", "available", "available", "available"]);
  });

  it.each(["failed", "incompatible-network", "deleting", "stopped"])("ends at once at %s", async (status) => {
    const { aws, rds, watch } = mockAws();
    rds.safe.on(DescribeDBInstancesCommand).resolves(shows({ DBInstanceStatus: status }));
    await expect(dbInstance.ready(aws, "flashsale-db", watch)).rejects.toBeInstanceOf(BrokenResourceError);
  });

  it("ends when the instance vanishes on the way", async () => {
    const { aws, rds, watch } = mockAws();
    rds.safe
      .on(DescribeDBInstancesCommand)
      .resolvesOnce(shows({ DBInstanceStatus: "creating" }))
      .rejects(refusal("DBInstanceNotFoundFault"));
    await expect(dbInstance.ready(aws, "flashsale-db", watch)).rejects.toThrow("It is no longer there");
  });
});

describe("what a DB instance costs and leaves", () => {
  it("is billed by the hour and by the GiB, with and without standby", () => {
    expect(dbInstance.usage?.(props)).toEqual([
      { sku: "rds:db.r5.xlarge:multi-az:hour", quantity: 730 },
      { sku: "rds:gp3:multi-az:gib-month", quantity: 100 },
    ]);
    expect(dbInstance.usage?.({ ...props, multiAz: false }).map(({ sku }) => sku)).toEqual([
      "rds:db.r5.xlarge:single-az:hour",
      "rds:gp3:single-az:gib-month",
    ]);
  });

  it("names a final snapshot after the instance and the second", () => {
    const now = new Date("2026-11-22T21:30:05.123Z");
    expect(dbInstance.snapshotName?.("flashsale-db", now)).toBe("flashsale-db-final-20261122-213005");
  });
});
