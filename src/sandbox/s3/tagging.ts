import type {
  GetBucketTaggingCommandInput,
  GetBucketTaggingCommandOutput,
  PutBucketTaggingCommandInput,
  PutBucketTaggingCommandOutput,
  Tag,
} from "@aws-sdk/client-s3";
import type { Tags } from "../account.ts";
import { change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getBucket } from "./find.ts";
import { buckets } from "./tables.ts";

/** Most tags of a bucket. Source: S3 User Guide, "Using tags with S3 general purpose buckets". */
const MOST_TAGS = 50;

/** Checks the tags of a bucket and reads them. Source: S3 API reference, PutBucketTagging: InvalidTag. */
export function toTags(list: readonly Tag[] | undefined): Tags {
  const pairs = (list ?? []).map(({ Key = "", Value = "" }) => [Key, Value] as const);
  for (const [key, value] of pairs) checkTag(key, value);
  const tags = Object.fromEntries(pairs);
  if (Object.keys(tags).length < pairs.length)
    throw new Refusal("InvalidTag", "Cannot provide multiple Tags with the same key");
  if (pairs.length > MOST_TAGS)
    throw new Refusal("BadRequest", `Bucket tag count cannot be greater than ${MOST_TAGS}`);
  return tags;
}

function checkTag(key: string, value: string): void {
  if (/^aws:/i.test(key)) throw new Refusal("InvalidTag", "System tags cannot be added/updated by requester");
  if (key === "" || key.length > 128)
    throw new Refusal("InvalidTag", "The TagKey you have provided is invalid");
  if (value.length > 256) throw new Refusal("InvalidTag", "The TagValue you have provided is invalid");
}

/** S3's calls on the tags of buckets: they are set all at once, and none are told as an error. */
export const taggingOperations = {
  GetBucketTagging: read<GetBucketTaggingCommandInput, GetBucketTaggingCommandOutput>((input, call) => {
    const tags = Object.entries(getBucket(call, input).tags ?? {});
    if (tags.length === 0) throw new Refusal("NoSuchTagSet", "The TagSet does not exist", { status: 404 });
    return { TagSet: tags.map(([Key, Value]) => ({ Key, Value })) };
  }),
  PutBucketTagging: change<PutBucketTaggingCommandInput, PutBucketTaggingCommandOutput>((input, call) => {
    const { id } = getBucket(call, input);
    call.account.table(buckets).update(id, { tags: toTags(input.Tagging?.TagSet) });
    return {};
  }),
};
