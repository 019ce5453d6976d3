import { bucket } from "../../../src/resources/s3/bucket.ts";
import { tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";

const NAME = "flashsale-trail-314159265358-us-east-1";
const ARN = `arn:aws:s3:::${NAME}`;

const policyFor = (Service: string) => ({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow" as const, Principal: { Service }, Action: "s3:GetBucketAcl", Resource: ARN },
    { Effect: "Allow" as const, Principal: { Service }, Action: "s3:PutObject", Resource: `${ARN}/*` },
  ],
});

/** The samples of S3. */
export const s3Samples: readonly Sample[] = [
  sampleOf(bucket, {
    absentId: "flashsale-absent",
    props: () =>
      Promise.resolve({
        name: NAME,
        blockPublicAccess: true,
        policy: policyFor("cloudtrail.amazonaws.com"),
        expireDays: 365,
        tags: tagsFor(),
      }),
    changes: () =>
      Promise.resolve({
        blockPublicAccess: false,
        policy: policyFor("delivery.logs.amazonaws.com"),
        expireDays: 30,
      }),
  }),
];
