import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-kafka";
import { change, read } from "../operation.ts";
import { toTags } from "./identifier.ts";
import { getActiveCluster, getCluster } from "./lifecycle.ts";
import { clusters } from "./tables.ts";

/** MSK's calls on tags, which clusters have. */
export const tagOperations = {
  TagResource: change<TagResourceCommandInput, TagResourceCommandOutput>((input, call) => {
    const row = getActiveCluster(call, input.ResourceArn, "tag a cluster");
    call.account.table(clusters).update(row.id, { tags: toTags(input.Tags, row.tags) });
    return {};
  }),
  UntagResource: change<UntagResourceCommandInput, UntagResourceCommandOutput>((input, call) => {
    const row = getActiveCluster(call, input.ResourceArn, "untag a cluster");
    const kept = Object.entries(row.tags ?? {}).filter(([key]) => !(input.TagKeys ?? []).includes(key));
    call.account.table(clusters).update(row.id, { tags: Object.fromEntries(kept) });
    return {};
  }),
  ListTagsForResource: read<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>(
    (input, call) => ({ Tags: { ...getCluster(call, input.ResourceArn).tags } }),
  ),
};
