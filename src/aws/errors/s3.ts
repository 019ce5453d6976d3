import { type ErrorTable, meaning, quota, setting } from "./row.ts";

/** Sources: Amazon S3 API reference, "Error responses"; for UnsupportedArgument hashicorp/terraform-provider-aws 45566. */
export const s3: ErrorTable = [
  meaning("absent", ["NoSuchBucket", "NoSuchKey", "NotFound", "NoSuchUpload"]),
  // The bucket stands and was never given this part of it.
  meaning("absent", [
    "NoSuchTagSet",
    "NoSuchBucketPolicy",
    "NoSuchLifecycleConfiguration",
    "NoSuchPublicAccessBlockConfiguration",
    "ServerSideEncryptionConfigurationNotFound",
  ]),
  meaning("exists", ["BucketAlreadyOwnedByYou"]),
  // No "exists": there is nothing of ours to find.
  setting(
    ["BucketAlreadyExists"],
    "Another account has a bucket of this name, and names of buckets are taken once in all of AWS. Choose another name for the stack.",
  ),
  {
    names: ["BucketNotEmpty"],
    meaning: "in-use",
    told: {
      code: "NoLongerEmpty",
      summary: "It is no longer empty",
      means:
        "When the plan was made it held nothing; something has come since, and it was not deleted. The plan shows what would go now.",
      fix: ["flashsale-setup plan"],
    },
  },
  meaning("busy", ["OperationAborted", "ConditionalRequestConflict"]),
  meaning("refused", ["PreconditionFailed"]),
  quota(["TooManyBuckets"], "buckets", { service: "s3", code: "L-DC2B2D3D" }),
  setting(
    [
      "UnsupportedArgument",
      "InvalidBucketName",
      "IllegalLocationConstraint",
      "InvalidLocationConstraint",
      "MalformedPolicy",
      "MalformedXML",
      "InvalidRequest",
      "AuthorizationHeaderMalformed",
      "PermanentRedirect",
    ],
    "S3 does not take the bucket so in this region: its name, its policy or a part of the request. The name is made of the stack's name, the account and the region.",
  ),
];
