import type { DBInstance } from "@aws-sdk/client-rds";
import type { DbInstanceProps } from "../../../src/resources/rds/db-instance-observed.ts";

export const ARN = "arn:aws:rds:us-east-1:123456789012:db:flashsale-db";
export const SECRET_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:flashsale/db-AbCdEf";

/** The guide's database, as a section would ask for it. */
export const props: DbInstanceProps = {
  identifier: "flashsale-db",
  class: "db.r5.xlarge",
  engineVersion: "15.13",
  allocatedStorageGib: 100,
  storageType: "gp3",
  storageEncrypted: true,
  multiAz: true,
  masterUsername: "flashsale",
  databaseName: "flashsale",
  masterPasswordSecret: SECRET_ARN,
  subnetGroupName: "flashsale-db",
  securityGroupIds: ["sg-1"],
  backupRetentionDays: 7,
  backupWindow: "03:00-04:00",
  maintenanceWindow: "mon:04:00-mon:05:00",
  publiclyAccessible: false,
  deletionProtection: true,
  copyTagsToSnapshot: true,
  extendedSupport: "open-source-rds-extended-support-disabled",
  autoMinorVersionUpgrade: true,
  tags: { Name: "flashsale-db" },
};

/** The same database as RDS tells it once it stands. */
export function instance(parts: Partial<DBInstance> = {}): DBInstance {
  return {
    DBInstanceIdentifier: "flashsale-db",
    DBInstanceStatus: "available",
    DBInstanceClass: "db.r5.xlarge",
    Engine: "postgres",
    EngineVersion: "15.13",
    AllocatedStorage: 100,
    StorageType: "gp3",
    StorageEncrypted: true,
    MultiAZ: true,
    MasterUsername: "flashsale",
    DBName: "flashsale",
    DBSubnetGroup: { DBSubnetGroupName: "flashsale-db" },
    VpcSecurityGroups: [
      { VpcSecurityGroupId: "sg-1", Status: "active" },
      { VpcSecurityGroupId: "sg-0", Status: "removing" },
    ],
    BackupRetentionPeriod: 7,
    PreferredBackupWindow: "03:00-04:00",
    PreferredMaintenanceWindow: "mon:04:00-mon:05:00",
    PubliclyAccessible: false,
    DeletionProtection: true,
    CopyTagsToSnapshot: true,
    EngineLifecycleSupport: "open-source-rds-extended-support-disabled",
    AutoMinorVersionUpgrade: true,
    TagList: [{ Key: "Name", Value: "flashsale-db" }],
    Endpoint: { Address: "flashsale-db.abc.us-east-1.rds.amazonaws.com", Port: 5432 },
    DBInstanceArn: ARN,
    DbiResourceId: "db-ABC",
    PendingModifiedValues: {},
    ...parts,
  };
}

/** An answer of DescribeDBInstances with one instance. */
export const shows = (parts: Partial<DBInstance> = {}): { DBInstances: DBInstance[] } => ({
  DBInstances: [instance(parts)],
});
