import { GetBucketTaggingCommand, PutBucketTaggingCommand } from "@aws-sdk/client-s3";
import type { Aws } from "../../aws/env.ts";
import { fromTagList, toTagList } from "../../aws/tags.ts";
import type { Change } from "../../engine/change.ts";
import { canonicalText } from "../../engine/compare.ts";
import type { Tags } from "../../engine/resource.ts";
import { orAbsent } from "../type.ts";
import { ownBucket } from "./own-bucket.ts";

/** The tags of a bucket; S3 refuses to tell of a bucket that has none. */
export async function readTags(aws: Aws, name: string): Promise<Tags> {
  const command = new GetBucketTaggingCommand(ownBucket(aws, name));
  const told = await orAbsent(() => aws.safe.s3.send(command), "NoSuchTagSet");
  return fromTagList(told?.TagSet);
}

/**
 * Carries out a change of tags, if the bucket has not got them. S3 takes all tags of a bucket at once, so that those that are not
 * ours are sent again.
 */
export async function putTags(aws: Aws, name: string, change: Pick<Change, "to" | "dropped">): Promise<void> {
  const present = await readTags(aws, name);
  const dropped = new Set(change.dropped);
  const kept = Object.entries(present).filter(([key]) => !dropped.has(key));
  const wanted = { ...Object.fromEntries(kept), ...(change.to as Tags) };
  if (canonicalText(wanted) === canonicalText(present)) return;
  const TagSet = toTagList(wanted);
  await aws.safe.s3.send(new PutBucketTaggingCommand({ ...ownBucket(aws, name), Tagging: { TagSet } }));
}
