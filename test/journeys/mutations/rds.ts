import {
  asIdentity,
  ELSEWHERE,
  type Mutations,
  retag,
  set,
  setId,
  setting,
  shorten,
  tagged,
  within,
} from "./change.ts";

/** RDS's rows; those of an instance are under the names in which RDS describes it. */
export const RDS: Readonly<Record<string, Mutations>> = {
  "rds/db-subnet-group": {
    ...tagged("db.subnet-group", {
      description: set("description", "something else"),
      subnetIds: shorten("subnets"),
      vpcId: set("vpcId", ELSEWHERE.vpc),
      tags: retag,
    }),
    name: asIdentity(within("db.subnet-group", "db.subnet-group", setId("renamed", "RDS/db-subnet-group"))),
  },
  "rds/db-instance": {
    ...tagged("db.instance", {
      class: setting("DBInstanceClass", "db.r5.2xlarge"),
      engineVersion: setting("EngineVersion", "15.14"),
      allocatedStorageGib: setting("AllocatedStorage", 90),
      maxAllocatedStorageGib: setting("MaxAllocatedStorage", 500),
      storageType: setting("StorageType", "gp2"),
      storageEncrypted: set("storageEncrypted", false),
      multiAz: setting("MultiAZ", false),
      masterUsername: set("masterUsername", "somebody"),
      databaseName: set("dbName", "other"),
      subnetGroupName: set("subnetGroup", "other"),
      securityGroupIds: setting("VpcSecurityGroupIds", ["sg-0123456789abcdef0"]),
      backupRetentionDays: setting("BackupRetentionPeriod", 3),
      backupWindow: setting("PreferredBackupWindow", "10:00-11:00"),
      maintenanceWindow: setting("PreferredMaintenanceWindow", "sun:06:00-sun:07:00"),
      publiclyAccessible: setting("PubliclyAccessible", true),
      deletionProtection: setting("DeletionProtection", false),
      copyTagsToSnapshot: setting("CopyTagsToSnapshot", false),
      autoMinorVersionUpgrade: setting("AutoMinorVersionUpgrade", false),
      tags: retag,
    }),
    identifier: asIdentity(within("db.instance", "db.instance", setId("renamed", "RDS/db-instance"))),
  },
};
