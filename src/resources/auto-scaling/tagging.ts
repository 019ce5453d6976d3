import {
  CreateOrUpdateTagsCommand,
  DeleteTagsCommand,
  type Tag as SdkTag,
} from "@aws-sdk/client-auto-scaling";
import type { Aws } from "../../aws/env.ts";
import { toTagList } from "../../aws/tags.ts";
import type { Change } from "../../engine/change.ts";
import type { Tags } from "../../engine/resource.ts";

const RESOURCE_TYPE = "auto-scaling-group";

/** Tags of a group; the instances that it launches get them, too. */
export const toGroupTags = (name: string, tags: Tags): SdkTag[] =>
  toTagList(tags).map((tag) => ({
    ...tag,
    ResourceId: name,
    ResourceType: RESOURCE_TYPE,
    PropagateAtLaunch: true,
  }));

/** Sets and removes a group's tags as their change says; other tags stay. Both calls may be repeated. */
export async function changeTags<P>(aws: Aws, name: string, changes: readonly Change<P>[]): Promise<void> {
  const change = changes.find(({ prop }) => prop === "tags");
  if (change === undefined) return;
  const tags = toGroupTags(name, change.to as Tags);
  await aws.safe.autoScaling.send(new CreateOrUpdateTagsCommand({ Tags: tags }));
  const dropped = (change.dropped ?? []).map((Key) => ({
    Key,
    ResourceId: name,
    ResourceType: RESOURCE_TYPE,
  }));
  if (dropped.length === 0) return;
  await aws.safe.autoScaling.send(new DeleteTagsCommand({ Tags: dropped }));
}
