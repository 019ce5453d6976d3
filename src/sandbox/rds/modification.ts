import type { ModifyDBInstanceCommandInput, ModifyDBInstanceCommandOutput } from "@aws-sdk/client-rds";
import type { Call } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { carryReplicas, checkBackup, rollBack } from "./consequences.ts";
import { getSubnetGroup } from "./db-subnet-group.ts";
import { toDBInstance } from "./description.ts";
import { majorOf, resolveUpgrade } from "./engine-version.ts";
import { invalid, refuseUnmodelled, uncombinable } from "./identifier.ts";
import { FULL, getInstance, hasStorageWork, isUsable, settle, standingOf } from "./lifecycle.ts";
import { checkClass, LICENSE } from "./orderable-option.ts";
import { checkPublicAccess, toGroupIds } from "./placement.ts";
import { schedule } from "./schedule.ts";
import {
  checkLifecycle,
  checkPassword,
  checkSettings,
  SETTING_MEMBERS,
  toKeyArn,
  toSettings,
  withoutAbsent,
} from "./settings.ts";
import { GP3_STRIPED_GIB, invalidSize, resolveStorage, type StorageRequest, toGrownSize } from "./storage.ts";
import { type DbInstance, instances, type Settings } from "./tables.ts";
import { toWindows } from "./time-window.ts";

const CHANGEABLE: readonly (keyof ModifyDBInstanceCommandInput)[] = [
  ...SETTING_MEMBERS,
  ...(["AllocatedStorage", "StorageType", "Iops", "StorageThroughput", "MultiAZ"] as const),
  ...(["DBInstanceClass", "EngineVersion", "MasterUserPassword", "DBPortNumber", "LicenseModel"] as const),
  ...(["VpcSecurityGroupIds", "PreferredBackupWindow", "PreferredMaintenanceWindow"] as const),
  ...(["DBParameterGroupName", "DBSubnetGroupName", "CloudwatchLogsExportConfiguration"] as const),
];

const STORAGE_MEMBERS: readonly string[] = ["AllocatedStorage", "StorageType", "Iops", "StorageThroughput"];

const MODELLED: readonly (keyof ModifyDBInstanceCommandInput)[] = [
  ...CHANGEABLE,
  ...(["DBInstanceIdentifier", "ApplyImmediately", "AllowMajorVersionUpgrade"] as const),
  "CertificateRotationRestart",
];

/**
 * Changes a DB instance: at once, soon, or in the maintenance window. Source: RDS User Guide, "Settings for DB instances",
 * for when each setting is applied and whether it interrupts.
 */
export function modifyDBInstance(
  input: ModifyDBInstanceCommandInput,
  call: Call,
): Omit<ModifyDBInstanceCommandOutput, "$metadata"> {
  refuseUnmodelled("ModifyDBInstance", input, MODELLED);
  const row = settle(getInstance(call, input.DBInstanceIdentifier), call);
  if (CHANGEABLE.every((name) => input[name] === undefined))
    throw uncombinable("No modifications were requested");
  checkStatus(input, row, call);
  if (input.MasterUserPassword !== undefined) checkPassword(input.MasterUserPassword);
  const wanted = toWanted(input, row, call);
  checkWanted(input, { wanted, row, call });
  checkBackup(wanted, row);
  const immediately = input.ApplyImmediately === true;
  carryReplicas(row, { version: wanted.EngineVersion, immediately, call });
  const password = input.MasterUserPassword !== undefined;
  const scheduled = schedule(withRoom(row, { wanted, call }), { wanted, immediately, password, call });
  const changed = rollBack(call, scheduled);
  return { DBInstance: toDBInstance(call.account.table(instances).insert(changed), call) };
}

/** Only more storage is taken from an instance that has no room left. */
function checkStatus(input: ModifyDBInstanceCommandInput, row: DbInstance, call: Call): void {
  const standing = standingOf(row, call);
  if (isUsable(standing)) return;
  const growsOnly = (name: keyof ModifyDBInstanceCommandInput): boolean =>
    input[name] === undefined || STORAGE_MEMBERS.includes(name);
  const isRelief = standing.status === FULL && input.AllocatedStorage !== undefined;
  if (isRelief && CHANGEABLE.every(growsOnly)) return;
  throw new Refusal("InvalidDBInstanceStateFault", "Database instance is not in available state.");
}

const withRoom = (row: DbInstance, { wanted, call }: Pick<Wish, "wanted" | "call">): DbInstance =>
  (wanted.AllocatedStorage ?? 0) > row.settings.AllocatedStorage && standingOf(row, call).status === FULL
    ? { ...row, hasRoom: true }
    : row;

function toWanted(input: ModifyDBInstanceCommandInput, row: DbInstance, call: Call): Partial<Settings> {
  const { settings: present } = row;
  const { PreferredBackupWindow: backup, PreferredMaintenanceWindow: maintenance } = input;
  const windows = toWindows(
    backup ?? present.PreferredBackupWindow,
    maintenance ?? present.PreferredMaintenanceWindow,
    row.id,
  );
  const groups = input.VpcSecurityGroupIds;
  return withoutAbsent({
    ...toSettings(input),
    ...windows,
    ...toStorage(input, row, call),
    DBInstanceClass: input.DBInstanceClass,
    MultiAZ: input.MultiAZ,
    Port: input.DBPortNumber,
    VpcSecurityGroupIds: groups && toGroupIds(call, groups, row.vpcId),
    EnabledCloudwatchLogsExports: toLogExports(input, present),
    PerformanceInsightsKMSKeyId:
      input.EnablePerformanceInsights === true || input.PerformanceInsightsKMSKeyId !== undefined
        ? toKeyArn(call, input.PerformanceInsightsKMSKeyId ?? present.PerformanceInsightsKMSKeyId)
        : undefined,
    EngineVersion:
      input.EngineVersion === undefined
        ? undefined
        : resolveUpgrade(call, present.EngineVersion, {
            asked: input.EngineVersion,
            allowMajor: input.AllowMajorVersionUpgrade === true,
          }),
  });
}

function toStorage(input: ModifyDBInstanceCommandInput, row: DbInstance, call: Call): Partial<Settings> {
  const { AllocatedStorage, StorageType, Iops, StorageThroughput } = input;
  if ([AllocatedStorage, StorageType, Iops, StorageThroughput].every((member) => member === undefined))
    return {};
  const { settings: present } = row;
  checkPerformance(input, present);
  const storage = resolveStorage(toStorageRequest(input, present));
  const hadIops = (present.Iops ?? 0) > 0;
  const wanted = { ...storage, Iops: storage.Iops ?? (hadIops ? 0 : undefined) };
  const isChange = Object.entries(wanted).some(([name, value]) => present[name as keyof Settings] !== value);
  if (isChange && hasStorageWork(row, call))
    throw uncombinable(
      "You can't currently modify the storage of this DB instance because the previous storage change is being optimized.",
    );
  return wanted;
}

/** Storage that is striped is given another size only together with its IOPS. Source: RDS API reference, ModifyDBInstance, `Iops`. */
function checkPerformance(input: ModifyDBInstanceCommandInput, present: Settings): void {
  const { AllocatedStorage: size, StorageType: type = present.StorageType, Iops } = input;
  if (size === undefined || size === present.AllocatedStorage || Iops !== undefined) return;
  if (type === "gp3" && present.AllocatedStorage >= GP3_STRIPED_GIB)
    throw uncombinable(
      `You must specify IOPS for storage type gp3 and a storage size of ${GP3_STRIPED_GIB} or more.`,
    );
}

/** Performance that was not asked for stays, but where it came with the size or the type. */
function toStorageRequest(input: ModifyDBInstanceCommandInput, present: Settings): StorageRequest {
  const asked = input.AllocatedStorage ?? present.AllocatedStorage;
  const type = input.StorageType ?? present.StorageType;
  if (asked < present.AllocatedStorage) throw invalidSize(type, asked);
  const keeps =
    type === present.StorageType && (type !== "gp3" || present.AllocatedStorage >= GP3_STRIPED_GIB);
  return {
    size: toGrownSize(present.AllocatedStorage, asked),
    type,
    iops: input.Iops ?? (keeps ? present.Iops : undefined),
    throughput: input.StorageThroughput ?? (keeps ? present.StorageThroughput : undefined),
  };
}

function toLogExports(
  { CloudwatchLogsExportConfiguration: asked }: ModifyDBInstanceCommandInput,
  present: Settings,
): readonly string[] | undefined {
  if (asked === undefined) return undefined;
  const kept = (present.EnabledCloudwatchLogsExports ?? []).filter(
    (type) => !asked.DisableLogTypes?.includes(type),
  );
  return [...new Set([...kept, ...(asked.EnableLogTypes ?? [])])].sort();
}

interface Wish {
  readonly wanted: Partial<Settings>;
  readonly row: DbInstance;
  readonly call: Call;
}

function checkWanted(input: ModifyDBInstanceCommandInput, { wanted, row, call }: Wish): void {
  const settings = { ...row.settings, ...wanted };
  if (wanted.DBInstanceClass !== undefined) checkClass(call, wanted.DBInstanceClass, settings.EngineVersion);
  // Naming the present size as the limit turns storage autoscaling off.
  const { AllocatedStorage, MaxAllocatedStorage, ...rest } = settings;
  checkSettings(MaxAllocatedStorage === AllocatedStorage ? { ...rest, AllocatedStorage } : settings);
  if (wanted.EngineLifecycleSupport !== undefined) checkLifecycle(call, settings);
  if (wanted.PubliclyAccessible === true) checkPublicAccess(call, row.vpcId);
  if ((input.LicenseModel ?? LICENSE) !== LICENSE)
    throw uncombinable(`Invalid license model '${input.LicenseModel}' for engine 'postgres'.`);
  if (input.DBParameterGroupName !== undefined) checkParameterGroup(input.DBParameterGroupName, settings);
  if (input.DBSubnetGroupName !== undefined) refuseMove(call, row, input.DBSubnetGroupName);
}

function checkParameterGroup(name: string, { EngineVersion }: Settings): void {
  const own = `postgres${majorOf(EngineVersion)}`;
  const family = /^default\.(postgres\d+)$/.exec(name)?.[1];
  if (family === undefined)
    throw new Refusal("DBParameterGroupNotFoundFault", `DBParameterGroup not found: ${name}`);
  if (family !== own)
    throw uncombinable(
      `The parameter group ${name} with DBParameterGroupFamily ${family} can't be used for this instance. Use a parameter group with DBParameterGroupFamily ${own}.`,
    );
}

/** An instance can move to another VPC only. Source: RDS User Guide, "Updating the VPC for a DB instance". */
function refuseMove(call: Call, row: DbInstance, name: string): never {
  const group = getSubnetGroup(call, name);
  if (group.vpcId !== row.vpcId)
    throw new SandboxError("sandbox does not simulate moving a DB instance to another VPC");
  throw group.id === row.subnetGroup
    ? invalid(`The DB instance ${row.id} is already in the DB subnet group ${group.id}.`)
    : new Refusal(
        "InvalidVPCNetworkStateFault",
        `You cannot move DB instance ${row.id} to subnet group ${group.id}. The specified DB subnet group and DB instance are in the same VPC. Choose a DB subnet group in different VPC than the specified DB instance and try again.`,
      );
}
