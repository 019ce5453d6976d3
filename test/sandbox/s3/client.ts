import { CreateBucketCommand, PutBucketPolicyCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { type Practice, practise } from "../harness.ts";

export const BUCKET = "flashsale-logs";
export const ARN = `arn:aws:s3:::${BUCKET}`;

/** A sandbox with an S3 client. */
export interface S3Practice extends Practice {
  readonly s3: S3Client;
}

/** Makes an S3 client that speaks to a sandbox. */
export function toS3({ sandbox }: Pick<Practice, "sandbox">): S3Client {
  const { region, credentials } = sandbox;
  const s3 = new S3Client({ region, credentials, maxAttempts: 1 });
  s3.middlewareStack.use(sandbox.plugin());
  return s3;
}

/** Opens a sandbox for a test of S3. */
export function practiseS3(options: Partial<SandboxOptions> = {}): S3Practice {
  const practice = practise(options);
  return { ...practice, s3: toS3(practice) };
}

/** Makes a bucket. */
export const makeBucket = ({ s3 }: Pick<S3Practice, "s3">, Bucket = BUCKET) =>
  s3.send(new CreateBucketCommand({ Bucket }));

/** Puts an object into the bucket. */
export const putObject = ({ s3 }: Pick<S3Practice, "s3">, Key: string, Body = "text") =>
  s3.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));

/** The document of statements, as text. */
export const documentOf = (...Statement: object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement });

/** A statement that allows a service to do something. */
export const allow = (Action: string, Resource: string, more: object = {}) => ({
  Effect: "Allow",
  Principal: { Service: "cloudtrail.amazonaws.com" },
  Action,
  Resource,
  ...more,
});

/** Sets the policy of the bucket. */
export const putPolicy = ({ s3 }: Pick<S3Practice, "s3">, Policy: string) =>
  s3.send(new PutBucketPolicyCommand({ Bucket: BUCKET, Policy }));
