import { trail } from "../../../src/resources/cloudtrail/trail.ts";
import { bucket } from "../../../src/resources/s3/bucket.ts";
import { type Ground, tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";

const ACCOUNT = "314159265358";
const Principal = { Service: "cloudtrail.amazonaws.com" };

/** A bucket that lets CloudTrail in, and its name. */
async function makeBucket(ground: Ground, name: string): Promise<string> {
  const arn = `arn:aws:s3:::${name}`;
  const Condition = { StringEquals: { "s3:x-amz-acl": "bucket-owner-full-control" } };
  const Resource = `${arn}/AWSLogs/${ACCOUNT}/*`;
  const policy = {
    Version: "2012-10-17",
    Statement: [
      { Effect: "Allow" as const, Principal, Action: "s3:GetBucketAcl", Resource: arn },
      { Effect: "Allow" as const, Principal, Action: "s3:PutObject", Resource, Condition },
    ],
  };
  const { id } = await ground.make(bucket, `ground.${name}`, {
    name,
    blockPublicAccess: true,
    policy,
    expireDays: 365,
  });
  return id;
}

/** The samples of CloudTrail. */
export const cloudTrailSamples: readonly Sample[] = [
  sampleOf(trail, {
    absentId: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/flashsale-absent`,
    props: async (ground) => ({
      name: "flashsale-trail",
      bucketName: await makeBucket(ground, "flashsale-logs"),
      multiRegion: true,
      logFileValidation: true,
      logging: true,
      tags: tagsFor(),
    }),
    changes: async (ground) => ({
      bucketName: await makeBucket(ground, "flashsale-other-logs"),
      multiRegion: false,
      logFileValidation: false,
      logging: false,
    }),
    // The first copy of a region's events is free, and of a further one nobody knows how many there will be.
    unpriced: ["cloudtrail:management-events"],
  }),
];
