import {
  CreateBucketCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketTaggingCommand,
  HeadBucketCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketPolicyCommand,
  PutBucketTaggingCommand,
  PutPublicAccessBlockCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { AlreadyExists } from "../../../src/errors.ts";
import { bucket } from "../../../src/resources/s3/bucket.ts";
import type { BucketProps } from "../../../src/resources/s3/bucket-observed.ts";
import { changed } from "../ec2/bench.ts";
import { inputsOf, operationsOf } from "../rds/mocked-aws.ts";
import {
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

describe("the create of a bucket", () => {
  it("sends name and tags in one call, and no region", async () => {
    const { aws, once } = absent();
    once.on(CreateBucketCommand).resolves({ Location: `/${NAME}` });
    expect(await bucket.create(aws, PROPS, "token")).toEqual({ id: NAME });
    expect(inputsOf(once, "CreateBucket")).toEqual([
      { Bucket: NAME, CreateBucketConfiguration: { Tags: [{ Key: "Name", Value: NAME }] } },
    ]);
    expect(bucket.afterCreate).toEqual(["tags", "blockPublicAccess", "policy", "expireDays"]);
  });

  it("sends the name alone where the region takes no tags with it: they come right after", async () => {
    const { aws, once } = absent();
    once.on(CreateBucketCommand).rejectsOnce(refusal("UnsupportedArgument")).resolves({});
    expect(await bucket.create(aws, PROPS, "token")).toEqual({ id: NAME });
    expect(inputsOf(once, "CreateBucket")[1]).toEqual({ Bucket: NAME });
    expect([bucket.afterCreate?.[0], bucket.mayBeMadeBare]).toEqual(["tags", true]);
  });

  it("takes no bucket that is there, which us-east-1 would give it", async () => {
    const { aws, once } = standing();
    await expect(bucket.create(aws, PROPS, "token")).rejects.toBeInstanceOf(AlreadyExists);
    expect(inputsOf(once, "CreateBucket")).toEqual([]);
  });

  it("leaves a bucket of this account to the engine's judgement", async () => {
    const { aws, once } = absent();
    once.on(CreateBucketCommand).rejects(refusal("BucketAlreadyOwnedByYou", 409));
    await expect(bucket.create(aws, PROPS, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("makes none where it is not shown what there is", async () => {
    const { aws, safe, once } = mockS3();
    safe.on(HeadBucketCommand).rejects(refusal("Unknown", 301));
    await expect(bucket.create(aws, PROPS, "token")).rejects.toMatchObject({ code: "BucketNotOurs" });
    expect(operationsOf(once)).toEqual([]);
  });

  it("never looks for what another account has", async () => {
    const { aws, once } = absent();
    once.on(CreateBucketCommand).rejects(refusal("BucketAlreadyExists", 409));
    await expect(bucket.create(aws, PROPS, "token")).rejects.toMatchObject({ name: "BucketAlreadyExists" });
  });

  it("waits up to 20 minutes for a name that was given up a moment ago", async () => {
    const { aws, once, clock } = absent();
    once.on(CreateBucketCommand).rejectsOnce(refusal("OperationAborted", 409)).resolves({});
    expect(await bucket.create(aws, PROPS, "token")).toEqual({ id: NAME });
    once.on(CreateBucketCommand).rejects(refusal("OperationAborted", 409));
    const begun = clock.now();
    await expect(bucket.create(aws, PROPS, "token")).rejects.toMatchObject({ name: "OperationAborted" });
    expect(clock.secondsSince(begun)).toBeGreaterThanOrEqual(1200);
  });

  it("is ready once S3 shows it", async () => {
    const { aws, safe, watch } = mockS3();
    safe.on(HeadBucketCommand).rejectsOnce(refusal("NotFound", 404)).resolves({});
    await bucket.ready(aws, NAME, watch);
    expect(watch.statuses).toEqual(["not visible yet", "visible"]);
  });
});

describe("an update of a bucket", () => {
  async function update(mocked: MockedS3, ...named: Parameters<typeof changed<BucketProps>>) {
    const { aws, safe, watch } = mocked;
    const observed = await bucket.get(aws, NAME);
    if (observed === undefined) throw new Error("it stands in this test");
    safe.resetHistory();
    safe.on(PutBucketTaggingCommand).resolves({});
    safe.on(PutBucketLifecycleConfigurationCommand).resolves({});
    safe.on(PutPublicAccessBlockCommand).resolves({});
    const context = { ...watch, observed, props: PROPS, applyAt: "now" as const };
    await bucket.update(aws, NAME, [changed(...named)], context);
    return safe;
  }

  it("turns all four switches", async () => {
    for (const isOn of [true, false])
      expect(inputsOf(await update(standing(), "blockPublicAccess", isOn), "PutPublicAccessBlock")).toEqual([
        { ...OWN, PublicAccessBlockConfiguration: block(isOn) },
      ]);
  });

  it("sends the policy again while S3 does not know the new bucket, or is busy with it", async () => {
    const mocked = standing();
    mocked.safe
      .on(PutBucketPolicyCommand)
      .rejectsOnce(refusal("NoSuchBucket", 404))
      .rejectsOnce(refusal("OperationAborted", 409))
      .resolves({});
    const put = { ...OWN, Policy: JSON.stringify(PROPS.policy) };
    expect(inputsOf(await update(mocked, "policy", PROPS.policy), "PutBucketPolicy")).toEqual([
      put,
      put,
      put,
    ]);
  });

  it("passes on that a policy is refused", async () => {
    const mocked = standing();
    mocked.safe.on(PutBucketPolicyCommand).rejects(refusal("MalformedPolicy"));
    await expect(update(mocked, "policy", PROPS.policy)).rejects.toMatchObject({ name: "MalformedPolicy" });
  });

  it("sets its own rule and sends those of others again as they are", async () => {
    const mocked = standing();
    const other = {
      ID: "mine",
      Status: "Enabled" as const,
      Filter: { Prefix: "x" },
      Expiration: { Days: 1 },
    };
    mocked.safe.on(GetBucketLifecycleConfigurationCommand).resolves({
      Rules: [ruleOf(365), other],
      TransitionDefaultMinimumObjectSize: "varies_by_storage_class",
    });
    const safe = await update(mocked, "expireDays", 30);
    expect(inputsOf(safe, "PutBucketLifecycleConfiguration")).toEqual([
      {
        ...OWN,
        LifecycleConfiguration: { Rules: [other, ruleOf(30)] },
        TransitionDefaultMinimumObjectSize: "varies_by_storage_class",
      },
    ]);
  });

  it("sets its own tags and keeps those of others, since S3 replaces them all", async () => {
    const mocked = standing();
    const TagSet = [
      { Key: "Name", Value: "old" },
      { Key: "stage", Value: "test" },
      { Key: "foreign", Value: "stays" },
    ];
    mocked.safe.on(GetBucketTaggingCommand).resolves({ TagSet });
    const safe = await update(mocked, "tags", { Name: NAME }, ["stage"]);
    expect(inputsOf(safe, "PutBucketTagging")).toEqual([
      {
        ...OWN,
        Tagging: {
          TagSet: [
            { Key: "Name", Value: NAME },
            { Key: "foreign", Value: "stays" },
          ],
        },
      },
    ]);
    expect(operationsOf(safe)).toEqual(["GetBucketTagging", "PutBucketTagging"]);
  });
});
