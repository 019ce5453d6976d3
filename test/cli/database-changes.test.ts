import { beforeAll, describe, expect, it, vi } from "vitest";
import { PracticeStack, type Ran } from "./practice-stack.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const standing = new PracticeStack();
const copied = new PracticeStack();

beforeAll(async () => {
  await standing.write({ db: "backupRetentionDays: 7, engineVersion: '15.13'" }).run("up --yes", 0);
  await copied.write({ db: "replicas: 1, engineVersion: '15.13'" }).run("up --yes", 0);
});

const SETTLING = { statuses: [{ type: "rds/db-instance", status: "storage-optimization" }] };

/** What the calls of a run asked RDS to modify. */
const modifications = (ran: Ran): unknown[] => ran.sent("ModifyDBInstance");

const settings = (stack: PracticeStack, id = "flashsale-db"): unknown => {
  const row = stack.rows("RDS/db-instance")[id] as { settings: object; works: { values: object }[] };
  return Object.assign({}, row.settings, ...row.works.map(({ values }) => values)) as unknown;
};

describe("storage that still settles", () => {
  it("keeps nothing else from being changed, and it is said when it can change", async () => {
    const stack = standing
      .copy()
      .write({ db: "storageGib: 300, backupRetentionDays: 14, engineVersion: '15.13'" });
    const planned = await stack.run("plan", 0, SETTLING);
    expect(planned.text).toMatch(/db\.instance .*storage.*six hours/);
    const ran = await stack.run("up --yes", 1, SETTLING);
    expect(ran.text).toMatch(/six hours/);
    expect(settings(stack)).toMatchObject({ BackupRetentionPeriod: 14, AllocatedStorage: 100 });
  });

  it("is changed by the same command later", async () => {
    const stack = standing
      .copy()
      .write({ db: "storageGib: 300, backupRetentionDays: 14, engineVersion: '15.13'" });
    await stack.run("up --yes", 1, SETTLING);
    const planned = await stack.run("plan", 0);
    expect(planned.text).toMatch(/allocatedStorageGib.*100.*300/);
    expect(planned.text).not.toMatch(/changed outside/);
    await stack.run("up --yes", 0);
    expect(settings(stack)).toMatchObject({ AllocatedStorage: 300 });
  });

  it("does not hold up what needs the database", async () => {
    const stack = standing.copy().write({ db: "storageGib: 300, replicas: 1, engineVersion: '15.13'" });
    await stack.run("up --yes", 1, SETTLING);
    expect(Object.keys(stack.rows("RDS/db-instance"))).toContain("flashsale-db-replica-1");
  });
});

describe("storage of 400 GiB and more", () => {
  it("grows with the performance that it has", async () => {
    const stack = new PracticeStack().write({ db: "storageGib: 500" });
    await stack.run("up --yes", 0);
    const ran = await stack.write({ db: "storageGib: 600" }).run("up --yes", 0);
    expect(modifications(ran)).toMatchObject([
      { AllocatedStorage: 600, Iops: 12_000, StorageThroughput: 500 },
    ]);
  });

  it("has the performance that the settings name, and keeps it where they name none any more", async () => {
    const stack = new PracticeStack().write({
      db: "storageGib: 500, iops: 16000, storageThroughputMibps: 800",
    });
    await stack.run("up --yes", 0);
    expect(settings(stack)).toMatchObject({ Iops: 16_000, StorageThroughput: 800 });
    const left = await stack.write({ db: "storageGib: 500" }).run("up --yes", 0);
    expect(modifications(left)).toEqual([]);
  });

  it.each([
    ["storageGib: 300, iops: 12000", "db.iops"],
    ["storageGib: 300, storageThroughputMibps: 500", "db.storageThroughputMibps"],
    ["storageGib: 500, iops: 12000, storageThroughputMibps: 4000", "db.storageThroughputMibps"],
  ])("is the only one with a performance of its own: %s is refused", async (db, key) => {
    const ran = await new PracticeStack().write({ db }).run("plan", 78);
    expect(ran.text).toContain(key);
  });
});

describe("storage that grew by itself and is to no more", () => {
  it("is bound to what there is, and stays so", async () => {
    const stack = standing.copy().write({ db: "maxStorageGib: 900, engineVersion: '15.13'" });
    await stack.run("up --yes", 0);
    expect(settings(stack)).toMatchObject({ MaxAllocatedStorage: 900 });
    await stack.write({ db: "engineVersion: '15.13'" }).run("up --yes", 0);
    expect(settings(stack)).not.toHaveProperty("MaxAllocatedStorage");
    await stack.run("plan --detailed-exitcode", 0);
  });
});

describe("a database under AWS Backup", () => {
  const ARN = "arn:aws:backup:us-east-1:314159265358:recovery-point:continuous:db-x";
  const backedUp = (): PracticeStack =>
    standing.copy().edit(({ table }) => {
      const row = table("RDS/db-instance")["flashsale-db"] as { recoveryPointArn?: string; settings: object };
      row.recoveryPointArn = ARN;
      Object.assign(row.settings, { BackupRetentionPeriod: 35 });
    });

  it("keeps AWS Backup's retention, which is told, and takes all other changes", async () => {
    const stack = backedUp().write({
      db: "backupRetentionDays: 9, backupWindow: '01:00-02:00', maxStorageGib: 900, engineVersion: '15.13'",
    });
    const ran = await stack.run("up --yes", 0);
    expect(ran.text).toMatch(/backupRetentionDays, backupWindow: AWS Backup keeps that/);
    expect(settings(stack)).toMatchObject({ BackupRetentionPeriod: 35, MaxAllocatedStorage: 900 });
    await stack.run("plan --detailed-exitcode", 0);
  });

  it("goes with all but its backups, which are named", async () => {
    const ran = await backedUp().run("destroy --yes --delete-data", 0);
    expect(ran.text).toContain(`backup/recovery-point ${ARN}`);
  });

  it("that AWS refuses to delete is protected again", async () => {
    const stack = backedUp();
    const refuse = [
      {
        operation: "RDS.DeleteDBInstance",
        error: "InvalidParameterValue",
        message: "it is under a legal hold",
      },
    ];
    const ran = await stack.run("destroy --yes --delete-data", 1, { refuse });
    expect(ran.text).toMatch(/deletion protection is on again/);
    expect(settings(stack)).toMatchObject({ DeletionProtection: true });
  });
});

describe("a minor upgrade with replicas", () => {
  it("upgrades the replicas, then their source", async () => {
    const stack = copied.copy().write({ db: "replicas: 1, engineVersion: '15.15'" });
    const ran = await stack.run("up --yes --upgrade db.engineVersion --apply-at now", 0);
    expect(modifications(ran)).toMatchObject([
      { DBInstanceIdentifier: "flashsale-db-replica-1", EngineVersion: "15.15" },
      { DBInstanceIdentifier: "flashsale-db", EngineVersion: "15.15" },
    ]);
    for (const id of ["flashsale-db", "flashsale-db-replica-1"])
      expect(settings(stack, id)).toMatchObject({ EngineVersion: "15.15" });
  });

  it("to another line is asked of the source alone", async () => {
    const stack = copied.copy().write({ db: "replicas: 1, engineVersion: '16.11'" });
    const ran = await stack.run("up --yes --upgrade db.engineVersion --apply-at now", 0);
    expect(modifications(ran)).toMatchObject([{ DBInstanceIdentifier: "flashsale-db" }]);
    expect(settings(stack, "flashsale-db-replica-1")).toMatchObject({ EngineVersion: "16.11" });
  });
});

describe("a change that RDS takes back", () => {
  it("is told with RDS's own words", async () => {
    const stack = standing.copy().write({ db: "class: db.r5.4xlarge, engineVersion: '15.13'" });
    stack.edit(({ offers }) => Object.assign(offers("RDS"), { rolledBackClasses: ["db.r5.4xlarge"] }));
    const ran = await stack.run("up --yes --apply-at now", 1);
    expect(ran.text).toMatch(/DidNotTake/);
    expect(ran.text).toMatch(/insufficient capacity/);
  });
});
