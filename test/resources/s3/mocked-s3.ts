import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import type { Aws, Clients } from "../../../src/aws/env.ts";
import type { BucketProps } from "../../../src/resources/s3/bucket-observed.ts";
import { createVirtualClock, createWatch } from "../../aws/clocks.ts";

export const NAME = "flashsale-trail";
export const ARN = `arn:aws:s3:::${NAME}`;
/** How every request but the create names the bucket. */
export const OWN = { Bucket: NAME, ExpectedBucketOwner: "123456789012" };

export const PROPS: BucketProps = {
  name: NAME,
  blockPublicAccess: true,
  policy: {
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: "cloudtrail.amazonaws.com" },
        Action: "s3:GetBucketAcl",
        Resource: ARN,
      },
    ],
  },
  expireDays: 365,
  tags: { Name: NAME },
};

/** The rule by which everything expires after so many days. */
export const ruleOf = (days: number) => ({
  ID: "flashsale-setup-expire",
  Status: "Enabled" as const,
  Filter: { Prefix: "" },
  Expiration: { Days: days },
  NoncurrentVersionExpiration: { NoncurrentDays: days },
  AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
});

/** All four switches on or off. */
export const block = (isOn: boolean) => ({
  BlockPublicAcls: isOn,
  IgnorePublicAcls: isOn,
  BlockPublicPolicy: isOn,
  RestrictPublicBuckets: isOn,
});

/** An error as the SDK throws it for a refusal of S3. */
export const refusal = (name: string, status = 400, message = name) =>
  new S3ServiceException({ name, message, $fault: "client", $metadata: { httpStatusCode: status } });

/** Stubbed clients of both kinds, and a clock that only sleeps move. */
export function mockS3() {
  const clients = {
    safe: new S3Client({ region: "us-east-1" }),
    once: new S3Client({ region: "us-east-1" }),
  };
  const clock = { ...createVirtualClock(), toRealSeconds: () => 0 };
  const pick = (s3: S3Client): Clients => ({ s3 }) as unknown as Clients;
  const aws: Aws = {
    account: "123456789012",
    partition: "aws",
    region: "us-east-1",
    clock,
    safe: pick(clients.safe),
    once: pick(clients.once),
  };
  const safe = mockClient(clients.safe);
  const once = mockClient(clients.once);
  return { aws, safe, once, clock, watch: createWatch(clock) };
}

export type MockedS3 = ReturnType<typeof mockS3>;

/** A bucket that is as {@link PROPS} ask for. */
export function standing(): MockedS3 {
  const mocked = mockS3();
  const { safe } = mocked;
  safe.on(HeadBucketCommand).resolves({ BucketRegion: "us-east-1" });
  safe.on(GetBucketTaggingCommand).resolves({ TagSet: [{ Key: "Name", Value: NAME }] });
  safe.on(GetBucketPolicyCommand).resolves({ Policy: JSON.stringify(PROPS.policy) });
  safe.on(GetPublicAccessBlockCommand).resolves({ PublicAccessBlockConfiguration: block(true) });
  safe.on(GetBucketLifecycleConfigurationCommand).resolves({ Rules: [ruleOf(365)] });
  return mocked;
}

/** No bucket of the name in any account. */
export function absent(): MockedS3 {
  const mocked = mockS3();
  mocked.safe.on(HeadBucketCommand).rejects(refusal("NotFound", 404));
  return mocked;
}
