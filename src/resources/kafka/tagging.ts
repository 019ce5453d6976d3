import { TagResourceCommand, UntagResourceCommand } from "@aws-sdk/client-kafka";
import type { Aws } from "../../aws/env.ts";
import type { Change } from "../../engine/change.ts";
import type { Tags } from "../../engine/resource.ts";

/** Sets and removes the tags of an MSK resource as its change says; other tags stay. Both calls may be repeated. */
export async function changeTags<P>(aws: Aws, arn: string, changes: readonly Change<P>[]): Promise<void> {
  const change = changes.find(({ prop }) => prop === "tags");
  if (change === undefined) return;
  await aws.safe.kafka.send(new TagResourceCommand({ ResourceArn: arn, Tags: { ...(change.to as Tags) } }));
  const dropped = [...(change.dropped ?? [])];
  if (dropped.length === 0) return;
  await aws.safe.kafka.send(new UntagResourceCommand({ ResourceArn: arn, TagKeys: dropped }));
}
