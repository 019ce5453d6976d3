import {
  ListTagsForResourceCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import type { Change } from "../../engine/change.ts";
import type { Tags } from "../../engine/resource.ts";

/** The tags of an alarm or a dashboard; throws what AWS says when it is not there. */
export async function readTags(aws: Aws, arn: string): Promise<Tags> {
  const { Tags: list } = await aws.safe.cloudWatch.send(new ListTagsForResourceCommand({ ResourceARN: arn }));
  return fromTagList(list);
}

/** Sets and removes tags as their change says; other tags stay. Both calls may be repeated. */
export async function changeTags<P>(aws: Aws, arn: string, changes: readonly Change<P>[]): Promise<void> {
  const change = changes.find(({ prop }) => prop === "tags");
  if (change === undefined) return;
  const tags = toTagList(change.to as Tags);
  await aws.safe.cloudWatch.send(new TagResourceCommand({ ResourceARN: arn, Tags: tags }));
  const dropped = [...(change.dropped ?? [])];
  if (dropped.length === 0) return;
  await aws.safe.cloudWatch.send(new UntagResourceCommand({ ResourceARN: arn, TagKeys: dropped }));
}
