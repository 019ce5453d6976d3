import type { Tag } from "@aws-sdk/client-ecr";
import type { Tags } from "../account.ts";
import { Refusal } from "../refusal.ts";

/** AWS's bound of tags for one repository. Source: ECR User Guide, "Tagging a private repository". */
const MAX_TAGS = 50;

/** Adds tags to others as ECR does, with its restrictions. */
export function mergeTags(present: Tags, added: readonly Tag[] | undefined): Tags {
  for (const { Key = "", Value = "" } of added ?? []) checkTag(Key, Value);
  const merged = {
    ...present,
    ...Object.fromEntries((added ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
  };
  if (Object.keys(merged).length > MAX_TAGS)
    throw new Refusal("TooManyTagsException", `A repository has at most ${MAX_TAGS} tags.`);
  return merged;
}

function checkTag(key: string, value: string): void {
  if (key !== "" && key.length <= 128 && value.length <= 256 && !key.toLowerCase().startsWith("aws:")) return;
  throw new Refusal("InvalidTagParameterException", `The tag ${key} is not valid.`);
}

/** Writes tags as ECR answers them. */
export function toTagList(tags: Tags | undefined): Tag[] {
  return Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
}
