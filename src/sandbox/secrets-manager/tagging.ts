import type {
  Tag,
  TagResourceCommandInput,
  TagResourceCommandOutput,
  UntagResourceCommandInput,
  UntagResourceCommandOutput,
} from "@aws-sdk/client-secrets-manager";
import type { Tags } from "../account.ts";
import { change } from "../operation.ts";
import { getLivingSecret, invalidParameter } from "./find.ts";
import { secrets } from "./tables.ts";

/** Checks tags and reads them. Source: Secrets Manager API reference, TagResource. */
export function toTags(list: readonly Tag[] | undefined, present: Tags = {}): Tags {
  const keys = (list ?? []).map(({ Key = "" }) => Key);
  if (keys.some((key) => key === "" || key.length > 128 || /^aws:/i.test(key)))
    throw invalidParameter("Invalid tag key: it must have 1 to 128 characters and not begin with aws:.");
  if (new Set(keys).size < keys.length) throw invalidParameter("Tag keys must be unique.");
  const tags = {
    ...present,
    ...Object.fromEntries((list ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
  };
  if (Object.keys(tags).length > 50) throw invalidParameter("A secret can have at most 50 tags.");
  return tags;
}

/** Tags as Secrets Manager tells them. */
export function toTagList(tags: Tags | undefined): Tag[] {
  return Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
}

/** Secrets Manager's calls on tags. */
export const taggingOperations = {
  TagResource: change<TagResourceCommandInput, TagResourceCommandOutput>((input, call) => {
    const { id, tags } = getLivingSecret(call, input.SecretId);
    call.account.table(secrets).update(id, { tags: toTags(input.Tags, tags) });
    return {};
  }),
  UntagResource: change<UntagResourceCommandInput, UntagResourceCommandOutput>((input, call) => {
    const { id, tags } = getLivingSecret(call, input.SecretId);
    const kept = Object.entries(tags ?? {}).filter(([key]) => !(input.TagKeys ?? []).includes(key));
    call.account.table(secrets).update(id, { tags: Object.fromEntries(kept) });
    return {};
  }),
};
