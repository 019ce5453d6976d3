import type {
  DecreaseReplicaCountCommandInput,
  DecreaseReplicaCountCommandOutput,
  IncreaseReplicaCountCommandInput,
  IncreaseReplicaCountCommandOutput,
  ModifyReplicationGroupShardConfigurationCommandInput,
  ModifyReplicationGroupShardConfigurationCommandOutput,
} from "@aws-sdk/client-elasticache";
import { type Call, change } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { toReplicationGroup } from "./description.ts";
import { noteEvent } from "./event.ts";
import { invalid, refuseUnmodelled, uncombinable } from "./identifier.ts";
import { DURATIONS, demandMembers, getAvailable, workNow } from "./lifecycle.ts";
import { elastiCacheOffers } from "./offers.ts";
import { addMembers, checkQuota, detach, type NewMembers } from "./placement.ts";
import { type Member, type ReplicationGroup, replicationGroups } from "./tables.ts";

type CountInput = IncreaseReplicaCountCommandInput | DecreaseReplicaCountCommandInput;

const MOST_REPLICAS = 5;

const shardsOf = ({ members }: Pick<ReplicationGroup, "members">): string[] =>
  [...new Set(members.map(({ shard }) => shard))].sort();

const membersIn = (row: ReplicationGroup, shard: string): readonly Member[] =>
  row.members.filter((member) => member.shard === shard);

function toCount(operation: string, input: CountInput, row: ReplicationGroup): number {
  refuseUnmodelled(operation, input, ["ReplicationGroupId", "NewReplicaCount", "ApplyImmediately"]);
  if (input.ApplyImmediately !== true)
    throw uncombinable("ApplyImmediately=False is not currently supported.");
  const { NewReplicaCount: count } = input;
  if (count === undefined || !Number.isInteger(count) || count < 0 || count > MOST_REPLICAS)
    throw invalid(`The new replica count must be between 0 and ${MOST_REPLICAS}: ${count}`);
  if (shardsOf(row).every((shard) => membersIn(row, shard).length - 1 === count))
    throw new Refusal(
      "NoOperationFault",
      "The operation was not performed because no changes were required.",
    );
  return count;
}

const presentCount = (row: ReplicationGroup): number =>
  Math.min(...shardsOf(row).map((shard) => membersIn(row, shard).length - 1));

function newMembers(row: ReplicationGroup, readySeconds: number): NewMembers {
  const { id: groupId, subnetGroup, clusterMode, settings } = row;
  return { groupId, subnetGroup, clusterMode, securityGroupIds: settings.securityGroupIds, readySeconds };
}

function save(call: Call, row: ReplicationGroup, seconds: number): { ReplicationGroup: object } {
  const changed = { ...row, works: [...row.works, workNow(call, seconds)] };
  call.account.table(replicationGroups).insert(changed);
  return { ReplicationGroup: toReplicationGroup(changed, call) };
}

function increaseReplicaCount(
  input: IncreaseReplicaCountCommandInput,
  call: Call,
): Omit<IncreaseReplicaCountCommandOutput, "$metadata"> {
  const row = getAvailable(call, input.ReplicationGroupId);
  const count = toCount("IncreaseReplicaCount", input, row);
  if (count < presentCount(row)) throw invalid("The new replica count must be greater than the present one.");
  checkQuota(call, shardsOf(row).length * (count - presentCount(row)));
  const made = newMembers(row, DURATIONS.increase);
  const members = shardsOf(row).flatMap((shard) =>
    addMembers(call, made, { id: shard, present: membersIn(row, shard), count: count + 1 }),
  );
  return save(call, { ...row, members }, DURATIONS.increase);
}

function decreaseReplicaCount(
  input: DecreaseReplicaCountCommandInput,
  call: Call,
): Omit<DecreaseReplicaCountCommandOutput, "$metadata"> {
  const row = getAvailable(call, input.ReplicationGroupId);
  demandMembers(row, call);
  const count = toCount("DecreaseReplicaCount", input, row);
  if (count > presentCount(row)) throw invalid("The new replica count must be less than the present one.");
  if (count === 0 && row.settings.multiAz)
    throw invalid("Must have at least 1 replica for Multi-AZ enabled Replication Group.");
  if (count === 0 && !row.clusterMode && row.settings.automaticFailover)
    throw invalid("Must have at least 1 replica when cluster mode is disabled with auto failover enabled.");
  const goes = shardsOf(row).flatMap((shard) => membersIn(row, shard).slice(count + 1));
  return save(call, withoutMembers(row, goes, { call, seconds: DURATIONS.decrease }), DURATIONS.decrease);
}

/** Nodes on their way out stay listed for a while, their network interfaces for a little longer. */
function withoutMembers(
  row: ReplicationGroup,
  goes: readonly Member[],
  { call, seconds }: { readonly call: Call; readonly seconds: number },
): ReplicationGroup {
  detach(call, goes, seconds + DURATIONS.networkInterfaces);
  const removedAt = call.account.clock.now();
  const members = row.members.map((member) =>
    goes.includes(member) ? { ...member, removedAt, goneSeconds: seconds } : member,
  );
  return { ...row, members };
}

function modifyShards(
  input: ModifyReplicationGroupShardConfigurationCommandInput,
  call: Call,
): Omit<ModifyReplicationGroupShardConfigurationCommandOutput, "$metadata"> {
  refuseUnmodelled("ModifyReplicationGroupShardConfiguration", input, [
    ...[
      "ReplicationGroupId",
      "NodeGroupCount",
      "ApplyImmediately",
      "NodeGroupsToRemove",
      "NodeGroupsToRetain",
    ],
  ]);
  const row = getAvailable(call, input.ReplicationGroupId);
  if (input.ApplyImmediately !== true) throw uncombinable("ApplyImmediately must be true.");
  if (!row.clusterMode)
    throw uncombinable("Only replication groups with cluster mode enabled have several node groups.");
  const { NodeGroupCount: count = 0 } = input;
  const present = shardsOf(row);
  if (!Number.isInteger(count) || count < 1 || count > 500)
    throw invalid(`Invalid number of node groups: ${count}`);
  if (count === present.length)
    throw new Refusal(
      "NoOperationFault",
      "The operation was not performed because no changes were required.",
    );
  return count > present.length ? addShards(call, row, count) : removeShards(call, row, input);
}

function addShards(call: Call, row: ReplicationGroup, count: number): { ReplicationGroup: object } {
  if (call.account.offers(elastiCacheOffers).rolledBackShards.includes(count)) {
    const message = `Adding shards to the replication group ${row.id} failed and was rolled back: slots could not be moved.`;
    noteEvent(call, { sourceId: row.id, message, seconds: DURATIONS.reshard });
    return save(call, row, DURATIONS.reshard);
  }
  const present = shardsOf(row);
  const nodes = presentCount(row) + 1;
  checkQuota(call, (count - present.length) * nodes);
  const made = newMembers(row, DURATIONS.reshard);
  const names = Array.from({ length: count }, (_unused, index) => String(index + 1).padStart(4, "0"));
  const added = names
    .filter((shard) => !present.includes(shard))
    .flatMap((shard) => addMembers(call, made, { id: shard, present: [], count: nodes }));
  return save(call, { ...row, members: [...row.members, ...added] }, DURATIONS.reshard);
}

function removeShards(
  call: Call,
  row: ReplicationGroup,
  input: ModifyReplicationGroupShardConfigurationCommandInput,
): { ReplicationGroup: object } {
  const { NodeGroupsToRemove: removed, NodeGroupsToRetain: retained, NodeGroupCount: count } = input;
  if ((removed === undefined) === (retained === undefined))
    throw uncombinable("Either NodeGroupsToRemove or NodeGroupsToRetain must be named.");
  const kept = shardsOf(row).filter((shard) => retained?.includes(shard) ?? !removed?.includes(shard));
  if (kept.length !== count)
    throw uncombinable(`The node groups that are named leave ${kept.length}, not ${count}.`);
  const goes = row.members.filter(({ shard }) => !kept.includes(shard));
  return save(call, withoutMembers(row, goes, { call, seconds: DURATIONS.reshard }), DURATIONS.reshard);
}

/** ElastiCache's calls on the number of nodes and shards. */
export const nodeCountOperations = {
  IncreaseReplicaCount: change<IncreaseReplicaCountCommandInput, IncreaseReplicaCountCommandOutput>(
    increaseReplicaCount,
  ),
  DecreaseReplicaCount: change<DecreaseReplicaCountCommandInput, DecreaseReplicaCountCommandOutput>(
    decreaseReplicaCount,
  ),
  ModifyReplicationGroupShardConfiguration: change<
    ModifyReplicationGroupShardConfigurationCommandInput,
    ModifyReplicationGroupShardConfigurationCommandOutput
  >(modifyShards),
};
