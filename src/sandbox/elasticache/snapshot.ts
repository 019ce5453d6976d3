import type {
  CreateSnapshotCommandInput,
  CreateSnapshotCommandOutput,
  DeleteSnapshotCommandInput,
  DeleteSnapshotCommandOutput,
  DescribeSnapshotsCommandInput,
  DescribeSnapshotsCommandOutput,
  Snapshot,
} from "@aws-sdk/client-elasticache";
import type { Tags } from "../account.ts";
import { type Call, change, read } from "../operation.ts";
import { paginate } from "../rds/page.ts";
import { Refusal } from "../refusal.ts";
import { busy, cacheArn, invalid, refuseUnmodelled, toTags, uncombinable } from "./identifier.ts";
import { DURATIONS, getReplicationGroup, settle, standingOf, workNow } from "./lifecycle.ts";
import { elastiCacheOffers } from "./offers.ts";
import { type ReplicationGroup, type CacheSnapshot as Row, replicationGroups, snapshots } from "./tables.ts";

/** Takes a snapshot of a group, which must be available. Its name is kept as it is written. */
export function takeSnapshot(
  call: Call,
  row: ReplicationGroup,
  { name = "", tags }: { readonly name: string | undefined; readonly tags: Tags },
): Row {
  if (!/^[A-Za-z](-?[A-Za-z0-9])*$/.test(name) || name.length > 255)
    throw invalid(`The snapshot name is not valid: ${name}`);
  const table = call.account.table(snapshots);
  if (table.find(name) !== undefined)
    throw new Refusal("SnapshotAlreadyExistsFault", `Snapshot with specified name ${name} already exists.`);
  if (standingOf(row, call).status !== "available")
    throw busy(`Replication group ${row.id} must be available to take a snapshot of it.`);
  if (table.all().length >= call.account.offers(elastiCacheOffers).quotas.snapshots)
    throw new Refusal("SnapshotQuotaExceededFault", "The maximum number of snapshots is reached.");
  return table.insert({
    id: name,
    createdAt: call.account.clock.now(),
    groupId: row.id,
    groupCreatedAt: row.createdAt,
    vpcId: row.vpcId,
    subnetGroup: row.subnetGroup,
    port: row.port,
    shards: [...new Set(row.members.map(({ shard }) => shard))].sort(),
    clusterId: row.members[0]?.id ?? "",
    settings: row.settings,
    tags,
  });
}

/** Gets a snapshot by name. Throws SnapshotNotFoundFault. */
export function getSnapshot(call: Call, name: string | undefined): Row {
  const row = call.account.table(snapshots).find(name ?? "");
  if (row === undefined) throw new Refusal("SnapshotNotFoundFault", `Snapshot ${name ?? ""} not found.`);
  return row;
}

const isTaken = (row: Row, call: Call): boolean =>
  call.account.clock.secondsSince(row.createdAt) >= DURATIONS.snapshot;

function toSnapshot(row: Row, call: Call): Snapshot {
  const { settings } = row;
  return {
    SnapshotName: row.id,
    ReplicationGroupId: row.groupId,
    ReplicationGroupDescription: settings.description,
    SnapshotStatus: isTaken(row, call) ? "available" : "creating",
    SnapshotSource: "manual",
    CacheNodeType: settings.nodeType,
    Engine: settings.engine,
    EngineVersion: settings.engineVersion,
    PreferredMaintenanceWindow: settings.maintenanceWindow,
    Port: row.port,
    CacheParameterGroupName: settings.parameterGroup,
    CacheSubnetGroupName: row.subnetGroup,
    VpcId: row.vpcId,
    AutoMinorVersionUpgrade: settings.autoMinorVersionUpgrade,
    SnapshotRetentionLimit: settings.snapshotRetention,
    SnapshotWindow: settings.snapshotWindow,
    NumNodeGroups: row.shards.length,
    AutomaticFailover: settings.automaticFailover ? "enabled" : "disabled",
    NodeSnapshots: row.shards.map((NodeGroupId) => ({
      NodeGroupId,
      CacheNodeId: "0001",
      CacheSize: "10 MB",
      CacheNodeCreateTime: new Date(row.groupCreatedAt),
      SnapshotCreateTime: new Date(row.createdAt),
    })),
    ARN: cacheArn(call, "snapshot", row.id),
    DataTiering: "disabled",
  };
}

function createSnapshot(
  input: CreateSnapshotCommandInput,
  call: Call,
): Omit<CreateSnapshotCommandOutput, "$metadata"> {
  refuseUnmodelled("CreateSnapshot", input, ["ReplicationGroupId", "SnapshotName", "Tags"]);
  if (input.ReplicationGroupId === undefined)
    throw uncombinable("Either a replication group or a cache cluster must be named.");
  const group = settle(getReplicationGroup(call, input.ReplicationGroupId), call);
  const row = takeSnapshot(call, group, { name: input.SnapshotName, tags: toTags(input.Tags) });
  const backup = { ...workNow(call, DURATIONS.snapshot), status: "snapshotting" as const };
  call.account.table(replicationGroups).insert({ ...group, works: [...group.works, backup] });
  return { Snapshot: toSnapshot(row, call) };
}

function deleteSnapshot(
  input: DeleteSnapshotCommandInput,
  call: Call,
): Omit<DeleteSnapshotCommandOutput, "$metadata"> {
  const row = getSnapshot(call, input.SnapshotName);
  if (!isTaken(row, call))
    throw new Refusal("InvalidSnapshotState", `Snapshot ${row.id} is not in available state.`);
  call.account.table(snapshots).remove(row.id);
  return { Snapshot: { ...toSnapshot(row, call), SnapshotStatus: "deleting" } };
}

/** ElastiCache's calls on manual snapshots; automatic ones are not simulated. */
export const snapshotOperations = {
  CreateSnapshot: change<CreateSnapshotCommandInput, CreateSnapshotCommandOutput>(createSnapshot),
  DeleteSnapshot: change<DeleteSnapshotCommandInput, DeleteSnapshotCommandOutput>(deleteSnapshot),
  DescribeSnapshots: read<DescribeSnapshotsCommandInput, DescribeSnapshotsCommandOutput>((input, call) => {
    const { SnapshotName: name, ReplicationGroupId: group, SnapshotSource: source } = input;
    const named = name === undefined ? call.account.table(snapshots).all() : [getSnapshot(call, name)];
    const found = named.filter(
      ({ groupId, clusterId }) =>
        (group?.toLowerCase() ?? groupId) === groupId &&
        (input.CacheClusterId ?? clusterId) === clusterId &&
        (source ?? "user") !== "system",
    );
    const { records, marker } = paginate(found, input);
    return { Snapshots: records.map((row) => toSnapshot(row, call)), Marker: marker };
  }),
};
