import type { Tag } from "@aws-sdk/client-iam";
import type { Tags } from "../account.ts";
import { Refusal } from "../refusal.ts";
import { invalid } from "./identifier.ts";

/** Tags of one object at most. Source: IAM User Guide, "IAM and AWS STS quotas". */
const MOST_TAGS = 50;

/** Checks tags and adds them to those present. Keys are compared without case. Source: IAM API reference, TagRole. */
export function toTags(list: readonly Tag[] | undefined, present: Tags = {}): Tags {
  const given = list ?? [];
  const keys = given.map(({ Key = "" }) => Key);
  if (keys.some((key) => !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key)))
    throw invalid("Tag keys must have 1 to 128 letters, digits, spaces and _.:/=+-@ characters.");
  if (keys.some((key) => /^aws:/i.test(key)))
    throw new Refusal("InvalidInputException", "Tag keys beginning with aws: are reserved for AWS.");
  if (new Set(keys.map((key) => key.toLowerCase())).size < keys.length)
    throw new Refusal(
      "InvalidInputException",
      "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    );
  const replaced = new Set(keys.map((key) => key.toLowerCase()));
  const kept = Object.entries(present).filter(([key]) => !replaced.has(key.toLowerCase()));
  const tags = Object.fromEntries([
    ...kept,
    ...given.map(({ Key = "", Value = "" }) => [Key, Value]),
  ]) as Tags;
  if (Object.keys(tags).length > MOST_TAGS)
    throw new Refusal("LimitExceededException", `Cannot exceed quota for TagsPerResource: ${MOST_TAGS}`);
  return tags;
}

/** The tags without some of them. */
export function withoutTags(present: Tags | undefined, keys: readonly string[] | undefined): Tags {
  const dropped = new Set((keys ?? []).map((key) => key.toLowerCase()));
  return Object.fromEntries(Object.entries(present ?? {}).filter(([key]) => !dropped.has(key.toLowerCase())));
}

/** Tags as IAM tells them. */
export const toTagList = (tags: Tags | undefined): Tag[] =>
  Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
