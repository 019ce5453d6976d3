import {
  DecreaseReplicaCountCommand,
  IncreaseReplicaCountCommand,
  ModifyReplicationGroupShardConfigurationCommand,
} from "@aws-sdk/client-elasticache";
import type { Aws } from "../../aws/env.ts";
import { hasName } from "../../aws/errors.ts";
import type { Change } from "../../engine/change.ts";
import type { Watch } from "../../engine/resource.ts";
import { AmbiguousEnd } from "../../errors.ts";
import {
  findReplicationGroup,
  findShardIds,
  type ObservedReplicationGroup,
  type ReplicationGroupProps,
} from "./replication-group-observed.ts";
import { waitForTakeUp, waitUntilAvailable } from "./replication-group-wait.ts";
import { untilTaken } from "./taken.ts";

type NodeProp = "replicasPerShard" | "shards";
type NodeChange = Change<ReplicationGroupProps> & { readonly to: number };

// A change before, or a snapshot, may have to end first.
const BUSY_SECONDS = 20 * 60;

// How often a call is sent whose end nobody saw.
const ATTEMPTS = 3;

/** Whether a change is one of the number of nodes. */
export const isOfNodes = ({ prop }: Change<ReplicationGroupProps>): boolean =>
  prop === "replicasPerShard" || prop === "shards";

/** The changes of the number of nodes that add nodes, and those that take some away. */
export function nodeChanges(changes: readonly Change<ReplicationGroupProps>[]): {
  readonly growing: readonly NodeChange[];
  readonly shrinking: readonly NodeChange[];
} {
  const all = changes.filter(isOfNodes) as NodeChange[];
  const isGrowth = ({ from, to }: NodeChange): boolean => to > Number(from ?? 0);
  return { growing: all.filter(isGrowth), shrinking: all.filter((change) => !isGrowth(change)) };
}

/**
 * Brings shards or replicas to their wanted number and waits until they stand. The calls are sent by the client that
 * repeats nothing by itself; after an end that nobody saw the group is read before anything is sent again.
 */
export async function changeNodes(
  aws: Aws,
  id: string,
  changes: readonly NodeChange[],
  watch: Watch,
): Promise<void> {
  for (const change of changes) await changeOne({ aws, id, watch }, change);
}

interface Target {
  readonly aws: Aws;
  readonly id: string;
  readonly watch: Watch;
}

async function changeOne({ aws, id, watch }: Target, change: NodeChange): Promise<void> {
  const prop = change.prop as NodeProp;
  for (let attempt = 1; ; attempt++) {
    const seen = await findReplicationGroup(aws, id);
    if (seen?.props[prop] === change.to) return;
    const isAnswered = await sendOnce({ aws, id, watch }, seen, change).catch((error: unknown) => {
      if (error instanceof AmbiguousEnd && attempt < ATTEMPTS) return false;
      throw error;
    });
    await waitForTakeUp(aws, id, [change], watch);
    await waitUntilAvailable(aws, id, watch);
    if (isAnswered) return;
  }
}

async function sendOnce(
  { aws, id, watch }: Target,
  seen: ObservedReplicationGroup | undefined,
  { prop, to }: NodeChange,
): Promise<true> {
  const send =
    prop === "shards" ? await toShardCall(aws, id, to) : toReplicaCall(aws, id, { from: seen, to });
  const call = async (): Promise<void> => {
    try {
      await send();
    } catch (error) {
      // NoOperationFault: an attempt whose answer was lost did it.
      if (!hasName(error, ["NoOperationFault"])) throw error;
    }
  };
  await untilTaken({ aws, id, watch }, call, BUSY_SECONDS);
  return true;
}

function toReplicaCall(
  aws: Aws,
  id: string,
  { from, to }: { readonly from: ObservedReplicationGroup | undefined; readonly to: number },
): () => Promise<unknown> {
  const input = { ReplicationGroupId: id, NewReplicaCount: to, ApplyImmediately: true };
  const client = aws.once.elastiCache;
  return to > (from?.props.replicasPerShard ?? 0)
    ? () => client.send(new IncreaseReplicaCountCommand(input))
    : () => client.send(new DecreaseReplicaCountCommand(input));
}

/** Fewer shards ask for the names of those that stay; their keys move there first. */
async function toShardCall(aws: Aws, id: string, to: number): Promise<() => Promise<unknown>> {
  const shards = await findShardIds(aws, id);
  const kept = to < shards.length ? { NodeGroupsToRetain: shards.slice(0, to) } : {};
  const command = new ModifyReplicationGroupShardConfigurationCommand({
    ReplicationGroupId: id,
    NodeGroupCount: to,
    ApplyImmediately: true,
    ...kept,
  });
  return () => aws.once.elastiCache.send(command);
}
