import { trail } from "../../resources/cloudtrail/trail.ts";
import { bucket } from "../../resources/s3/bucket.ts";
import type { DeclareContext } from "../section.ts";
import { trailBucketPolicy } from "./bucket-policy.ts";
import type { SecurityHandles } from "./handles.ts";

/** Declares the trail and the bucket that it writes to. */
export function declareSecurity({
  stack,
  settings,
  region,
  account,
  partition,
}: DeclareContext): SecurityHandles {
  const { name, security } = settings;
  const trailName = `${name}-trail`;
  // Names of buckets are unique in the whole partition: the account makes this one so.
  const bucketName = `${name}-trail-${account}-${region}`;
  const trailArn = `arn:${partition}:cloudtrail:${region}:${account}:trail/${trailName}`;
  const { out } = stack.add(bucket, "security.bucket", {
    name: bucketName,
    policy: trailBucketPolicy({ bucketName, trailArn, account, partition }),
    blockPublicAccess: true,
    expireDays: security.retentionDays,
  });
  const made = stack.add(trail, "security.trail", {
    name: trailName,
    bucketName: out.name,
    multiRegion: security.multiRegion,
    logFileValidation: true,
    logging: true,
  });
  return { trailArn: made.out.arn };
}
