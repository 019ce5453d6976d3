import type { CreateDBInstanceCommandInput, CreateDBInstanceCommandOutput } from "@aws-sdk/client-rds";
import { ensureServiceLinkedRole } from "../iam/service-linked-role.ts";
import type { Call } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { getSubnetGroup } from "./db-subnet-group.ts";
import { toDBInstance } from "./description.ts";
import { checkEngine, majorOf, resolveVersion } from "./engine-version.ts";
import {
  invalid,
  newResourceId,
  refuseUnmodelled,
  toIdentifier,
  toTags,
  uncombinable,
} from "./identifier.ts";
import { toBirth } from "./lifecycle.ts";
import { CERTIFICATES, rdsOffers } from "./offers.ts";
import { checkClass, LICENSE } from "./orderable-option.ts";
import { attach, checkPublicAccess, choosePlaces, findPlaces, toGroupIds } from "./placement.ts";
import {
  checkLifecycle,
  checkPassword,
  checkSettings,
  EXTENDED_SUPPORT,
  SETTING_MEMBERS,
  toKeyArn,
  toSettings,
} from "./settings.ts";
import { resolveStorage } from "./storage.ts";
import { type DbInstance, type DbSubnetGroup, instances, type Settings } from "./tables.ts";
import { toWindows } from "./time-window.ts";

const MODELLED: readonly (keyof CreateDBInstanceCommandInput)[] = [
  ...SETTING_MEMBERS,
  ...(["DBInstanceIdentifier", "DBInstanceClass", "Engine", "EngineVersion", "LicenseModel"] as const),
  ...(["MasterUsername", "MasterUserPassword", "MasterUserAuthenticationType", "DBName", "Port"] as const),
  ...(["AllocatedStorage", "StorageType", "Iops", "StorageThroughput"] as const),
  ...(["StorageEncrypted", "KmsKeyId", "MultiAZ", "AvailabilityZone", "DBSubnetGroupName"] as const),
  ...(["VpcSecurityGroupIds", "PreferredBackupWindow", "PreferredMaintenanceWindow"] as const),
  ...(["DBParameterGroupName", "OptionGroupName", "NetworkType", "BackupTarget", "Tags"] as const),
  "EnableCloudwatchLogsExports",
];

/**
 * Roles that RDS makes and words that PostgreSQL reserves. `postgres` is not one: the console proposes it. Source: RDS User
 * Guide, "Understanding PostgreSQL roles and permissions".
 */
const RESERVED_USERS = [
  ...["admin", "rdsadmin", "rdsrepladmin", "rds_superuser", "rds_replication", "rds_password"],
  ...["user", "public", "none"],
];

/** Databases that every instance has, and a name that RDS reserves. `postgres` may be named and changes nothing. */
const RESERVED_DATABASES = ["template0", "template1", "rdsadmin", "db"];

/** Makes a DB instance. It is `creating` for minutes and then backed up; its endpoint appears late. */
export function createDBInstance(
  input: CreateDBInstanceCommandInput,
  call: Call,
): Omit<CreateDBInstanceCommandOutput, "$metadata"> {
  refuseUnmodelled("CreateDBInstance", input, MODELLED);
  const id = toIdentifier("DBInstanceIdentifier", input.DBInstanceIdentifier, 63);
  checkEngine(input.Engine);
  const names = toNames(input);
  const tags = toTags(input.Tags);
  const table = call.account.table(instances);
  if (table.find(id) !== undefined)
    throw new Refusal("DBInstanceAlreadyExistsFault", "DB instance already exists");
  const group = findGroup(call, input);
  const settings = toNewSettings(input, { id, group, call });
  if (settings.PubliclyAccessible) checkPublicAccess(call, group.vpcId);
  if (table.all().length >= call.account.offers(rdsOffers).quotas.instances)
    throw new Refusal("InstanceQuotaExceededFault", "DB instance quota exceeded");
  ensureServiceLinkedRole(call, "rds.amazonaws.com", "AWSServiceRoleForRDS");
  const row = table.insert({
    id,
    createdAt: call.account.clock.now(),
    resourceId: newResourceId(),
    ...names,
    ...toPlaced(input, { settings, group, call }),
    ...toEncryption(input, call),
    birth: toBirth(settings),
    settings,
    works: [],
    tags,
  });
  return { DBInstance: toDBInstance(row, call) };
}

/** Checks user, password and database names. Source: RDS API reference, CreateDBInstance. */
function toNames(input: CreateDBInstanceCommandInput): Pick<DbInstance, "masterUsername" | "dbName"> {
  const { MasterUsername: user = "", DBName: dbName } = input;
  if (input.MasterUserAuthenticationType === "iam-db-auth")
    throw new SandboxError(
      "sandbox does not simulate RDS CreateDBInstance.MasterUserAuthenticationType=iam-db-auth",
    );
  if (!/^[A-Za-z][A-Za-z0-9_]{0,15}$/.test(user))
    throw invalid(
      `The parameter MasterUsername is not a valid identifier. It must have 1 to 16 letters, numbers, or underscores and begin with a letter: ${user}`,
    );
  if (RESERVED_USERS.includes(user.toLowerCase()))
    throw invalid(`MasterUsername ${user} cannot be used as it is a reserved word used by the engine`);
  if (/^pg_/i.test(user))
    throw invalid(
      `MasterUsername ${user} cannot be used because role names starting with "pg_" are reserved by the PostgreSQL engine`,
    );
  checkPassword(input.MasterUserPassword);
  if (dbName !== undefined && !/^[A-Za-z][A-Za-z0-9_]{0,62}$/.test(dbName))
    throw invalid("DBName must begin with a letter and contain only alphanumeric characters.");
  if (dbName !== undefined && RESERVED_DATABASES.includes(dbName.toLowerCase()))
    throw invalid(`DBName ${dbName} cannot be used as it is a reserved word for this engine`);
  return { masterUsername: user, dbName };
}

function findGroup(call: Call, { DBSubnetGroupName: name }: CreateDBInstanceCommandInput): DbSubnetGroup {
  if (name === undefined)
    throw new Refusal(
      "InvalidSubnet",
      "No default subnet detected in VPC. Please contact AWS Support to recreate default Subnets.",
    );
  return getSubnetGroup(call, name);
}

interface Setting {
  readonly group: DbSubnetGroup;
  readonly call: Call;
}

function toNewSettings(
  input: CreateDBInstanceCommandInput,
  { id, group, call }: Setting & { readonly id: string },
): Settings {
  if (input.AllocatedStorage === undefined)
    throw invalid("The parameter AllocatedStorage must be provided and must not be blank.");
  const EngineVersion = resolveVersion(call, input.EngineVersion);
  checkClass(call, input.DBInstanceClass ?? "", EngineVersion);
  checkCompanions(input, EngineVersion);
  const settings: Settings = {
    ...DEFAULTS,
    ...toSettings(input),
    EngineVersion,
    DBInstanceClass: input.DBInstanceClass ?? "",
    ...resolveStorage({
      size: input.AllocatedStorage,
      type: input.StorageType ?? (input.Iops === undefined ? "gp3" : "io1"),
      iops: input.Iops,
      throughput: input.StorageThroughput,
    }),
    MultiAZ: input.MultiAZ ?? false,
    Port: input.Port ?? 5432,
    VpcSecurityGroupIds: toGroupIds(call, input.VpcSecurityGroupIds, group.vpcId),
    ...toWindows(input.PreferredBackupWindow, input.PreferredMaintenanceWindow, id),
    EnabledCloudwatchLogsExports: input.EnableCloudwatchLogsExports,
  };
  checkSettings(settings);
  checkLifecycle(call, settings);
  return withInsights(settings, call);
}

/** What holds when a request does not say otherwise. Source: RDS API reference, CreateDBInstance. */
const DEFAULTS = {
  AutoMinorVersionUpgrade: true,
  BackupRetentionPeriod: 1,
  CACertificateIdentifier: CERTIFICATES[0] ?? "",
  CopyTagsToSnapshot: false,
  DatabaseInsightsMode: "standard",
  DedicatedLogVolume: false,
  DeletionProtection: false,
  EngineLifecycleSupport: EXTENDED_SUPPORT,
  IAMDatabaseAuthenticationEnabled: false,
  MonitoringInterval: 0,
  PerformanceInsightsEnabled: false,
  PubliclyAccessible: false,
} as const;

function withInsights(settings: Settings, call: Call): Settings {
  if (!settings.PerformanceInsightsEnabled) return settings;
  return {
    ...settings,
    PerformanceInsightsKMSKeyId: toKeyArn(call, settings.PerformanceInsightsKMSKeyId),
    PerformanceInsightsRetentionPeriod: settings.PerformanceInsightsRetentionPeriod ?? 7,
  };
}

/** The sandbox has the groups that AWS makes, and IPv4 subnets in a Region only. */
function checkCompanions(input: CreateDBInstanceCommandInput, version: string): void {
  const { DBParameterGroupName: parameters, OptionGroupName: options, NetworkType, BackupTarget } = input;
  const major = majorOf(version);
  if (parameters !== undefined && parameters !== `default.postgres${major}`)
    throw new Refusal("DBParameterGroupNotFoundFault", `DBParameterGroup not found: ${parameters}`);
  if (options !== undefined && options !== `default:postgres-${major}`)
    throw new Refusal("OptionGroupNotFoundFault", `Specified OptionGroupName: ${options} not found.`);
  if ((input.LicenseModel ?? LICENSE) !== LICENSE)
    throw uncombinable(
      `Invalid license model '${input.LicenseModel}' for engine 'postgres'. Valid license models are: ${LICENSE}.`,
    );
  if ((NetworkType ?? "IPV4") !== "IPV4")
    throw new Refusal(
      "NetworkTypeNotSupported",
      `The network type ${NetworkType} isn't supported by the DB subnet group.`,
    );
  if ((BackupTarget ?? "region") !== "region") throw invalid(`Invalid backup target: ${BackupTarget}`);
}

function toPlaced(
  input: CreateDBInstanceCommandInput,
  { settings, group, call }: Setting & { readonly settings: Settings },
): Pick<DbInstance, "subnetGroup" | "vpcId" | "zone" | "standbyZone" | "networkInterfaces"> {
  if (settings.MultiAZ && input.AvailabilityZone !== undefined)
    throw uncombinable("Requesting a specific availability zone is not valid for Multi-AZ instances.");
  const places = choosePlaces(findPlaces(call, group, settings.DBInstanceClass), {
    multiAz: settings.MultiAZ,
    zone: input.AvailabilityZone,
  });
  return {
    subnetGroup: group.id,
    vpcId: group.vpcId,
    zone: places[0]?.zone ?? "",
    standbyZone: places[1]?.zone,
    networkInterfaces: places.map((place) => attach(call, place, settings.VpcSecurityGroupIds)),
  };
}

function toEncryption(
  { StorageEncrypted = false, KmsKeyId }: CreateDBInstanceCommandInput,
  call: Call,
): Pick<DbInstance, "storageEncrypted" | "kmsKeyId"> {
  if (!StorageEncrypted && KmsKeyId !== undefined)
    throw uncombinable(
      "A KMS key can be specified for encrypted storage only: StorageEncrypted must be true.",
    );
  return {
    storageEncrypted: StorageEncrypted,
    kmsKeyId: StorageEncrypted ? toKeyArn(call, KmsKeyId) : undefined,
  };
}
