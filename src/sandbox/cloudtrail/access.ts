import type { Call } from "../operation.ts";
import { bucketArn } from "../s3/policy.ts";
import { allows, parsePolicy } from "../s3/policy-document.ts";
import { buckets } from "../s3/tables.ts";
import type { Trail } from "./tables.ts";

/** Whether CloudTrail may write into a trail's bucket, and why not. */
export type Access = "granted" | "NoSuchBucket" | "AccessDenied";

/**
 * CloudTrail reads the bucket's ACL, and puts logs that are the owner's. Source: CloudTrail User Guide, "Amazon S3 bucket policy
 * for CloudTrail".
 */
export function accessOf(call: Call, { id, bucketName }: Pick<Trail, "id" | "bucketName">): Access {
  const bucket = call.account.table(buckets).find(bucketName);
  if (bucket === undefined) return "NoSuchBucket";
  const arn = bucketArn(call, bucketName);
  const statements = bucket.policy === undefined ? [] : parsePolicy(bucket.policy, arn);
  const context = {
    "aws:securetransport": "true",
    "aws:sourceaccount": call.accountId,
    "aws:sourcearn": id,
  };
  const by = { service: "cloudtrail.amazonaws.com", context };
  const put = {
    ...by,
    action: "s3:PutObject",
    // Logs and digests lie in different folders below: the policy must be as wide as this.
    resource: `${arn}/AWSLogs/${call.accountId}/*`,
    context: { ...context, "s3:x-amz-acl": "bucket-owner-full-control" },
  };
  const isAllowed =
    allows(statements, { ...by, action: "s3:GetBucketAcl", resource: arn }) && allows(statements, put);
  return isAllowed ? "granted" : "AccessDenied";
}
