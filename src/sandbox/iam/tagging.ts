import type { Tag } from "@aws-sdk/client-iam";
import type { Tags } from "../account.ts";
import { Refusal } from "../refusal.ts";
import { invalid } from "./identifier.ts";

/** Tags of one object at most. Source: IAM User Guide, "IAM and AWS STS quotas". */
const MOST_TAGS = 50;

/** How the keys of tags are compared: those of roles without case, those of policies and instance profiles as they are. */
export type KeyCase = "no case" | "case";

const keyOf = (key: string, by: KeyCase): string => (by === "case" ? key : key.toLowerCase());

/** Checks tags and adds them to those present. Source: IAM User Guide, "Tags for IAM resources", "Case sensitivity". */
export function toTags(list: readonly Tag[] | undefined, by: KeyCase, present: Tags = {}): Tags {
  const given = list ?? [];
  const keys = given.map(({ Key = "" }) => Key);
  if (keys.some((key) => !/^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u.test(key)))
    throw invalid("Tag keys must have 1 to 128 letters, digits, spaces and _.:/=+-@ characters.");
  if (keys.some((key) => /^aws:/i.test(key)))
    throw new Refusal("InvalidInputException", "Tag keys beginning with aws: are reserved for AWS.");
  if (new Set(keys.map((key) => keyOf(key, by))).size < keys.length)
    throw new Refusal(
      "InvalidInputException",
      `Duplicate tag keys found. Please note that Tag keys are case ${by === "case" ? "sensitive" : "insensitive"}.`,
    );
  const replaced = new Set(keys.map((key) => keyOf(key, by)));
  const kept = Object.entries(present).filter(([key]) => !replaced.has(keyOf(key, by)));
  const tags = Object.fromEntries([
    ...kept,
    ...given.map(({ Key = "", Value = "" }) => [Key, Value]),
  ]) as Tags;
  if (Object.keys(tags).length > MOST_TAGS)
    throw new Refusal("LimitExceededException", `Cannot exceed quota for TagsPerResource: ${MOST_TAGS}`);
  return tags;
}

/** The tags without some of them. */
export function withoutTags(
  present: Tags | undefined,
  keys: readonly string[] | undefined,
  by: KeyCase,
): Tags {
  const dropped = new Set((keys ?? []).map((key) => keyOf(key, by)));
  return Object.fromEntries(Object.entries(present ?? {}).filter(([key]) => !dropped.has(keyOf(key, by))));
}

/** Tags as IAM tells them. */
export const toTagList = (tags: Tags | undefined): Tag[] =>
  Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
