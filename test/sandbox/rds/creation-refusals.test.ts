import type { CreateDBInstanceCommandInput } from "@aws-sdk/client-rds";
import { describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import { makeDatabase, makeGround, practiseRds } from "./database.ts";

const VALUE = "InvalidParameterValue";
const COMBINATION = "InvalidParameterCombination";
const REFUSALS: [string, Partial<CreateDBInstanceCommandInput>, string, string][] = [
  ["an identifier with two hyphens", { DBInstanceIdentifier: "a--b" }, VALUE, "not a valid identifier"],
  ["an identifier that ends with a hyphen", { DBInstanceIdentifier: "a-" }, VALUE, "not a valid identifier"],
  ["an identifier of 64 letters", { DBInstanceIdentifier: "a".repeat(64) }, VALUE, "not a valid identifier"],
  ["a reserved user", { MasterUsername: "admin" }, VALUE, "reserved word used by the engine"],
  ["RDS's own user", { MasterUsername: "rdsadmin" }, VALUE, "reserved word used by the engine"],
  ["PostgreSQL's own roles", { MasterUsername: "pg_dba" }, VALUE, '"pg_" are reserved'],
  ["a user of 17 letters", { MasterUsername: "a".repeat(17) }, VALUE, "MasterUsername"],
  ["a short password", { MasterUserPassword: "short" }, VALUE, "shorter than 8"],
  ["a password with an @", { MasterUserPassword: "with@sign1" }, VALUE, "Only printable ASCII"],
  ["a password with a space", { MasterUserPassword: "with space1" }, VALUE, "Only printable ASCII"],
  ["no password", { MasterUserPassword: undefined }, VALUE, "must be provided"],
  ["a database name with a hyphen", { DBName: "flash-sale" }, VALUE, "DBName must begin with a letter"],
  ["a retention of 36 days", { BackupRetentionPeriod: 36 }, VALUE, "between 0 and 35"],
  ["too little storage", { AllocatedStorage: 19 }, COMBINATION, "Invalid storage size"],
  ["IOPS with little gp3", { Iops: 3000 }, COMBINATION, "a storage size less than 400"],
  ["throughput with little gp3", { StorageThroughput: 125 }, COMBINATION, "a storage size less than 400"],
  ["a limit below the storage", { MaxAllocatedStorage: 100 }, COMBINATION, "must be greater than"],
  ["the guide's version", { EngineVersion: "15.3" }, COMBINATION, "Cannot find version 15.3 for postgres"],
  ["an unknown line", { EngineVersion: "12" }, COMBINATION, "Cannot find version 12 for postgres"],
  ["an unknown class", { DBInstanceClass: "db.r5.huge" }, COMBINATION, "RDS does not support creating"],
  ["no class at all", { DBInstanceClass: "r5.xlarge" }, VALUE, "Invalid DB Instance class"],
  ["an unknown engine", { Engine: "postgresql" }, VALUE, "Invalid DB engine"],
  ["a missing subnet group", { DBSubnetGroupName: "other" }, "DBSubnetGroupNotFoundFault", "does not exist"],
  ["a missing key", { KmsKeyId: "alias/other" }, "KMSKeyNotAccessibleFault", "alias/other"],
  [
    "a key without encryption",
    { StorageEncrypted: false, KmsKeyId: "alias/aws/rds" },
    COMBINATION,
    "KMS key",
  ],
  ["a zone for two zones", { AvailabilityZone: "us-east-1a" }, COMBINATION, "not valid for Multi-AZ"],
  ["an unknown lifecycle", { EngineLifecycleSupport: "yes" }, VALUE, "EngineLifecycleSupport"],
  [
    "an old line without Extended Support",
    { EngineVersion: "13.23", EngineLifecycleSupport: "open-source-rds-extended-support-disabled" },
    COMBINATION,
    "standard support",
  ],
  ["a wrong backup window", { PreferredBackupWindow: "3:00-4:00" }, VALUE, "Invalid backup window format"],
  ["a short window", { PreferredBackupWindow: "03:00-03:29" }, VALUE, "at least 30 minutes"],
  [
    "overlapping windows",
    { PreferredBackupWindow: "03:00-04:00", PreferredMaintenanceWindow: "sun:03:30-sun:04:30" },
    VALUE,
    "must not overlap",
  ],
  [
    "windows that overlap across midnight",
    { PreferredBackupWindow: "23:45-00:30", PreferredMaintenanceWindow: "mon:00:00-mon:00:30" },
    VALUE,
    "must not overlap",
  ],
  ["monitoring without a role", { MonitoringInterval: 60 }, COMBINATION, "MonitoringRoleARN"],
  ["a parameter group", { DBParameterGroupName: "mine" }, "DBParameterGroupNotFoundFault", "mine"],
  ["an unknown certificate", { CACertificateIdentifier: "rds-ca-2019" }, "CertificateNotFoundFault", "2019"],
  ["a reserved tag", { Tags: [{ Key: "aws:stack", Value: "x" }] }, VALUE, "tag key"],
];

describe("CreateDBInstance in the sandbox", () => {
  it.each(REFUSALS)("refuses %s", async (_case, changes, name, words) => {
    const practice = practiseRds();
    const ground = await makeGround(practice);
    const refused = await refusalOf(makeDatabase(practice, ground, changes));
    expect(refused.name).toBe(name);
    expect(refused.message).toContain(words);
  });

  it("accepts postgres as the master user", async () => {
    const practice = practiseRds();
    const made = await makeDatabase(practice, await makeGround(practice), { MasterUsername: "postgres" });
    expect(made.MasterUsername).toBe("postgres");
  });

  it("gives large gp3 storage its own performance", async () => {
    const practice = practiseRds();
    const made = await makeDatabase(practice, await makeGround(practice), { AllocatedStorage: 400 });
    expect(made).toMatchObject({ Iops: 12_000, StorageThroughput: 500 });
  });
});
