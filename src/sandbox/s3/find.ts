import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { s3Offers } from "./offers.ts";
import { type Bucket, type BucketObject, buckets, objects } from "./tables.ts";

/** Which bucket a request names, and whose it must be. */
export interface Named {
  readonly Bucket: string | undefined;
  readonly ExpectedBucketOwner?: string | undefined;
}

/** Why a bucket is not shown. */
export type Hidden = "absent" | "foreign" | "elsewhere";

/** Looks for a bucket; one of another account, or in another region, is not shown. */
export function lookUpBucket(
  call: Call,
  { Bucket: name = "", ExpectedBucketOwner: owner }: Named,
): Bucket | Hidden {
  if (call.account.offers(s3Offers).foreignBuckets.includes(name)) return "foreign";
  const row = call.account.table(buckets).find(name);
  if (row === undefined) return "absent";
  if (row.region !== call.region) return "elsewhere";
  return owner === undefined || owner === call.accountId ? row : "foreign";
}

const REFUSALS: Readonly<Record<Hidden, readonly [name: string, message: string, status: number]>> = {
  absent: ["NoSuchBucket", "The specified bucket does not exist", 404],
  foreign: ["AccessDenied", "Access Denied", 403],
  elsewhere: [
    "PermanentRedirect",
    "The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.",
    301,
  ],
};

/** Gets a bucket. Throws NoSuchBucket, AccessDenied or PermanentRedirect. */
export function getBucket(call: Call, named: Named): Bucket {
  const found = lookUpBucket(call, named);
  if (typeof found !== "string") return found;
  const [name, message, status] = REFUSALS[found];
  throw new Refusal(name, message, { status });
}

/** The objects of a bucket, sorted by key as S3 lists them. */
export const objectsIn = (call: Call, bucket: string): readonly BucketObject[] =>
  call.account
    .table(objects)
    .all()
    .filter((row) => row.bucket === bucket)
    .sort((a, b) => (a.key < b.key ? -1 : 1));
