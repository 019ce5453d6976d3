import type {
  CreateReplicationGroupCommandInput,
  CreateReplicationGroupCommandOutput,
  DeleteReplicationGroupCommandInput,
  DeleteReplicationGroupCommandOutput,
  DescribeCacheClustersCommandInput,
  DescribeCacheClustersCommandOutput,
  DescribeReplicationGroupsCommandInput,
  DescribeReplicationGroupsCommandOutput,
  ListAllowedNodeTypeModificationsCommandInput,
  ListAllowedNodeTypeModificationsCommandOutput,
  ModifyReplicationGroupCommandInput,
  ModifyReplicationGroupCommandOutput,
} from "@aws-sdk/client-elasticache";
import { type Call, change, read } from "../operation.ts";
import { paginate } from "../rds/page.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { createReplicationGroup } from "./creation.ts";
import { toCacheCluster, toReplicationGroup } from "./description.ts";
import { busy, uncombinable } from "./identifier.ts";
import { DURATIONS, demandMembers, getReplicationGroup, settle, standingOf } from "./lifecycle.ts";
import { modifyReplicationGroup } from "./modification.ts";
import { elastiCacheOffers } from "./offers.ts";
import { detach } from "./placement.ts";
import { takeSnapshot } from "./snapshot.ts";
import { type Member, type ReplicationGroup, replicationGroups } from "./tables.ts";

/** States in which a group can be deleted. Source: ElastiCache API reference, DeleteReplicationGroup. */
const DELETABLE = ["available", "create-failed", "incompatible-network", "restore-failed"];

function deleteReplicationGroup(
  input: DeleteReplicationGroupCommandInput,
  call: Call,
): Omit<DeleteReplicationGroupCommandOutput, "$metadata"> {
  const row = settle(getReplicationGroup(call, input.ReplicationGroupId), call);
  const { FinalSnapshotIdentifier: name, RetainPrimaryCluster } = input;
  if (RetainPrimaryCluster === true)
    throw new SandboxError(
      "sandbox does not simulate ElastiCache DeleteReplicationGroup.RetainPrimaryCluster",
    );
  const { status } = standingOf(row, call);
  if (!DELETABLE.includes(status))
    throw busy(`Replication group ${row.id} has status ${status} which is not valid for deletion.`);
  demandMembers(row, call);
  if (name !== undefined) takeSnapshot(call, row, { name, tags: {} });
  const seconds = DURATIONS.delete + (name === undefined ? 0 : DURATIONS.snapshot);
  const table = call.account.table(replicationGroups);
  table.insert(row);
  const leaving = table.retire(row.id, seconds);
  detach(call, leaving.members, seconds + DURATIONS.networkInterfaces);
  return { ReplicationGroup: toReplicationGroup(leaving, call) };
}

function allMembers(call: Call): readonly (readonly [ReplicationGroup, Member])[] {
  return call.account
    .table(replicationGroups)
    .all()
    .flatMap((row) => standingOf(row, call).members.map((member) => [row, member] as const));
}

function describeCacheClusters(
  input: DescribeCacheClustersCommandInput,
  call: Call,
): Omit<DescribeCacheClustersCommandOutput, "$metadata"> {
  const { CacheClusterId: id, ShowCacheNodeInfo, ShowCacheClustersNotInReplicationGroups } = input;
  if (ShowCacheNodeInfo === true)
    throw new SandboxError("sandbox does not simulate ElastiCache DescribeCacheClusters.ShowCacheNodeInfo");
  const all = ShowCacheClustersNotInReplicationGroups === true ? [] : allMembers(call);
  const found = id === undefined ? all : all.filter(([, member]) => member.id === id.toLowerCase());
  if (id !== undefined && found.length === 0)
    throw new Refusal("CacheClusterNotFound", `CacheCluster ${id} not found.`);
  const { records, marker } = paginate(found, input);
  return {
    CacheClusters: records.map(([row, member]) => toCacheCluster(row, member, call)),
    Marker: marker,
  };
}

/** Every other type that is offered; those of the same family in the order of their size, all others upwards. */
function listAllowedNodeTypes(
  input: ListAllowedNodeTypeModificationsCommandInput,
  call: Call,
): Omit<ListAllowedNodeTypeModificationsCommandOutput, "$metadata"> {
  if (input.ReplicationGroupId === undefined) throw uncombinable("A replication group must be named.");
  const { settings } = standingOf(getReplicationGroup(call, input.ReplicationGroupId), call);
  const { nodeTypes } = call.account.offers(elastiCacheOffers);
  const familyOf = (type: string): string => type.split(".")[1] ?? "";
  const present = nodeTypes.indexOf(settings.nodeType);
  const smaller = nodeTypes.filter(
    (type, index) => familyOf(type) === familyOf(settings.nodeType) && index < present,
  );
  const larger = nodeTypes.filter((type) => type !== settings.nodeType && !smaller.includes(type));
  return { ScaleUpModifications: larger, ScaleDownModifications: smaller };
}

/** ElastiCache's calls on replication groups and on the cache clusters that their nodes are. */
export const replicationGroupOperations = {
  CreateReplicationGroup: change<CreateReplicationGroupCommandInput, CreateReplicationGroupCommandOutput>(
    createReplicationGroup,
  ),
  ModifyReplicationGroup: change<ModifyReplicationGroupCommandInput, ModifyReplicationGroupCommandOutput>(
    modifyReplicationGroup,
  ),
  DeleteReplicationGroup: change<DeleteReplicationGroupCommandInput, DeleteReplicationGroupCommandOutput>(
    deleteReplicationGroup,
  ),
  DescribeReplicationGroups: read<
    DescribeReplicationGroupsCommandInput,
    DescribeReplicationGroupsCommandOutput
  >((input, call) => {
    const id = input.ReplicationGroupId;
    const found =
      id === undefined ? call.account.table(replicationGroups).all() : [getReplicationGroup(call, id)];
    const { records, marker } = paginate(found, input);
    return { ReplicationGroups: records.map((row) => toReplicationGroup(row, call)), Marker: marker };
  }),
  DescribeCacheClusters: read<DescribeCacheClustersCommandInput, DescribeCacheClustersCommandOutput>(
    describeCacheClusters,
  ),
  ListAllowedNodeTypeModifications: read<
    ListAllowedNodeTypeModificationsCommandInput,
    ListAllowedNodeTypeModificationsCommandOutput
  >(listAllowedNodeTypes),
};
