import type {
  CreateDBSnapshotCommandInput,
  CreateDBSnapshotCommandOutput,
  DBSnapshot,
  DeleteDBSnapshotCommandInput,
  DeleteDBSnapshotCommandOutput,
  DescribeDBSnapshotsCommandInput,
  DescribeDBSnapshotsCommandOutput,
  Tag,
} from "@aws-sdk/client-rds";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { majorOf } from "./engine-version.ts";
import { invalid, rdsArn, toIdentifier, toTagList, toTags } from "./identifier.ts";
import { DURATIONS, getInstance, isUsable, settle, standingOf } from "./lifecycle.ts";
import { rdsOffers } from "./offers.ts";
import { LICENSE } from "./orderable-option.ts";
import { type FilterTable, paginate, select } from "./page.ts";
import { type DbInstance, instances, type DbSnapshot as Row, snapshots } from "./tables.ts";

const SNAPSHOT_TYPES = ["automated", "awsbackup", "manual", "public", "shared"];

/** Takes a manual snapshot of an instance, which must be available; while it is taken the instance is `backing-up`. */
export function takeSnapshot(
  call: Call,
  row: DbInstance,
  { id: asked, tags, final }: { id: string | undefined; tags: readonly Tag[] | undefined; final: boolean },
): Row {
  const id = toIdentifier(final ? "FinalDBSnapshotIdentifier" : "DBSnapshotIdentifier", asked, 255);
  const table = call.account.table(snapshots);
  if (table.find(id) !== undefined)
    throw new Refusal(
      "DBSnapshotAlreadyExistsFault",
      `Cannot create the snapshot because a snapshot with the identifier ${id} already exists.`,
    );
  if (row.deletedAt !== undefined || !isUsable(standingOf(row, call)))
    throw new Refusal(
      "InvalidDBInstanceStateFault",
      `Cannot create a snapshot because the database instance ${row.id} is not currently in the available state.`,
    );
  if (table.all().length >= call.account.offers(rdsOffers).quotas.manualSnapshots)
    throw new Refusal("SnapshotQuotaExceededFault", "Cannot create more than 100 manual snapshots");
  const copied = row.settings.CopyTagsToSnapshot ? row.tags : {};
  return table.insert({
    id,
    createdAt: call.account.clock.now(),
    instanceId: row.id,
    instanceCreatedAt: row.createdAt,
    resourceId: row.resourceId,
    masterUsername: row.masterUsername,
    vpcId: row.vpcId,
    zone: row.zone,
    storageEncrypted: row.storageEncrypted,
    kmsKeyId: row.kmsKeyId,
    settings: row.settings,
    tags: toTags(tags, copied),
  });
}

/** Gets a snapshot by identifier, in any case. Throws DBSnapshotNotFoundFault. */
export function getSnapshot(call: Call, identifier: string | undefined): Row {
  const row = call.account.table(snapshots).find((identifier ?? "").toLowerCase());
  if (row === undefined)
    throw new Refusal("DBSnapshotNotFoundFault", `DBSnapshot ${identifier ?? ""} not found.`);
  return row;
}

function isTaken(row: Row, call: Call): boolean {
  return call.account.clock.secondsSince(row.createdAt) >= DURATIONS.snapshot;
}

function toDBSnapshot(row: Row, call: Call): DBSnapshot {
  const { settings } = row;
  const elapsed = call.account.clock.secondsSince(row.createdAt);
  const taken = new Date(row.createdAt + (DURATIONS.snapshot * 1000) / call.account.clock.speed);
  return {
    DBSnapshotIdentifier: row.id,
    DBSnapshotArn: rdsArn(call, "snapshot", row.id),
    DBInstanceIdentifier: row.instanceId,
    DbiResourceId: row.resourceId,
    InstanceCreateTime: new Date(row.instanceCreatedAt),
    ...(isTaken(row, call) ? { SnapshotCreateTime: taken, OriginalSnapshotCreateTime: taken } : {}),
    Status: isTaken(row, call) ? "available" : "creating",
    PercentProgress: Math.min(100, Math.floor((100 * elapsed) / DURATIONS.snapshot)),
    SnapshotType: "manual",
    SnapshotTarget: "region",
    Engine: "postgres",
    EngineVersion: settings.EngineVersion,
    LicenseModel: LICENSE,
    AllocatedStorage: settings.AllocatedStorage,
    StorageType: settings.StorageType,
    Iops: settings.Iops === 0 ? undefined : settings.Iops,
    StorageThroughput: settings.StorageThroughput,
    Port: settings.Port,
    OptionGroupName: `default:postgres-${majorOf(settings.EngineVersion)}`,
    AvailabilityZone: row.zone,
    VpcId: row.vpcId,
    MasterUsername: row.masterUsername,
    Encrypted: row.storageEncrypted,
    KmsKeyId: row.kmsKeyId,
    IAMDatabaseAuthenticationEnabled: settings.IAMDatabaseAuthenticationEnabled,
    DedicatedLogVolume: settings.DedicatedLogVolume,
    TagList: toTagList(row.tags),
  };
}

function createDBSnapshot(
  input: CreateDBSnapshotCommandInput,
  call: Call,
): Omit<CreateDBSnapshotCommandOutput, "$metadata"> {
  const instance = settle(getInstance(call, input.DBInstanceIdentifier), call);
  const row = takeSnapshot(call, instance, {
    id: input.DBSnapshotIdentifier,
    tags: input.Tags,
    final: false,
  });
  const backup = {
    ...{ status: "backing-up", at: row.createdAt, delaySeconds: 0, seconds: DURATIONS.snapshot },
    ...{ values: {}, deferred: false },
  };
  call.account.table(instances).insert({ ...instance, works: [...instance.works, backup] });
  return { DBSnapshot: toDBSnapshot(row, call) };
}

function deleteDBSnapshot(
  input: DeleteDBSnapshotCommandInput,
  call: Call,
): Omit<DeleteDBSnapshotCommandOutput, "$metadata"> {
  const row = getSnapshot(call, input.DBSnapshotIdentifier);
  if (!isTaken(row, call))
    throw new Refusal("InvalidDBSnapshotStateFault", `Snapshot ${row.id} is not in available state.`);
  call.account.table(snapshots).remove(row.id);
  return { DBSnapshot: { ...toDBSnapshot(row, call), Status: "deleted" } };
}

function filters(call: Call): FilterTable<Row> {
  return {
    "db-instance-id": ({ instanceId }) => [instanceId, rdsArn(call, "db", instanceId)],
    "db-snapshot-id": ({ id }) => [id],
    "dbi-resource-id": ({ resourceId }) => [resourceId],
    engine: () => ["postgres"],
    "snapshot-type": () => ["manual"],
  };
}

function describeDBSnapshots(
  input: DescribeDBSnapshotsCommandInput,
  call: Call,
): Omit<DescribeDBSnapshotsCommandOutput, "$metadata"> {
  const { SnapshotType: type, DBSnapshotIdentifier: id, DBInstanceIdentifier, DbiResourceId } = input;
  if (type !== undefined && !SNAPSHOT_TYPES.includes(type)) throw invalid(`Invalid snapshot type: ${type}`);
  const named = id === undefined ? call.account.table(snapshots).all() : [getSnapshot(call, id)];
  const found = named.filter(
    (row) =>
      (type ?? "manual") === "manual" &&
      (DBInstanceIdentifier?.toLowerCase() ?? row.instanceId) === row.instanceId &&
      (DbiResourceId ?? row.resourceId) === row.resourceId,
  );
  const { records, marker } = paginate(select(found, input.Filters, filters(call)), input);
  return { DBSnapshots: records.map((row) => toDBSnapshot(row, call)), Marker: marker };
}

/** RDS's calls on manual DB snapshots; automated ones are not simulated. */
export const snapshotOperations = {
  CreateDBSnapshot: change<CreateDBSnapshotCommandInput, CreateDBSnapshotCommandOutput>(createDBSnapshot),
  DeleteDBSnapshot: change<DeleteDBSnapshotCommandInput, DeleteDBSnapshotCommandOutput>(deleteDBSnapshot),
  DescribeDBSnapshots: read<DescribeDBSnapshotsCommandInput, DescribeDBSnapshotsCommandOutput>(
    describeDBSnapshots,
  ),
};
