import type { CreateDBInstanceCommandInput, ModifyDBInstanceCommandInput } from "@aws-sdk/client-rds";
import { toTagList } from "../../aws/tags.ts";
import { type DbInstanceProps, NEVER } from "./db-instance-observed.ts";

/** RDS fixes the performance of smaller gp3 storage and refuses to be told it. Source: RDS User Guide, "gp3 storage". */
const STRIPED_GIB = 400;

/** What larger gp3 storage has at least. Source: RDS User Guide, "gp3 storage". */
export const LEAST = { iops: 12_000, storageThroughputMibps: 500 };

type Storage = Partial<Pick<DbInstanceProps, "allocatedStorageGib" | "storageType" | keyof typeof LEAST>>;

/** The performance that a create names: only what is asked for. */
export function toPerformance({ iops, storageThroughputMibps }: Storage) {
  return {
    ...(iops === undefined ? {} : { Iops: iops }),
    ...(storageThroughputMibps === undefined ? {} : { StorageThroughput: storageThroughputMibps }),
  };
}

/**
 * The performance that goes with another size: RDS wants to be told it, and what is not asked for stays as it is. Source: RDS
 * API reference, ModifyDBInstance, `Iops`.
 */
export function performanceFor(wanted: Storage, present: Storage) {
  const storage = { ...present, ...wanted };
  if (storage.storageType !== "gp3" || (storage.allocatedStorageGib ?? 0) < STRIPED_GIB) return {};
  return {
    Iops: Math.max(storage.iops ?? 0, LEAST.iops),
    StorageThroughput: Math.max(storage.storageThroughputMibps ?? 0, LEAST.storageThroughputMibps),
  };
}

/** The bound of storage that grows by itself, where it does. */
export const toBound = ({
  maxAllocatedStorageGib: bound,
}: Pick<DbInstanceProps, "maxAllocatedStorageGib">) =>
  bound === undefined || bound === NEVER ? {} : { MaxAllocatedStorage: bound };

/** The create request. */
export function toCreateRequest(props: DbInstanceProps, password: string): CreateDBInstanceCommandInput {
  return {
    DBInstanceIdentifier: props.identifier,
    Engine: "postgres",
    EngineVersion: props.engineVersion,
    DBInstanceClass: props.class,
    AllocatedStorage: props.allocatedStorageGib,
    ...toBound(props),
    StorageType: props.storageType,
    ...toPerformance(props),
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
  iops: "Iops",
  storageThroughputMibps: "StorageThroughput",
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

/**
 * The part of a modify request that sets these props; props that RDS cannot modify are left out. Storage no longer grows by
 * itself once its bound is what it has. Source: RDS API reference, ModifyDBInstance, `MaxAllocatedStorage`.
 */
export function toModification(
  values: ReadonlyMap<string, unknown>,
  present: Storage,
): Partial<ModifyDBInstanceCommandInput> {
  const entries = Object.entries(MEMBERS).filter(([prop]) => values.has(prop));
  const request = Object.fromEntries(entries.map(([prop, member]) => [member, values.get(prop)]));
  return request.MaxAllocatedStorage === NEVER
    ? { ...request, MaxAllocatedStorage: present.allocatedStorageGib }
    : request;
}
