import type {
  CreateDBInstanceReadReplicaCommandInput,
  CreateDBInstanceReadReplicaCommandOutput,
} from "@aws-sdk/client-rds";
import type { Account } from "../account.ts";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type ListedResource, listTable } from "../service.ts";
import { getSubnetGroup } from "./db-subnet-group.ts";
import { replicasOf, toDBInstance } from "./description.ts";
import { newResourceId, refuseUnmodelled, toIdentifier, toTags } from "./identifier.ts";
import { getInstance, isUsable, settle, standingOf, toBirth } from "./lifecycle.ts";
import { rdsOffers } from "./offers.ts";
import { checkClass } from "./orderable-option.ts";
import { attach, checkPublicAccess, choosePlaces, findPlaces, toGroupIds } from "./placement.ts";
import { checkSettings } from "./settings.ts";
import { resolveStorage } from "./storage.ts";
import { type DbInstance, instances, type Settings } from "./tables.ts";

/** Replicas that one instance can have. Source: RDS User Guide, "Working with DB instance read replicas". */
const MAX_REPLICAS = 15;

const MODELLED: readonly (keyof CreateDBInstanceReadReplicaCommandInput)[] = [
  "DBInstanceIdentifier",
  "SourceDBInstanceIdentifier",
  "DBInstanceClass",
  "MaxAllocatedStorage",
  "StorageType",
  "Iops",
  "StorageThroughput",
  "MultiAZ",
  "VpcSecurityGroupIds",
  "PubliclyAccessible",
  "DeletionProtection",
  "CopyTagsToSnapshot",
  "AutoMinorVersionUpgrade",
  "Tags",
];

function invalidState(message: string): Refusal {
  return new Refusal("InvalidDBInstanceStateFault", message);
}

/** The instance to copy: usable, backed up, with fewer than 15 replicas, and no replica itself. */
function getSource(call: Call, identifier: string | undefined): DbInstance {
  const row = settle(getInstance(call, identifier), call);
  const standing = standingOf(row, call);
  if (standing.settings.BackupRetentionPeriod === 0)
    throw invalidState(
      "Automated backups are not enabled for this database instance. To enable automated backups, use ModifyDBInstance to set the backup retention period to a non-zero value.",
    );
  if (!isUsable(standing))
    throw invalidState(`DB instance ${row.id} is not in the available state: ${standing.status}`);
  if (replicasOf(call, row.id).length >= MAX_REPLICAS)
    throw new Refusal("InstanceQuotaExceededFault", "The source already has 15 read replicas.");
  return row;
}

/** A replica is not backed up until it is asked for; all else that is not said is the source's. */
function toReplicaSettings(
  input: CreateDBInstanceReadReplicaCommandInput,
  source: DbInstance,
  call: Call,
): Settings {
  const { settings } = source;
  const DBInstanceClass = input.DBInstanceClass ?? settings.DBInstanceClass;
  checkClass(call, DBInstanceClass, settings.EngineVersion);
  const size = settings.AllocatedStorage;
  const type = input.StorageType ?? settings.StorageType;
  const wanted: Settings = {
    ...settings,
    ...resolveStorage({ size, type, iops: input.Iops, throughput: input.StorageThroughput }),
    DBInstanceClass,
    MaxAllocatedStorage: input.MaxAllocatedStorage,
    MultiAZ: input.MultiAZ ?? false,
    BackupRetentionPeriod: 0,
    DeletionProtection: input.DeletionProtection ?? false,
    PubliclyAccessible: input.PubliclyAccessible ?? false,
    CopyTagsToSnapshot: input.CopyTagsToSnapshot ?? false,
    AutoMinorVersionUpgrade: input.AutoMinorVersionUpgrade ?? settings.AutoMinorVersionUpgrade,
    VpcSecurityGroupIds: toGroupIds(call, input.VpcSecurityGroupIds, source.vpcId),
  };
  checkSettings(wanted);
  return wanted;
}

/** Makes a read replica in the subnet group of its source, whose data it copies out of a snapshot. */
export function createReadReplica(
  input: CreateDBInstanceReadReplicaCommandInput,
  call: Call,
): Omit<CreateDBInstanceReadReplicaCommandOutput, "$metadata"> {
  refuseUnmodelled("CreateDBInstanceReadReplica", input, MODELLED);
  const id = toIdentifier("DBInstanceIdentifier", input.DBInstanceIdentifier, 63);
  const tags = toTags(input.Tags);
  const table = call.account.table(instances);
  if (table.find(id) !== undefined)
    throw new Refusal("DBInstanceAlreadyExistsFault", "DB instance already exists");
  const source = getSource(call, input.SourceDBInstanceIdentifier);
  const settings = toReplicaSettings(input, source, call);
  if (settings.PubliclyAccessible) checkPublicAccess(call, source.vpcId);
  if (table.all().length >= call.account.offers(rdsOffers).quotas.instances)
    throw new Refusal("InstanceQuotaExceededFault", "DB instance quota exceeded");
  const row = table.insert({
    ...source,
    id,
    createdAt: call.account.clock.now(),
    resourceId: newResourceId(),
    ...toPlaced(call, source, settings),
    birth: toBirth(settings),
    settings,
    works: [],
    tags,
    replicaOf: source.id,
    hasRoom: undefined,
    recoveryPointArn: undefined,
  });
  return { DBInstance: toDBInstance(row, call) };
}

function toPlaced(
  call: Call,
  source: DbInstance,
  settings: Settings,
): Pick<DbInstance, "zone" | "standbyZone" | "networkInterfaces"> {
  const group = getSubnetGroup(call, source.subnetGroup);
  const wanted = { multiAz: settings.MultiAZ, zone: undefined };
  const places = choosePlaces(findPlaces(call, group, settings.DBInstanceClass), wanted);
  return {
    zone: places[0]?.zone ?? "",
    standbyZone: places[1]?.zone,
    networkInterfaces: places.map((place) => attach(call, place, settings.VpcSecurityGroupIds)),
  };
}

/** Lists replicas, which are instances under another name. */
export function listReplicas(account: Account): readonly ListedResource[] {
  const list = listTable(instances, {
    name: ({ id }) => id,
    where: ({ replicaOf }) => replicaOf !== undefined,
  });
  return list(account).map((one) => ({ ...one, type: "read-replica" }));
}
