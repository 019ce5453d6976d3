import type { Need } from "../policy.ts";
import type { NeedRow, NeedRule, SandboxService } from "../service.ts";

const on = (action: string): NeedRow => ({
  action: `s3:${action}`,
  resource: "arn:{partition}:s3:::{Bucket}",
});

/** Source: S3 API reference, CreateBucketConfiguration, `Tags`. */
const taggedAtCreate: NeedRule = ({ Bucket, CreateBucketConfiguration: asked }, { partition }) => {
  const { Tags = [] } = (asked ?? {}) as { readonly Tags?: readonly unknown[] };
  return Tags.length === 0
    ? []
    : [{ action: "s3:TagResource", resource: `arn:${partition}:s3:::${String(Bucket)}` }];
};

const OBJECT = "arn:{partition}:s3:::{Bucket}/{Key}";

/** A version that is named needs an action of its own besides. Source: S3 API reference, DeleteObjects, "Permissions". */
const deleted: NeedRule = ({ Bucket, Delete: asked }, { partition }) => {
  const { Objects = [] } = (asked ?? {}) as {
    readonly Objects?: readonly { readonly Key?: string; readonly VersionId?: string }[];
  };
  return Objects.flatMap(({ Key, VersionId }): Need[] => {
    const resource = `arn:${partition}:s3:::${String(Bucket)}/${Key}`;
    const versioned = { action: "s3:DeleteObjectVersion", resource };
    return [{ action: "s3:DeleteObject", resource }, ...(VersionId === undefined ? [] : [versioned])];
  });
};

/** What is compared is read. Source: S3 User Guide, "How to prevent object overwrites with conditional writes". */
const compared: NeedRule = ({ Bucket, Key, IfMatch }, { partition }) =>
  IfMatch === undefined
    ? []
    : [{ action: "s3:GetObject", resource: `arn:${partition}:s3:::${String(Bucket)}/${String(Key)}` }];

/**
 * What IAM wants for S3's calls. Source: S3 API reference, "Permissions" of each call; S3 User Guide, "Required permissions for
 * Amazon S3 API operations". S3 itself refuses a batch of deletes object by object, and a HEAD without a word.
 */
export const needs: SandboxService["needs"] = {
  CreateBucket: [on("CreateBucket"), taggedAtCreate],
  DeleteBucket: [on("DeleteBucket")],
  DeleteObjects: [deleted],
  GetBucketLifecycleConfiguration: [on("GetLifecycleConfiguration")],
  GetBucketPolicy: [on("GetBucketPolicy")],
  GetBucketTagging: [on("GetBucketTagging")],
  GetPublicAccessBlock: [on("GetBucketPublicAccessBlock")],
  HeadBucket: [on("ListBucket")],
  ListObjectVersions: [on("ListBucketVersions")],
  PutBucketLifecycleConfiguration: [on("PutLifecycleConfiguration")],
  PutBucketPolicy: [on("PutBucketPolicy")],
  PutBucketTagging: [on("PutBucketTagging")],
  PutObject: [{ action: "s3:PutObject", resource: OBJECT }, compared],
  PutPublicAccessBlock: [on("PutBucketPublicAccessBlock")],
};
