import type { CreateDBInstanceCommandInput, ModifyDBInstanceCommandInput } from "@aws-sdk/client-rds";
import { toTagList } from "../../aws/tags.ts";
import type { DbInstanceProps } from "./db-instance-observed.ts";

/**
 * The create request. It names no IOPS and no throughput: RDS fixes both for gp3 below 400 GiB and refuses the
 * parameters. Source: RDS User Guide, "gp3 storage".
 */
export function toCreateRequest(props: DbInstanceProps, password: string): CreateDBInstanceCommandInput {
  const { maxAllocatedStorageGib } = props;
  return {
    DBInstanceIdentifier: props.identifier,
    Engine: "postgres",
    EngineVersion: props.engineVersion,
    DBInstanceClass: props.class,
    AllocatedStorage: props.allocatedStorageGib,
    ...(maxAllocatedStorageGib === undefined ? {} : { MaxAllocatedStorage: maxAllocatedStorageGib }),
    StorageType: props.storageType,
    StorageEncrypted: props.storageEncrypted,
    MultiAZ: props.multiAz,
    MasterUsername: props.masterUsername,
    MasterUserPassword: password,
    DBName: props.databaseName,
    DBSubnetGroupName: props.subnetGroupName,
    VpcSecurityGroupIds: [...props.securityGroupIds],
    BackupRetentionPeriod: props.backupRetentionDays,
    PreferredBackupWindow: props.backupWindow,
    PreferredMaintenanceWindow: props.maintenanceWindow,
    PubliclyAccessible: props.publiclyAccessible,
    DeletionProtection: props.deletionProtection,
    CopyTagsToSnapshot: props.copyTagsToSnapshot,
    EngineLifecycleSupport: props.extendedSupport,
    AutoMinorVersionUpgrade: props.autoMinorVersionUpgrade,
    Tags: toTagList(props.tags),
  };
}

const MEMBERS = {
  class: "DBInstanceClass",
  engineVersion: "EngineVersion",
  allocatedStorageGib: "AllocatedStorage",
  maxAllocatedStorageGib: "MaxAllocatedStorage",
  storageType: "StorageType",
  multiAz: "MultiAZ",
  securityGroupIds: "VpcSecurityGroupIds",
  backupRetentionDays: "BackupRetentionPeriod",
  backupWindow: "PreferredBackupWindow",
  maintenanceWindow: "PreferredMaintenanceWindow",
  publiclyAccessible: "PubliclyAccessible",
  deletionProtection: "DeletionProtection",
  copyTagsToSnapshot: "CopyTagsToSnapshot",
  extendedSupport: "EngineLifecycleSupport",
  autoMinorVersionUpgrade: "AutoMinorVersionUpgrade",
} as const satisfies { readonly [K in keyof DbInstanceProps]?: keyof ModifyDBInstanceCommandInput };

/** The part of a modify request that sets these props; props that RDS cannot modify are left out. */
export function toModification(values: ReadonlyMap<string, unknown>): Partial<ModifyDBInstanceCommandInput> {
  const entries = Object.entries(MEMBERS).filter(([prop]) => values.has(prop));
  return Object.fromEntries(entries.map(([prop, member]) => [member, values.get(prop)]));
}
