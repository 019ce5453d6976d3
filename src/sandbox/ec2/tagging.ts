import type { Tag, TagSpecification } from "@aws-sdk/client-ec2";
import type { Tags } from "../account.ts";
import { Refusal } from "../refusal.ts";

/** AWS's bound of tags for one resource. Source: EC2 User Guide, "Tag restrictions". */
const MAX_TAGS = 50;
const MAX_KEY_LENGTH = 128;
const MAX_VALUE_LENGTH = 256;

/** Reads the tags that a create call gives to what it makes. Throws for another resource type and for forbidden tags. */
export function tagsFrom(specifications: readonly TagSpecification[] | undefined, tagType: string): Tags {
  for (const { ResourceType } of specifications ?? []) {
    if (ResourceType === tagType) continue;
    throw new Refusal(
      "InvalidParameterValue",
      `'${ResourceType}' is not a valid taggable resource type for this operation.`,
    );
  }
  return mergeTags(
    {},
    (specifications ?? []).flatMap(({ Tags = [] }) => Tags),
  );
}

/** Adds tags to others as EC2 does, with its restrictions. */
export function mergeTags(present: Tags, added: readonly Tag[]): Tags {
  const keys = added.map(({ Key = "" }) => Key);
  if (new Set(keys).size !== keys.length)
    throw new Refusal("InvalidParameterValue", "Duplicate tag keys are not allowed.");
  for (const tag of added) checkTag(tag);
  const merged = { ...present, ...Object.fromEntries(added.map(({ Key = "", Value = "" }) => [Key, Value])) };
  if (Object.keys(merged).length > MAX_TAGS) {
    throw new Refusal("TagLimitExceeded", "The maximum number of Tags for a resource has been reached.");
  }
  return merged;
}

/** Writes tags as EC2 answers them. */
export function toTagList(tags: Tags | undefined): Tag[] {
  return Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
}

function checkTag({ Key = "", Value = "" }: Tag): void {
  if (Key.toLowerCase().startsWith("aws:")) {
    throw new Refusal("InvalidParameterValue", "Tag keys starting with 'aws:' are reserved for internal use");
  }
  if (Key === "" || Key.length > MAX_KEY_LENGTH) {
    throw new Refusal(
      "InvalidParameterValue",
      `Tag key exceeds the maximum length of ${MAX_KEY_LENGTH} characters or is empty`,
    );
  }
  if (Value.length > MAX_VALUE_LENGTH) {
    throw new Refusal(
      "InvalidParameterValue",
      `Tag value exceeds the maximum length of ${MAX_VALUE_LENGTH} characters`,
    );
  }
}
