import type { LifecycleRule, PublicAccessBlockConfiguration } from "@aws-sdk/client-s3";
import { type AccountRecord, defineGlobalTable } from "../account.ts";

/** A bucket, by its name, which is taken in all regions. */
export interface Bucket extends AccountRecord {
  readonly region: string;
  /** Text of the policy, as it was sent. */
  readonly policy?: string;
  /** Absent where somebody has taken it away. */
  readonly publicAccessBlock?: PublicAccessBlockConfiguration;
  readonly lifecycleRules?: readonly LifecycleRule[];
}

/** An object, by bucket and key. Buckets keep no versions. */
export interface BucketObject extends AccountRecord {
  readonly bucket: string;
  readonly key: string;
  readonly sizeBytes: number;
  /** Tells one content from another; in quotes, as S3 has it. Absent for what AWS put there by itself. */
  readonly etag?: string;
}

/** Buckets. */
export const buckets = defineGlobalTable<Bucket>("S3", "bucket");

/** Objects. */
export const objects = defineGlobalTable<BucketObject>("S3", "object");
