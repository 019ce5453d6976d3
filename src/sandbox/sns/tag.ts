import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-sns";
import type { Tags } from "../account.ts";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { badParameter } from "./dialect.ts";
import { type Topic, topics } from "./tables.ts";

/** Most tags of a topic. Source: SNS API reference, TagResource. */
const MOST_TAGS = 50;

/** Checks tags and reads them. Source: SNS API reference, `Tag`. */
export function toTags(list: readonly Tag[] | undefined, present: Tags = {}): Tags {
  const keys = (list ?? []).map(({ Key = "" }) => Key);
  if (keys.some((key) => key === "" || key.length > 128 || /^aws:/i.test(key))) throw badParameter("Tags");
  if (new Set(keys).size < keys.length) throw badParameter("Tags Reason: Duplicated keys are not allowed.");
  const given = Object.fromEntries((list ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
  const tags = { ...present, ...given };
  if (Object.keys(tags).length > MOST_TAGS)
    throw new Refusal("TagLimitExceeded", "Could not complete request: tag quota of per resource exceeded");
  return tags;
}

function getTagged(call: Call, arn: string | undefined): Topic {
  const row = call.account.table(topics).find(arn ?? "");
  if (row === undefined) throw new Refusal("ResourceNotFound", "Resource does not exist", { status: 404 });
  return row;
}

/** SNS's calls on tags, which only topics have. */
export const tagOperations = {
  TagResource: change<TagResourceCommandInput, TagResourceCommandOutput>((input, call) => {
    const { id, tags } = getTagged(call, input.ResourceArn);
    call.account.table(topics).update(id, { tags: toTags(input.Tags, tags) });
    return {};
  }),
  UntagResource: change<UntagResourceCommandInput, UntagResourceCommandOutput>((input, call) => {
    const { id, tags } = getTagged(call, input.ResourceArn);
    const kept = Object.entries(tags ?? {}).filter(([key]) => !(input.TagKeys ?? []).includes(key));
    call.account.table(topics).update(id, { tags: Object.fromEntries(kept) });
    return {};
  }),
  ListTagsForResource: read<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>(
    (input, call) => {
      const { tags = {} } = getTagged(call, input.ResourceArn);
      return { Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
    },
  ),
};
