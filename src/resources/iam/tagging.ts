import type { Tag } from "@aws-sdk/client-iam";
import type { Pace } from "../../aws/calls.ts";
import { toTagList } from "../../aws/tags.ts";
import type { Change } from "../../engine/change.ts";
import type { Tags } from "../../engine/resource.ts";
import { untilUncontested } from "./lag.ts";

/** IAM's two calls on the tags of one kind of object. */
interface TagCalls {
  set(tags: Tag[]): Promise<unknown>;
  drop(keys: string[]): Promise<unknown>;
}

/** Sets and removes tags as their change says; other tags stay. Both calls may be repeated. */
export async function changeTags<P>(
  changes: readonly Change<P>[],
  pace: Pace,
  calls: TagCalls,
): Promise<void> {
  const change = changes.find(({ prop }) => prop === "tags");
  if (change === undefined) return;
  // First away, then on: a role's tags have no case, and dropping `team` after setting `Team` would take both.
  const dropped = [...(change.dropped ?? [])];
  if (dropped.length > 0) await untilUncontested(() => calls.drop(dropped), pace);
  await untilUncontested(() => calls.set(toTagList(change.to as Tags)), pace);
}
