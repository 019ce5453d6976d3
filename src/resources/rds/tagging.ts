import { AddTagsToResourceCommand, RemoveTagsFromResourceCommand } from "@aws-sdk/client-rds";
import type { Aws } from "../../aws/env.ts";
import { toTagList } from "../../aws/tags.ts";
import type { Change } from "../../engine/change.ts";
import type { Tags } from "../../engine/resource.ts";

/** Sets and removes the tags of an RDS resource as its change says; other tags stay. Both calls may be repeated. */
export async function changeTags<P>(aws: Aws, arn: string, changes: readonly Change<P>[]): Promise<void> {
  const change = changes.find(({ prop }) => prop === "tags");
  if (change === undefined) return;
  const tags = toTagList(change.to as Tags);
  await aws.safe.rds.send(new AddTagsToResourceCommand({ ResourceName: arn, Tags: tags }));
  const dropped = [...(change.dropped ?? [])];
  if (dropped.length === 0) return;
  await aws.safe.rds.send(new RemoveTagsFromResourceCommand({ ResourceName: arn, TagKeys: dropped }));
}
