import type { ResourceType as Ec2ResourceType, TagSpecification } from "@aws-sdk/client-ec2";
import type { Tags } from "../engine/resource.ts";

/** A tag as most services write it. */
export interface Tag {
  readonly Key: string;
  readonly Value: string;
}

/** Tags as most services want them, sorted by key so that requests are the same each time. */
export function toTagList(tags: Tags): Tag[] {
  const pairs = Object.entries(tags).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([Key, Value]) => ({ Key, Value }));
}

/** Tags as the services tell them, without AWS's own (`aws:…`), which nobody can set or remove. */
export function fromTagList(
  list: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined,
): Tags {
  const own = (list ?? []).filter(({ Key }) => Key !== undefined && !Key.startsWith("aws:"));
  return Object.fromEntries(own.map(({ Key, Value }) => [Key, Value ?? ""]));
}

/** Tags for EC2's create calls, which set them in the same moment. */
export function toTagSpecifications(type: Ec2ResourceType, tags: Tags): TagSpecification[] {
  return [{ ResourceType: type, Tags: toTagList(tags) }];
}
