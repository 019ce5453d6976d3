import {
  CloudTrailClient,
  CreateTrailCommand,
  type CreateTrailCommandInput,
} from "@aws-sdk/client-cloudtrail";
import type { Practice } from "../harness.ts";
import {
  ARN,
  allow,
  BUCKET,
  documentOf,
  makeBucket,
  practiseS3,
  putPolicy,
  type S3Practice,
} from "../s3/client.ts";

export const TRAIL = "flashsale-trail";
export const TRAIL_ARN = `arn:aws:cloudtrail:us-east-1:314159265358:trail/${TRAIL}`;

/** A sandbox with clients of CloudTrail and S3. */
export interface TrailPractice extends S3Practice {
  readonly cloudTrail: CloudTrailClient;
}

/** Makes a CloudTrail client that speaks to a sandbox. */
export function toCloudTrail({ sandbox }: Pick<Practice, "sandbox">): CloudTrailClient {
  const { region, credentials } = sandbox;
  const cloudTrail = new CloudTrailClient({ region, credentials, maxAttempts: 1 });
  cloudTrail.middlewareStack.use(sandbox.plugin());
  return cloudTrail;
}

/** The statement that lets CloudTrail read the ACL. */
export const READ_ACL = allow("s3:GetBucketAcl", ARN);

/** The statement that lets CloudTrail put logs, with further or other members. */
export const putLogs = (more: object = {}) =>
  allow("s3:PutObject", `${ARN}/AWSLogs/314159265358/*`, {
    Condition: {
      StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control", "aws:SourceArn": TRAIL_ARN },
    },
    ...more,
  });

/** Opens a sandbox with a bucket whose policy lets CloudTrail in, unless another is given. */
export async function practiseTrail(policy = documentOf(READ_ACL, putLogs())): Promise<TrailPractice> {
  const practice = practiseS3();
  await makeBucket(practice);
  await putPolicy(practice, policy);
  return { ...practice, cloudTrail: toCloudTrail(practice) };
}

/** Makes the trail. */
export const makeTrail = (
  { cloudTrail }: Pick<TrailPractice, "cloudTrail">,
  more: Partial<CreateTrailCommandInput> = {},
) => cloudTrail.send(new CreateTrailCommand({ Name: TRAIL, S3BucketName: BUCKET, ...more }));
