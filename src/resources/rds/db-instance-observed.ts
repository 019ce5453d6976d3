import {
  type DBInstance,
  DescribeDBInstancesCommand,
  type PendingModifiedValues,
  paginateDescribeDBInstances,
} from "@aws-sdk/client-rds";
import type { Aws } from "../../aws/env.ts";
import { fromTagList } from "../../aws/tags.ts";
import type { Compare } from "../../engine/compare.ts";
import type { Condition, Observed, Tags } from "../../engine/resource.ts";
import { collect, orAbsent } from "../type.ts";
import { stuckOf } from "./stuck.ts";

/** Said of a bound that there is none, since the storage does not grow by itself. */
export const NEVER = "never";

/** What a PostgreSQL instance is asked to be. */
export type DbInstanceProps = {
  /** 1 to 63 letters, digits or single hyphens, a letter first; AWS keeps it in lower case. */
  identifier: string;
  /** Such as `db.r5.xlarge`. */
  class: string;
  /** Such as `15.13`; a line alone (`15`) lets AWS choose within it. */
  engineVersion: string;
  /** Never shrinks. Grows by 10 % at least: AWS rounds up. */
  allocatedStorageGib: number;
  /** Bound up to which RDS lets the storage grow by itself; `never` where it does not. */
  maxAllocatedStorageGib?: number | typeof NEVER;
  /** `gp3`, or `gp2`; types that need an IOPS number are not asked for. */
  storageType: string;
  /** IOPS of gp3 from 400 GiB on, 12,000 to 64,000. @default what it has, 12,000 where it is new */
  iops?: number;
  /** MiB a second of gp3 from 400 GiB on, 500 to 4,000. @default what it has, 500 where it is new */
  storageThroughputMibps?: number;
  storageEncrypted: boolean;
  /** Whether a standby in another zone takes over. */
  multiAz: boolean;
  masterUsername: string;
  databaseName: string;
  /** ARN of the secret whose text becomes the password at the create. */
  masterPasswordSecret: string;
  subnetGroupName: string;
  securityGroupIds: readonly string[];
  /** 0 to 35; 0 turns automated backups off. */
  backupRetentionDays: number;
  /** UTC, `hh24:mi-hh24:mi`. */
  backupWindow: string;
  /** UTC, `ddd:hh24:mi-ddd:hh24:mi`. */
  maintenanceWindow: string;
  publiclyAccessible: boolean;
  deletionProtection: boolean;
  copyTagsToSnapshot: boolean;
  /** `open-source-rds-extended-support-disabled` refuses versions past their support instead of billing for them. */
  extendedSupport: string;
  autoMinorVersionUpgrade: boolean;
  tags: Tags;
};

export type DbInstanceAttributes = {
  identifier: string;
  arn: string;
  /** Host name; AWS tells it only late in the create. */
  endpoint?: string;
  port?: number;
  resourceId: string;
};

export type ObservedDbInstance = Observed<DbInstanceProps, DbInstanceAttributes>;

/** How the props of a DB instance are held against what AWS tells. */
export const DB_INSTANCE_COMPARE: { readonly [K in keyof DbInstanceProps]-?: Compare } = {
  identifier: "lower",
  class: "exact",
  engineVersion: "prefix",
  allocatedStorageGib: "atLeast",
  maxAllocatedStorageGib: "exact",
  storageType: "exact",
  iops: "exact",
  storageThroughputMibps: "exact",
  storageEncrypted: "exact",
  multiAz: "exact",
  masterUsername: "exact",
  databaseName: "exact",
  masterPasswordSecret: "createOnly",
  subnetGroupName: "lower",
  securityGroupIds: "set",
  backupRetentionDays: "exact",
  backupWindow: "lower",
  maintenanceWindow: "lower",
  publiclyAccessible: "exact",
  deletionProtection: "exact",
  copyTagsToSnapshot: "exact",
  // RDS tells it word for word where it tells it at all; its absence must not look like a change for ever.
  extendedSupport: "writeOnly",
  autoMinorVersionUpgrade: "exact",
  tags: "subset",
};

// Source: RDS User Guide, "Viewing DB instance status". Every other status is a change under way.
const STANDING = new Set([
  "available",
  "backing-up",
  "storage-full",
  "storage-initialization",
  "storage-optimization",
]);
const LEAVING = new Set(["delete-precheck", "deleting"]);
const BROKEN = /^(failed|incompatible-.*|insufficient-capacity|inaccessible-encryption-.*|restore-error)$/;

function toCondition(status: string): Condition {
  if (BROKEN.test(status)) return "broken";
  if (LEAVING.has(status)) return "leaving";
  return STANDING.has(status) ? "standing" : "pending";
}

/** The values that AWS told, without those that it did not. */
function told<T extends object>(values: { readonly [K in keyof T]?: T[K] | undefined }): Partial<T> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as Partial<T>;
}

/** The present size as the bound is how RDS is told not to let the storage grow. */
const toBound = ({ MaxAllocatedStorage: bound, AllocatedStorage }: DBInstance): number | typeof NEVER =>
  bound === undefined || bound === AllocatedStorage ? NEVER : bound;

/** Props that change the storage, which RDS refuses for hours after such a change. */
export const STORAGE_PROPS: readonly string[] = [
  "allocatedStorageGib",
  "storageType",
  "iops",
  "storageThroughputMibps",
] satisfies readonly (keyof DbInstanceProps)[];

/** Source: RDS User Guide, "Working with storage": no other change for six hours, or while it is optimized if that is longer. */
const unsettledOf = (status: string): Pick<ObservedDbInstance, "unsettled"> =>
  status === "storage-optimization"
    ? {
        unsettled: {
          props: STORAGE_PROPS,
          text: "may be refused: its storage still settles, and can change again six hours after its last change or once it has settled, if that is later; all else is changed",
        },
      }
    : {};

/** While AWS Backup makes the backups, how many and when is its own. */
const keptOf = ({ AwsBackupRecoveryPointArn: arn }: DBInstance): Pick<ObservedDbInstance, "kept"> =>
  arn === undefined || arn === ""
    ? {}
    : { kept: { by: "AWS Backup", props: ["backupRetentionDays", "backupWindow"] } };

function toProps(instance: DBInstance): Partial<DbInstanceProps> {
  const groups = (instance.VpcSecurityGroups ?? []).filter(({ Status }) => Status !== "removing");
  return told<DbInstanceProps>({
    identifier: instance.DBInstanceIdentifier,
    class: instance.DBInstanceClass,
    engineVersion: instance.EngineVersion,
    allocatedStorageGib: instance.AllocatedStorage,
    maxAllocatedStorageGib: toBound(instance),
    storageType: instance.StorageType,
    iops: instance.Iops,
    storageThroughputMibps: instance.StorageThroughput,
    storageEncrypted: instance.StorageEncrypted,
    multiAz: instance.MultiAZ,
    masterUsername: instance.MasterUsername,
    databaseName: instance.DBName,
    subnetGroupName: instance.DBSubnetGroup?.DBSubnetGroupName,
    securityGroupIds: groups.flatMap(({ VpcSecurityGroupId }) => VpcSecurityGroupId ?? []),
    backupRetentionDays: instance.BackupRetentionPeriod,
    backupWindow: instance.PreferredBackupWindow,
    maintenanceWindow: instance.PreferredMaintenanceWindow,
    publiclyAccessible: instance.PubliclyAccessible,
    deletionProtection: instance.DeletionProtection,
    copyTagsToSnapshot: instance.CopyTagsToSnapshot,
    extendedSupport: instance.EngineLifecycleSupport,
    autoMinorVersionUpgrade: instance.AutoMinorVersionUpgrade,
    tags: fromTagList(instance.TagList),
  });
}

/** Values that AWS accepted and has not applied yet. */
function toLater(pending: PendingModifiedValues | undefined): { later?: Partial<DbInstanceProps> } {
  const later = told<DbInstanceProps>({
    class: pending?.DBInstanceClass,
    engineVersion: pending?.EngineVersion,
    allocatedStorageGib: pending?.AllocatedStorage,
    storageType: pending?.StorageType,
    iops: pending?.Iops,
    storageThroughputMibps: pending?.StorageThroughput,
    multiAz: pending?.MultiAZ,
    backupRetentionDays: pending?.BackupRetentionPeriod,
    subnetGroupName: pending?.DBSubnetGroupName,
  });
  return Object.keys(later).length === 0 ? {} : { later };
}

/** A DB instance as the engine sees it. */
export function toObserved(instance: DBInstance): ObservedDbInstance {
  const identifier = instance.DBInstanceIdentifier ?? "";
  const status = instance.DBInstanceStatus ?? "";
  const place = told<{ endpoint: string; port: number }>({
    endpoint: instance.Endpoint?.Address,
    port: instance.Endpoint?.Port,
  });
  const arn = instance.DBInstanceArn ?? "";
  const stuck = stuckOf(instance);
  return {
    id: identifier,
    name: identifier,
    condition: toCondition(status),
    status,
    props: toProps(instance),
    attributes: { identifier, arn, ...place, resourceId: instance.DbiResourceId ?? "" },
    tags: fromTagList(instance.TagList),
    ...toLater(instance.PendingModifiedValues),
    ...keptOf(instance),
    ...unsettledOf(status),
    ...(stuck === undefined ? {} : { stuck }),
  };
}

/** What RDS tells of the instance of this identifier; `undefined` if there is none. */
export function readDbInstance(aws: Aws, identifier: string): Promise<DBInstance | undefined> {
  const command = new DescribeDBInstancesCommand({ DBInstanceIdentifier: identifier });
  const read = async () => (await aws.safe.rds.send(command)).DBInstances?.[0];
  return orAbsent(read, "DBInstanceNotFound");
}

/** Reads a DB instance by its identifier; `undefined` if there is none. */
export async function findDbInstance(aws: Aws, identifier: string): Promise<ObservedDbInstance | undefined> {
  const instance = await readDbInstance(aws, identifier);
  return instance === undefined ? undefined : toObserved(instance);
}

/** What RDS tells of the instances of these identifiers, with one call; those that do not exist are left out. */
export async function readDbInstances(aws: Aws, identifiers: readonly string[]): Promise<DBInstance[]> {
  if (identifiers.length === 0) return [];
  const Filters = [{ Name: "db-instance-id", Values: [...identifiers] }];
  const pages = paginateDescribeDBInstances({ client: aws.safe.rds }, { Filters });
  return collect(pages, (page) => page.DBInstances);
}

/** Reads the DB instances of these identifiers with one call; those that do not exist are left out. */
export async function findDbInstances(
  aws: Aws,
  identifiers: readonly string[],
): Promise<ObservedDbInstance[]> {
  return (await readDbInstances(aws, identifiers)).map(toObserved);
}
