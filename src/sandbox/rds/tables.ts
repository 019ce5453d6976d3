import type { DatabaseInsightsMode } from "@aws-sdk/client-rds";
import { type AccountRecord, defineTable } from "../account.ts";

/** A DB subnet group, by its name in lower case. */
export interface DbSubnetGroup extends AccountRecord {
  readonly description: string;
  readonly vpcId: string;
  /** The subnets as they were when they were named; RDS keeps the list even when the VPC has lost one. */
  readonly subnets: readonly { readonly id: string; readonly zone: string }[];
}

/** What can be set on a DB instance, under the names in which RDS describes it. */
export interface Settings {
  readonly DBInstanceClass: string;
  readonly EngineVersion: string;
  readonly AllocatedStorage: number;
  readonly StorageType: string;
  readonly Iops?: number | undefined;
  readonly StorageThroughput?: number | undefined;
  readonly MaxAllocatedStorage?: number | undefined;
  readonly MultiAZ: boolean;
  readonly BackupRetentionPeriod: number;
  readonly PreferredBackupWindow: string;
  readonly PreferredMaintenanceWindow: string;
  readonly VpcSecurityGroupIds: readonly string[];
  readonly Port: number;
  readonly PubliclyAccessible: boolean;
  readonly AutoMinorVersionUpgrade: boolean;
  readonly DeletionProtection: boolean;
  readonly CopyTagsToSnapshot: boolean;
  readonly CACertificateIdentifier: string;
  readonly EngineLifecycleSupport: string;
  readonly IAMDatabaseAuthenticationEnabled: boolean;
  readonly PerformanceInsightsEnabled: boolean;
  readonly PerformanceInsightsKMSKeyId?: string | undefined;
  readonly PerformanceInsightsRetentionPeriod?: number | undefined;
  readonly DatabaseInsightsMode: DatabaseInsightsMode;
  readonly MonitoringInterval: number;
  readonly MonitoringRoleArn?: string | undefined;
  readonly EnabledCloudwatchLogsExports?: readonly string[] | undefined;
  readonly DedicatedLogVolume: boolean;
}

/** A time during which an instance has a status. */
export interface Phase {
  readonly status: string;
  /** Simulated seconds. */
  readonly seconds: number;
}

/** Something that RDS does to an instance some time after it was asked for. */
export interface Work extends Phase {
  /** Instant of the request. */
  readonly at: number;
  /** Simulated seconds from the request to the start. */
  readonly delaySeconds: number;
  /** What holds once the work is done; pending until then. */
  readonly values: Partial<Settings>;
  /** True when it waits for the maintenance window. */
  readonly deferred: boolean;
  /** True when it sets the master user's password, which is not kept. */
  readonly password?: boolean;
}

/** A DB instance, by its identifier in lower case. Its status follows from `birth`, `works` and the clock. */
export interface DbInstance extends AccountRecord {
  readonly resourceId: string;
  readonly masterUsername: string;
  readonly dbName?: string | undefined;
  readonly subnetGroup: string;
  readonly vpcId: string;
  readonly zone: string;
  /** Zone of the standby, while there is or will be one. */
  readonly standbyZone?: string | undefined;
  readonly networkInterfaces: readonly { readonly zone: string; readonly id: string }[];
  readonly storageEncrypted: boolean;
  readonly kmsKeyId?: string | undefined;
  /** What it goes through until it settles; the first phase is `creating`. */
  readonly birth: readonly Phase[];
  readonly settings: Settings;
  readonly works: readonly Work[];
  /** The instance that it is a read replica of. */
  readonly replicaOf?: string | undefined;
  /** True once its storage grew while it was full. */
  readonly hasRoom?: boolean | undefined;
  /** ARN of AWS Backup's recovery point, while AWS Backup keeps its automated backups. */
  readonly recoveryPointArn?: string | undefined;
}

/** Something that RDS tells of an instance in its events. */
export interface RdsEvent extends AccountRecord {
  /** Identifier of the DB instance. */
  readonly sourceId: string;
  /** Instant from which on it is told. */
  readonly at: number;
  readonly message: string;
  readonly categories: readonly string[];
}

/** A manual DB snapshot, by its identifier in lower case. */
export interface DbSnapshot extends AccountRecord {
  readonly instanceId: string;
  readonly instanceCreatedAt: number;
  readonly resourceId: string;
  readonly masterUsername: string;
  readonly vpcId: string;
  readonly zone: string;
  readonly storageEncrypted: boolean;
  readonly kmsKeyId?: string | undefined;
  readonly settings: Settings;
}

/** DB subnet groups. */
export const subnetGroups = defineTable<DbSubnetGroup>("RDS", "db-subnet-group");

/** DB instances. */
export const instances = defineTable<DbInstance>("RDS", "db-instance");

/** Manual DB snapshots. */
export const snapshots = defineTable<DbSnapshot>("RDS", "db-snapshot");

/** What happened to DB instances. */
export const events = defineTable<RdsEvent>("RDS", "event");
