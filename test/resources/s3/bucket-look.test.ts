import {
  GetBucketLifecycleConfigurationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { PlanError } from "../../../src/errors.ts";
import { bucket } from "../../../src/resources/s3/bucket.ts";
import { inputsOf, scopeOf } from "../rds/mocked-aws.ts";
import {
  ARN,
  absent,
  block,
  type MockedS3,
  mockS3,
  NAME,
  OWN,
  PROPS,
  refusal,
  ruleOf,
  standing,
} from "./mocked-s3.ts";

describe("a look at a bucket", () => {
  it("tells what is set, and asks only for a bucket of this account", async () => {
    const { aws, safe } = standing();
    expect(await bucket.list(aws, scopeOf([NAME]))).toEqual([
      {
        id: NAME,
        name: NAME,
        condition: "standing",
        status: "available",
        props: PROPS,
        attributes: { name: NAME, arn: ARN },
        tags: { Name: NAME },
      },
    ]);
    const reads = [
      "HeadBucket",
      "GetBucketTagging",
      "GetBucketPolicy",
      "GetPublicAccessBlock",
      "GetBucketLifecycleConfiguration",
    ];
    for (const operation of reads) expect(inputsOf(safe, operation)).toEqual([OWN]);
  });

  it("takes what S3 refuses to tell of as not set", async () => {
    const { aws, safe } = standing();
    safe.on(GetBucketTaggingCommand).rejects(refusal("NoSuchTagSet", 404));
    safe.on(GetBucketPolicyCommand).rejects(refusal("NoSuchBucketPolicy", 404));
    safe.on(GetPublicAccessBlockCommand).rejects(refusal("NoSuchPublicAccessBlockConfiguration", 404));
    safe.on(GetBucketLifecycleConfigurationCommand).rejects(refusal("NoSuchLifecycleConfiguration", 404));
    const seen = await bucket.get(aws, NAME);
    expect(seen).toMatchObject({ tags: {} });
    expect(seen?.props).toEqual({ name: NAME, blockPublicAccess: false, tags: {} });
  });

  it("finds the public kept out only where all four switches are on", async () => {
    const { aws, safe } = standing();
    for (const off of Object.keys(block(true))) {
      const PublicAccessBlockConfiguration = { ...block(true), [off]: false };
      safe.on(GetPublicAccessBlockCommand).resolves({ PublicAccessBlockConfiguration });
      expect((await bucket.get(aws, NAME))?.props.blockPublicAccess, off).toBe(false);
    }
  });

  it.each([
    ["is switched off", { ...ruleOf(365), Status: "Disabled" as const }],
    ["is for a part of the objects", { ...ruleOf(365), Filter: { Prefix: "AWSLogs/" } }],
    ["keeps older versions longer", { ...ruleOf(365), NoncurrentVersionExpiration: { NoncurrentDays: 400 } }],
    ["has another name", { ...ruleOf(365), ID: "mine" }],
    ["does something else", { ID: "flashsale-setup-expire", Status: "Enabled" as const, Filter: {} }],
  ])("tells no days of a rule that %s", async (_title, rule) => {
    const { aws, safe } = standing();
    safe.on(GetBucketLifecycleConfigurationCommand).resolves({ Rules: [rule] });
    expect((await bucket.get(aws, NAME))?.props).not.toHaveProperty("expireDays");
  });

  it("knows the rule by a filter that S3 tells as empty", async () => {
    const { aws, safe } = standing();
    safe.on(GetBucketLifecycleConfigurationCommand).resolves({ Rules: [{ ...ruleOf(30), Filter: {} }] });
    expect((await bucket.get(aws, NAME))?.props.expireDays).toBe(30);
  });

  it("finds nothing where there is none, or it goes between the reads", async () => {
    expect(await bucket.get(absent().aws, NAME)).toBeUndefined();
    const going = standing();
    going.safe.on(GetBucketPolicyCommand).rejects(refusal("NoSuchBucket", 404));
    expect(await bucket.get(going.aws, NAME)).toBeUndefined();
  });

  /** A HEAD that S3 refuses without a word, and a GET that it refuses with these. */
  function refused(status: number, name: string, message?: string): MockedS3 {
    const mocked = mockS3();
    mocked.safe.on(HeadBucketCommand).rejects(refusal("Unknown", status));
    mocked.safe.on(GetBucketTaggingCommand).rejects(refusal(name, status, message));
    return mocked;
  }

  it.each([
    ["another account's", 403, "AccessDenied", "Access Denied"],
    ["one of another region", 301, "PermanentRedirect", "must be addressed using the specified endpoint"],
  ])("tells %s as a stranger's, without tags", async (_title, ...told) => {
    const { aws } = refused(...told);
    expect(await bucket.list(aws, scopeOf([NAME]))).toEqual([
      {
        id: NAME,
        name: NAME,
        condition: "standing",
        status: "not ours to see",
        props: { name: NAME },
        attributes: { name: NAME, arn: ARN },
        tags: {},
      },
    ]);
  });

  it("stops at a bucket that was ours and is no longer shown", async () => {
    const { aws } = refused(403, "AccessDenied", "Access Denied");
    for (const look of [bucket.get(aws, NAME), bucket.list(aws, scopeOf([NAME], [NAME]))]) {
      await expect(look).rejects.toBeInstanceOf(PlanError);
      await expect(look).rejects.toMatchObject({ code: "BucketNotOurs" });
    }
  });

  it.each([
    ["a permission is missing", 403, "AccessDenied", "x is not authorized to perform: s3:GetBucketTagging"],
    ["the credentials have expired", 400, "ExpiredToken", "The provided token has expired."],
  ])("asks by a call that has an answer why a HEAD was refused: %s", async (_title, ...told) => {
    const { aws } = refused(...told);
    await expect(bucket.list(aws, scopeOf([NAME]))).rejects.toMatchObject({
      name: told[1],
      message: told[2],
    });
  });

  it("finds a bucket whose HEAD alone is refused, and none that goes meanwhile", async () => {
    const { aws, safe } = standing();
    safe.on(HeadBucketCommand).rejects(refusal("Unknown", 403));
    expect(await bucket.get(aws, NAME)).toMatchObject({ id: NAME, props: PROPS });
    safe.on(GetBucketTaggingCommand).rejects(refusal("NoSuchBucket", 404));
    expect(await bucket.get(aws, NAME)).toBeUndefined();
  });

  it("passes on what S3 says in words", async () => {
    const { aws, safe } = mockS3();
    safe.on(HeadBucketCommand).rejects(refusal("AccessDenied", 403));
    await expect(bucket.get(aws, NAME)).rejects.toMatchObject({ name: "AccessDenied" });
  });
});
