import {
  AddTagsToResourceCommand,
  DescribeDBInstancesCommand,
  ModifyDBInstanceCommand,
  RemoveTagsFromResourceCommand,
} from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import { WaitTimeoutError } from "../../../src/errors.ts";
import { ARN, shows } from "./instances.ts";
import { inputsOf, mockAws, operationsOf, refusal } from "./mocked-aws.ts";
import { modifiable, to, updating } from "./updates.ts";

const id = { DBInstanceIdentifier: "flashsale-db" };

describe("changes that interrupt nothing", () => {
  it("go at once, in one call, whatever the user chose for outages", async () => {
    const after = { BackupRetentionPeriod: 14, MultiAZ: false };
    const mocked = modifiable(after);
    const changes = [to("backupRetentionDays", 14), to("multiAz", false)];
    await updating(mocked, { changes, applyAt: "window" });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([
      { ...id, ...after, ApplyImmediately: true },
    ]);
  });

  it("are sent under AWS's names", async () => {
    const mocked = modifiable({ DBInstanceStatus: "modifying" });
    const changes = [
      to("maxAllocatedStorageGib", 500),
      to("securityGroupIds", ["sg-2"]),
      to("backupWindow", "01:00-02:00"),
      to("maintenanceWindow", "tue:04:00-tue:05:00"),
      to("publiclyAccessible", true),
      to("deletionProtection", false),
      to("copyTagsToSnapshot", false),
      to("extendedSupport", "open-source-rds-extended-support"),
      to("autoMinorVersionUpgrade", false),
    ];
    await updating(mocked, { changes });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([
      {
        ...id,
        MaxAllocatedStorage: 500,
        VpcSecurityGroupIds: ["sg-2"],
        PreferredBackupWindow: "01:00-02:00",
        PreferredMaintenanceWindow: "tue:04:00-tue:05:00",
        PubliclyAccessible: true,
        DeletionProtection: false,
        CopyTagsToSnapshot: false,
        EngineLifecycleSupport: "open-source-rds-extended-support",
        AutoMinorVersionUpgrade: false,
        ApplyImmediately: true,
      },
    ]);
  });

  it("do not set off an outage that waits for the window from before", async () => {
    const pending = { PendingModifiedValues: { DBInstanceClass: "db.r5.2xlarge" } };
    const mocked = modifiable(pending);
    await updating(mocked, { changes: [to("backupRetentionDays", 14)], before: pending });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([
      { ...id, BackupRetentionPeriod: 14, ApplyImmediately: false },
    ]);
  });

  it("are waited for while the status is still the old one and the value is pending", async () => {
    const mocked = modifiable({});
    mocked.rds.safe
      .on(DescribeDBInstancesCommand)
      .resolvesOnce(shows())
      .resolvesOnce(shows({ PendingModifiedValues: { MultiAZ: false } }))
      .resolves(shows({ DBInstanceStatus: "modifying" }));
    await updating(mocked, { changes: [to("multiAz", false)] });
    expect(mocked.watch.statuses).toEqual(["available", "available", "modifying"]);
  });

  it("that AWS never takes up end the wait, to be carried on by the next run", async () => {
    const mocked = modifiable({ PendingModifiedValues: { MultiAZ: false } });
    const update = updating(mocked, { changes: [to("multiAz", false)] });
    await expect(update).rejects.toBeInstanceOf(WaitTimeoutError);
  });
});

describe("changes that restart the database", () => {
  it("go at once together with the others when that was asked for", async () => {
    const mocked = modifiable({ DBInstanceStatus: "modifying" });
    await updating(mocked, { changes: [to("class", "db.r5.2xlarge"), to("multiAz", false)] });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([
      { ...id, DBInstanceClass: "db.r5.2xlarge", MultiAZ: false, ApplyImmediately: true },
    ]);
  });

  it("wait for the window alone, sent after the others are through", async () => {
    const mocked = modifiable({ MultiAZ: false });
    const changes = [to("class", "db.r5.2xlarge"), to("multiAz", false)];
    await updating(mocked, { changes, applyAt: "window" });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([
      { ...id, MultiAZ: false, ApplyImmediately: true },
      { ...id, DBInstanceClass: "db.r5.2xlarge", ApplyImmediately: false },
    ]);
    expect(mocked.watch.statuses.filter((status) => status === "available").length).toBeGreaterThanOrEqual(3);
  });

  it("are not waited for when they go into the window", async () => {
    const mocked = modifiable({});
    await updating(mocked, { changes: [to("engineVersion", "15.14")], applyAt: "window" });
    expect(operationsOf(mocked.rds.safe).at(-1)).toBe("ModifyDBInstance");
  });

  it.each([
    ["15.14", {}],
    ["16.9", { AllowMajorVersionUpgrade: true }],
  ])("to version %s allow the jump to another line only if it is one", async (version, allowed) => {
    const mocked = modifiable({ EngineVersion: version });
    await updating(mocked, { changes: [to("engineVersion", version)] });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([
      { ...id, EngineVersion: version, ...allowed, ApplyImmediately: true },
    ]);
  });
});

describe("an update of a DB instance", () => {
  it("sets and removes tags without modifying the instance", async () => {
    const mocked = mockAws();
    mocked.rds.safe.on(AddTagsToResourceCommand).resolves({}).on(RemoveTagsFromResourceCommand).resolves({});
    await updating(mocked, { changes: [{ ...to("tags", { Name: "db" }), dropped: ["old"] }] });
    expect(inputsOf(mocked.rds.safe, "AddTagsToResource")).toEqual([
      { ResourceName: ARN, Tags: [{ Key: "Name", Value: "db" }] },
    ]);
    expect(inputsOf(mocked.rds.safe, "RemoveTagsFromResource")).toEqual([
      { ResourceName: ARN, TagKeys: ["old"] },
    ]);
    expect(operationsOf(mocked.rds.safe)).toEqual(["AddTagsToResource", "RemoveTagsFromResource"]);
  });

  it("is repeated while RDS asks to send the request later", async () => {
    const mocked = modifiable({ BackupRetentionPeriod: 14 });
    mocked.rds.safe
      .on(ModifyDBInstanceCommand)
      .rejectsOnce(refusal("InvalidDBInstanceStateFault", "Send your request later."))
      .resolves({});
    await updating(mocked, { changes: [to("backupRetentionDays", 14)] });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toHaveLength(2);
  });

  it("takes it for done when AWS finds nothing to modify", async () => {
    const mocked = modifiable({ BackupRetentionPeriod: 14 });
    mocked.rds.safe
      .on(ModifyDBInstanceCommand)
      .rejects(refusal("InvalidParameterCombination", "No modifications were requested"));
    await expect(updating(mocked, { changes: [to("backupRetentionDays", 14)] })).resolves.toBeUndefined();
  });

  it("lets other refusals stand", async () => {
    const mocked = mockAws();
    const words = "Invalid storage size for engine name postgres and storage type gp3: 200";
    mocked.rds.safe.on(ModifyDBInstanceCommand).rejects(refusal("InvalidParameterCombination", words));
    await expect(updating(mocked, { changes: [to("allocatedStorageGib", 200)] })).rejects.toThrow(words);
  });
});
