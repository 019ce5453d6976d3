import type {
  AddTagsCommandInput,
  AddTagsCommandOutput,
  ListTagsCommandInput,
  ListTagsCommandOutput,
  RemoveTagsCommandInput,
  RemoveTagsCommandOutput,
  Tag,
} from "@aws-sdk/client-cloudtrail";
import type { Tags } from "../account.ts";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type Trail, trails } from "./tables.ts";

/** Most tags of a trail. Source: CloudTrail API reference, TagsLimitExceededException. */
const MOST_TAGS = 50;

/** Adds tags to others as CloudTrail does. Source: CloudTrail API reference, `Tag` and InvalidTagParameterException. */
export function mergeTags(present: Tags, list: readonly Tag[] | undefined): Tags {
  const pairs = (list ?? []).map(({ Key = "", Value = "" }) => [Key, Value] as const);
  const isWrong = ([key, value]: readonly [string, string]): boolean =>
    key === "" || key.length > 128 || value.length > 256 || /^aws:/i.test(key);
  if (pairs.some(isWrong) || new Set(pairs.map(([key]) => key)).size < pairs.length)
    throw new Refusal("InvalidTagParameterException", "The tag key or value is not valid.");
  const tags = { ...present, ...Object.fromEntries(pairs) };
  if (Object.keys(tags).length > MOST_TAGS)
    throw new Refusal("TagsLimitExceededException", `A trail has at most ${MOST_TAGS} tags.`);
  return tags;
}

function getTagged(call: Call, arn = ""): Trail {
  if (!/^arn:[^:]+:cloudtrail:[^:]+:\d+:trail\/./.test(arn))
    throw new Refusal("CloudTrailARNInvalidException", `The ARN ${arn} is not valid.`);
  const row = call.account.table(trails).find(arn);
  if (row === undefined) throw new Refusal("ResourceNotFoundException", `Resource ${arn} was not found.`);
  return row;
}

/** CloudTrail's calls on the tags of trails. */
export const tagOperations = {
  AddTags: change<AddTagsCommandInput, AddTagsCommandOutput>((input, call) => {
    const { id, tags = {} } = getTagged(call, input.ResourceId);
    call.account.table(trails).update(id, { tags: mergeTags(tags, input.TagsList) });
    return {};
  }),
  RemoveTags: change<RemoveTagsCommandInput, RemoveTagsCommandOutput>((input, call) => {
    const { id, tags = {} } = getTagged(call, input.ResourceId);
    const dropped = new Set(input.TagsList?.map(({ Key }) => Key));
    const kept = Object.entries(tags).filter(([key]) => !dropped.has(key));
    call.account.table(trails).update(id, { tags: Object.fromEntries(kept) });
    return {};
  }),
  ListTags: read<ListTagsCommandInput, ListTagsCommandOutput>((input, call) => ({
    ResourceTagList: (input.ResourceIdList ?? []).map((arn) => ({
      ResourceId: arn,
      TagsList: Object.entries(getTagged(call, arn).tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
    })),
  })),
};
