import {
  CreateDBInstanceReadReplicaCommand,
  type CreateDBInstanceReadReplicaCommandInput,
  DeleteDBInstanceCommand,
} from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import { makeStanding, modify, practiseRds, type RdsPractice } from "./database.ts";

const REPLICA = "flashsale-db-replica-1";

const replicate = ({ rds }: RdsPractice, changes: Partial<CreateDBInstanceReadReplicaCommandInput> = {}) =>
  rds.send(
    new CreateDBInstanceReadReplicaCommand({
      DBInstanceIdentifier: REPLICA,
      SourceDBInstanceIdentifier: "flashsale-db",
      ...changes,
    }),
  );

const remove = ({ rds }: RdsPractice, DBInstanceIdentifier: string, final?: string) =>
  rds.send(
    new DeleteDBInstanceCommand({
      DBInstanceIdentifier,
      ...(final === undefined ? { SkipFinalSnapshot: true } : { FinalDBSnapshotIdentifier: final }),
    }),
  );

describe("a read replica", () => {
  it("has what its source has, but standby, backups and protection", async () => {
    const practice = practiseRds();
    await makeStanding(practice, { DeletionProtection: true });
    await replicate(practice);
    expect(await practice.look(REPLICA)).toMatchObject({
      DBInstanceStatus: "creating",
      ReadReplicaSourceDBInstanceIdentifier: "flashsale-db",
      DBInstanceClass: "db.r5.xlarge",
      EngineVersion: "15.15",
      AllocatedStorage: 100,
      StorageEncrypted: true,
      MultiAZ: false,
      BackupRetentionPeriod: 0,
      DeletionProtection: false,
    });
    expect((await practice.look()).ReadReplicaDBInstanceIdentifiers).toEqual([REPLICA]);
    practice.pass(1000);
    expect((await practice.look(REPLICA)).DBInstanceStatus).toBe("available");
  });

  it("needs a source with backups, that stands", async () => {
    const practice = practiseRds();
    await makeStanding(practice, { BackupRetentionPeriod: 0 });
    const error = await refusalOf(replicate(practice));
    expect(error.name).toBe("InvalidDBInstanceStateFault");
    expect(error.message).toContain("Automated backups are not enabled");
    const unknown = await refusalOf(replicate(practice, { SourceDBInstanceIdentifier: "other" }));
    expect(unknown.name).toBe("DBInstanceNotFoundFault");
  });

  it("has a name of its own among all instances", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    const error = await refusalOf(replicate(practice, { DBInstanceIdentifier: "flashsale-db" }));
    expect(error.name).toBe("DBInstanceAlreadyExistsFault");
  });

  it("leaves no final snapshot", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    await replicate(practice);
    practice.pass(1000);
    expect((await refusalOf(remove(practice, REPLICA, "final"))).name).toBe("InvalidParameterCombination");
    await remove(practice, REPLICA);
  });

  it("stands by itself once its source is gone", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    await replicate(practice);
    practice.pass(1000);
    await remove(practice, "flashsale-db");
    expect(await practice.look(REPLICA)).not.toHaveProperty("ReadReplicaSourceDBInstanceIdentifier");
  });

  it("is listed as a replica, not as an instance", async () => {
    const practice = practiseRds();
    await makeStanding(practice);
    await replicate(practice);
    const rows = practice.sandbox.list().filter(({ service }) => service === "RDS");
    expect(rows.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "db-instance flashsale-db",
      "db-subnet-group flashsale-db-subnet",
      `read-replica ${REPLICA}`,
    ]);
  });
});

describe("an upgrade of an instance with read replicas", () => {
  const versions = async (practice: RdsPractice): Promise<(string | undefined)[]> => {
    const looks = await Promise.all([practice.look(), practice.look(REPLICA)]);
    return looks.map(({ EngineVersion }) => EngineVersion);
  };

  it("within its line is refused until the replicas have it", async () => {
    const practice = practiseRds();
    await makeStanding(practice, { EngineVersion: "15.13" });
    await replicate(practice);
    practice.pass(1000);
    const refused = await refusalOf(modify(practice, { EngineVersion: "15.15" }));
    expect(refused.name).toBe("DBUpgradeDependencyFailureFault");
    await modify(practice, { DBInstanceIdentifier: REPLICA, EngineVersion: "15.15" });
    practice.pass(1000);
    await modify(practice, { EngineVersion: "15.15" });
    practice.pass(1000);
    expect(await versions(practice)).toEqual(["15.15", "15.15"]);
  });

  it("to another line takes them along", async () => {
    const practice = practiseRds();
    await makeStanding(practice, { EngineVersion: "15.13" });
    await replicate(practice);
    practice.pass(1000);
    await modify(practice, { EngineVersion: "16.11", AllowMajorVersionUpgrade: true });
    practice.pass(1000);
    expect(await versions(practice)).toEqual(["16.11", "16.11"]);
  });
});
