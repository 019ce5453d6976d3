import type { PolicyDocument } from "../../resources/iam/policy-document.ts";

interface Names {
  readonly bucketName: string;
  readonly trailArn: string;
  /** Twelve digits. */
  readonly account: string;
  readonly partition: string;
}

const CLOUDTRAIL = { Service: "cloudtrail.amazonaws.com" };

/**
 * Lets CloudTrail write the records of this trail alone, and nobody talk to the bucket in clear text. Source: CloudTrail
 * User Guide, "Amazon S3 bucket policy for CloudTrail"; S3 User Guide, "Security best practices".
 */
export function trailBucketPolicy({ bucketName, trailArn, account, partition }: Names): PolicyDocument {
  const bucket = `arn:${partition}:s3:::${bucketName}`;
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "TrailMayLook",
        Effect: "Allow",
        Principal: CLOUDTRAIL,
        Action: "s3:GetBucketAcl",
        Resource: bucket,
        Condition: { StringEquals: { "aws:SourceArn": trailArn } },
      },
      {
        Sid: "TrailMayWrite",
        Effect: "Allow",
        Principal: CLOUDTRAIL,
        Action: "s3:PutObject",
        Resource: `${bucket}/AWSLogs/${account}/*`,
        Condition: {
          StringEquals: { "aws:SourceArn": trailArn, "s3:x-amz-acl": "bucket-owner-full-control" },
        },
      },
      {
        Sid: "OnlyEncryptedConnections",
        Effect: "Deny",
        Principal: "*",
        Action: "s3:*",
        Resource: [bucket, `${bucket}/*`],
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  };
}
