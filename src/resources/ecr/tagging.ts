import { TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-ecr";
import type { Aws } from "../../aws/env.ts";
import { toTagList } from "../../aws/tags.ts";
import type { Change } from "../../engine/change.ts";
import type { Tags } from "../../engine/resource.ts";

type TagChange = Pick<Change, "to" | "dropped"> & { readonly prop: string };

/** Carries out the change of tags, if there is one; tags that are not ours stay. Both calls may be repeated. */
export async function changeTags(aws: Aws, arn: string, changes: readonly TagChange[]): Promise<void> {
  const change = changes.find(({ prop }) => prop === "tags");
  if (change === undefined) return;
  const tags = toTagList(change.to as Tags);
  await aws.safe.ecr.send(new TagResourceCommand({ resourceArn: arn, tags }));
  const dropped = change.dropped ?? [];
  if (dropped.length === 0) return;
  await aws.safe.ecr.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: [...dropped] }));
}
