import type {
  ListTagsForResourceCommandInput,
  ListTagsForResourceCommandOutput,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-cloudwatch-logs";
import type { Tags } from "../account.ts";
import { type Call, change, read, toArn } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type LogGroup, logGroups } from "./tables.ts";

/** Most tags of one thing. Source: CloudWatch Logs API reference, TagResource. */
const MOST_TAGS = 50;

/** Names a log group, without `:*` at the end. */
export const groupArn = (call: Call, name: string): string => toArn(call, "logs", `log-group:${name}`);

/** Checks tags. Source: CloudWatch Logs API reference, TagResource. */
export function toTags(given: Tags | undefined, present: Tags = {}): Tags {
  const odd = Object.keys(given ?? {}).find((key) => key === "" || key.length > 128 || /^aws:/i.test(key));
  if (odd !== undefined) throw new Refusal("InvalidParameterException", `The tag key "${odd}" is not valid.`);
  const tags = { ...present, ...given };
  if (Object.keys(tags).length > MOST_TAGS)
    throw new Refusal("TooManyTagsException", `A resource can have no more than ${MOST_TAGS} tags.`);
  return tags;
}

/** The ARN must be the one without `:*`. Source: CloudWatch Logs API reference, `LogGroup`. */
function getTagged(call: Call, arn: string | undefined): LogGroup {
  const row = call.account.table(logGroups).find((arn ?? "").slice(groupArn(call, "").length));
  if (row === undefined || arn !== groupArn(call, row.id))
    throw new Refusal("ResourceNotFoundException", "The specified resource does not exist.");
  return row;
}

/** CloudWatch Logs' calls on tags, by ARN. */
export const tagOperations = {
  TagResource: change<TagResourceCommandInput, TagResourceCommandOutput>((input, call) => {
    const { id, tags } = getTagged(call, input.resourceArn);
    call.account.table(logGroups).update(id, { tags: toTags(input.tags, tags) });
    return {};
  }),
  UntagResource: change<UntagResourceCommandInput, UntagResourceCommandOutput>((input, call) => {
    const { id, tags } = getTagged(call, input.resourceArn);
    const kept = Object.entries(tags ?? {}).filter(([key]) => !(input.tagKeys ?? []).includes(key));
    call.account.table(logGroups).update(id, { tags: Object.fromEntries(kept) });
    return {};
  }),
  ListTagsForResource: read<ListTagsForResourceCommandInput, ListTagsForResourceCommandOutput>(
    (input, call) => ({ tags: { ...getTagged(call, input.resourceArn).tags } }),
  ),
};
