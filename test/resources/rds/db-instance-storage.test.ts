import { DescribeDBInstancesCommand, ModifyDBInstanceCommand } from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import { PostponedError } from "../../../src/errors.ts";
import { instance, shows } from "./instances.ts";
import { inputsOf, type mockAws, refusal } from "./mocked-aws.ts";
import { modifiable, to, updating } from "./updates.ts";

const id = { DBInstanceIdentifier: "flashsale-db" };

describe("changes of the storage", () => {
  const optimized = refusal(
    "InvalidParameterCombination",
    "You can't currently modify the storage of this DB instance because the previous storage change is being optimized.",
  );
  const isOfStorage = ({ AllocatedStorage }: { AllocatedStorage?: number }): boolean =>
    AllocatedStorage !== undefined;

  it("go apart and last, so that a refusal leaves all else done", async () => {
    const mocked = modifiable({ BackupRetentionPeriod: 14, DBInstanceClass: "db.r5.2xlarge" });
    mocked.rds.safe.on(ModifyDBInstanceCommand).callsFake(async (input: { AllocatedStorage?: number }) => {
      if (isOfStorage(input)) throw optimized;
      return {};
    });
    const changes = [
      to("allocatedStorageGib", 200),
      to("backupRetentionDays", 14),
      to("class", "db.r5.2xlarge"),
    ];
    const refused = await updating(mocked, { changes }).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(PostponedError);
    expect(refused).toMatchObject({
      props: ["allocatedStorageGib"],
      detail: expect.stringMatching(/six hours/),
    });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([
      { ...id, BackupRetentionPeriod: 14, DBInstanceClass: "db.r5.2xlarge", ApplyImmediately: true },
      { ...id, AllocatedStorage: 200, ApplyImmediately: true },
    ]);
  });

  it("go before what waits for the window, which an immediate call would begin", async () => {
    const mocked = modifiable({ AllocatedStorage: 200 });
    const changes = [to("class", "db.r5.2xlarge"), to("allocatedStorageGib", 200)];
    await updating(mocked, { changes, applyAt: "window" });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([
      { ...id, AllocatedStorage: 200, ApplyImmediately: true },
      { ...id, DBInstanceClass: "db.r5.2xlarge", ApplyImmediately: false },
    ]);
  });

  it.each([
    ["what it has", { Iops: 20_000, StorageThroughput: 1_000 }, { Iops: 20_000, StorageThroughput: 1_000 }],
    [
      "what comes with the size",
      { Iops: 3_000, StorageThroughput: 125 },
      { Iops: 12_000, StorageThroughput: 500 },
    ],
  ])("from 400 GiB on name the performance: %s", async (_, before, sent) => {
    const mocked = modifiable({ AllocatedStorage: 600 });
    const standing = { AllocatedStorage: 390, ...before };
    await updating(mocked, { changes: [to("allocatedStorageGib", 600)], before: standing });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([
      { ...id, AllocatedStorage: 600, ...sent, ApplyImmediately: true },
    ]);
  });

  it("that are to grow by themselves no more are bound to what there is", async () => {
    const mocked = modifiable({});
    await updating(mocked, { changes: [to("maxAllocatedStorageGib", "never")] });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([
      { ...id, MaxAllocatedStorage: 100, ApplyImmediately: true },
    ]);
  });
});

describe("an upgrade within the line of a source of replicas", () => {
  const OURS = [{ Key: "flashsale-setup:stack", Value: "flashsale" }];

  function withReplica(
    tags: typeof OURS,
    versions: readonly string[] = ["15.13"],
  ): ReturnType<typeof mockAws> {
    const mocked = modifiable({ EngineVersion: "15.14" });
    const source = instance({ TagList: OURS, ReadReplicaDBInstanceIdentifiers: ["copy"] });
    const replicas = versions.map((EngineVersion) =>
      instance({ DBInstanceIdentifier: "copy", EngineVersion, TagList: tags }),
    );
    mocked.rds.safe
      .on(DescribeDBInstancesCommand)
      .resolvesOnce({ DBInstances: [source] })
      .resolvesOnce({ DBInstances: replicas })
      .resolves(shows({ EngineVersion: "15.14" }));
    return mocked;
  }

  const upgrade = [to("engineVersion", "15.14")];

  it("upgrades the replicas first", async () => {
    const mocked = withReplica(OURS);
    await updating(mocked, { changes: upgrade });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([
      { DBInstanceIdentifier: "copy", EngineVersion: "15.14", ApplyImmediately: true },
      { ...id, EngineVersion: "15.14", ApplyImmediately: true },
    ]);
  });

  it("leaves alone those that have it already", async () => {
    const mocked = withReplica(OURS, ["15.14"]);
    await updating(mocked, { changes: upgrade });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toHaveLength(1);
  });

  it("asks for the replicas alone where all is to wait for the window, and says what comes after", async () => {
    const mocked = withReplica(OURS);
    const refused = await updating(mocked, { changes: upgrade, applyAt: "window" }).catch(
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ code: "ReplicasFirst", props: ["engineVersion"] });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([
      { DBInstanceIdentifier: "copy", EngineVersion: "15.14", ApplyImmediately: false },
    ]);
  });

  it("upgrades nothing where a replica is somebody else's, and names the command", async () => {
    const mocked = withReplica([]);
    const refused = await updating(mocked, { changes: upgrade }).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: "ReplicaNotOurs",
      fix: [
        expect.stringContaining("modify-db-instance --db-instance-identifier copy --engine-version 15.14"),
      ],
    });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([]);
  });
});

describe("an instance that does not leave its status by itself", () => {
  it.each(["stopped", "failed", "storage-full", "incompatible-parameters"])(
    "is asked once for a change, and not waited for, while it is %s",
    async (status) => {
      const mocked = modifiable({ DBInstanceStatus: status });
      mocked.rds.safe.on(ModifyDBInstanceCommand).rejects(refusal("InvalidDBInstanceStateFault"));
      const changes = [to("backupRetentionDays", 14)];
      await expect(updating(mocked, { changes })).rejects.toMatchObject({ code: "Stuck" });
      expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toHaveLength(1);
    },
  );

  it("is given room before anything else where it has none", async () => {
    const mocked = modifiable({ AllocatedStorage: 200, BackupRetentionPeriod: 14 });
    const changes = [to("backupRetentionDays", 14), to("allocatedStorageGib", 200)];
    await updating(mocked, { changes, before: { DBInstanceStatus: "storage-full" } });
    expect(inputsOf(mocked.rds.safe, "ModifyDBInstance")).toEqual([
      { ...id, AllocatedStorage: 200, ApplyImmediately: true },
      { ...id, BackupRetentionPeriod: 14, ApplyImmediately: true },
    ]);
  });
});
