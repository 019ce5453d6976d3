import {
  AddTagsToResourceCommand,
  ListTagsForResourceCommand,
  RemoveTagsFromResourceCommand,
} from "@aws-sdk/client-elasticache";
import { untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { isInvalidState } from "../../aws/errors.ts";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import type { Change } from "../../engine/change.ts";
import type { Tags, Watch } from "../../engine/resource.ts";

// A replication group takes tags only while it is available: a change before may have to end first.
const BUSY_SECONDS = 20 * 60;

/**
 * The tags of an ElastiCache resource; `unknown` while AWS refuses to tell them: InvalidReplicationGroupState, "Cluster not
 * in available state to perform tagging operations."
 */
export async function readTags(aws: Aws, arn: string): Promise<Tags | "unknown"> {
  try {
    const { TagList } = await aws.safe.elastiCache.send(
      new ListTagsForResourceCommand({ ResourceName: arn }),
    );
    return fromTagList(TagList);
  } catch (error) {
    if (isInvalidState(error)) return "unknown";
    throw error;
  }
}

/** Sets and removes tags as their change says; other tags stay. Both calls may be repeated. */
export async function changeTags<P>(
  aws: Aws,
  arn: string,
  changes: readonly Change<P>[],
  watch: Watch,
): Promise<void> {
  const change = changes.find(({ prop }) => prop === "tags");
  if (change === undefined) return;
  const lag = { isLag: isInvalidState, budgetSeconds: BUSY_SECONDS };
  const add = new AddTagsToResourceCommand({ ResourceName: arn, Tags: toTagList(change.to as Tags) });
  await untilSettled(() => aws.safe.elastiCache.send(add), lag, watch);
  const dropped = [...(change.dropped ?? [])];
  if (dropped.length === 0) return;
  const remove = new RemoveTagsFromResourceCommand({ ResourceName: arn, TagKeys: dropped });
  await untilSettled(() => aws.safe.elastiCache.send(remove), lag, watch);
}
