import {
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeleteBucketCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  PutBucketTaggingCommand,
  PutPublicAccessBlockCommand,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { editAccount, refusalOf } from "../harness.ts";
import { ARN, allow, BUCKET, documentOf, makeBucket, practiseS3, putPolicy, toS3 } from "./client.ts";

const Bucket = BUCKET;

describe("a bucket in the sandbox", () => {
  it.each(["us-gov-west-1", "cn-north-1"])("is made without tags in %s, which takes none", async (region) => {
    const { s3 } = practiseS3({ region });
    const Tags = [{ Key: "team", Value: "sale" }];
    const tagged = new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { Tags } });
    expect(await refusalOf(s3.send(tagged))).toMatchObject({
      name: "UnsupportedArgument",
      $metadata: { httpStatusCode: 400 },
    });
    await s3.send(new CreateBucketCommand({ Bucket }));
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet: Tags } }));
    expect(await s3.send(new GetBucketTaggingCommand({ Bucket }))).toMatchObject({ TagSet: Tags });
  });

  it("keeps the public out from its first moment, and has neither tags nor policy", async () => {
    const practice = practiseS3();
    const { s3 } = practice;
    const made = await makeBucket(practice);
    expect(made).toMatchObject({ Location: `/${BUCKET}`, BucketArn: ARN });
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: true,
      BlockPublicPolicy: true,
      RestrictPublicBuckets: true,
    });
    expect(await refusalOf(s3.send(new GetBucketTaggingCommand({ Bucket })))).toMatchObject({
      name: "NoSuchTagSet",
      $metadata: { httpStatusCode: 404 },
    });
    expect(await refusalOf(s3.send(new GetBucketPolicyCommand({ Bucket })))).toMatchObject({
      name: "NoSuchBucketPolicy",
      $metadata: { httpStatusCode: 404 },
    });
  });

  it("is listed by its name", async () => {
    const practice = practiseS3();
    await makeBucket(practice);
    expect(practice.sandbox.list()).toEqual([
      { service: "S3", type: "bucket", id: BUCKET, name: BUCKET, tags: {} },
    ]);
  });

  it("is made again without complaint in us-east-1, and stays as it is", async () => {
    const practice = practiseS3();
    await makeBucket(practice);
    await putPolicy(practice, documentOf(allow("s3:GetBucketAcl", ARN)));
    await makeBucket(practice);
    const { Policy } = await practice.s3.send(new GetBucketPolicyCommand({ Bucket }));
    expect(Policy).toContain("s3:GetBucketAcl");
  });

  it("is not made again in any other region, for the client names that by itself", async () => {
    const practice = practiseS3({ region: "eu-west-1" });
    await makeBucket(practice);
    expect(await refusalOf(makeBucket(practice))).toMatchObject({
      name: "BucketAlreadyOwnedByYou",
      $metadata: { httpStatusCode: 409 },
    });
    const wrong = { LocationConstraint: "us-west-2" } as const;
    const elsewhere = new CreateBucketCommand({ Bucket: "other-logs", CreateBucketConfiguration: wrong });
    expect(await refusalOf(practice.s3.send(elsewhere))).toMatchObject({ name: "InvalidLocationConstraint" });
  });

  it("takes its name in all regions", async () => {
    const practice = practiseS3();
    await makeBucket(practice);
    const elsewhere = toS3(practice.reopen({ region: "eu-west-1" }));
    expect(await refusalOf(makeBucket({ s3: elsewhere }))).toMatchObject({ name: "BucketAlreadyOwnedByYou" });
    const head = await refusalOf(elsewhere.send(new HeadBucketCommand({ Bucket })));
    expect(head).toMatchObject({ name: "Unknown", $metadata: { httpStatusCode: 301 } });
    const get = await refusalOf(elsewhere.send(new GetBucketTaggingCommand({ Bucket })));
    expect(get).toMatchObject({ name: "PermanentRedirect", $metadata: { httpStatusCode: 301 } });
  });

  it("of another account is neither made nor shown", async () => {
    const { s3 } = practiseS3();
    const foreign = { Bucket: "foreign-bucket" };
    expect(await refusalOf(makeBucket({ s3 }, foreign.Bucket))).toMatchObject({
      name: "BucketAlreadyExists",
      $metadata: { httpStatusCode: 409 },
    });
    const head = await refusalOf(s3.send(new HeadBucketCommand(foreign)));
    expect(head).toMatchObject({ name: "Unknown", $metadata: { httpStatusCode: 403 } });
    const remove = await refusalOf(s3.send(new DeleteBucketCommand(foreign)));
    expect(remove).toMatchObject({ name: "AccessDenied", $metadata: { httpStatusCode: 403 } });
  });

  it("is shown to nobody who takes it for another account's", async () => {
    const practice = practiseS3();
    await makeBucket(practice);
    const look = (ExpectedBucketOwner: string) =>
      practice.s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner }));
    expect(await look("314159265358")).toMatchObject({ BucketRegion: "us-east-1" });
    expect(await refusalOf(look("123456789012"))).toMatchObject({ $metadata: { httpStatusCode: 403 } });
  });

  it("that is not there is told by the status of a HEAD, and by name elsewhere", async () => {
    const { s3 } = practiseS3();
    const head = await refusalOf(s3.send(new HeadBucketCommand({ Bucket })));
    expect(head).toMatchObject({ name: "NotFound", $metadata: { httpStatusCode: 404 } });
    const remove = await refusalOf(s3.send(new DeleteBucketCommand({ Bucket })));
    expect(remove).toMatchObject({ name: "NoSuchBucket", $metadata: { httpStatusCode: 404 } });
    expect(remove).toBeInstanceOf(S3ServiceException);
  });

  it.each([
    "ab",
    "a".repeat(64),
    "Flashsale",
    "flash_sale",
    "-flashsale",
    "flashsale-",
    "flash..sale",
    "192.168.5.4",
    "sthree-flashsale",
    "flashsale-s3alias",
  ])("is not named %s", async (name) => {
    expect(await refusalOf(makeBucket(practiseS3(), name))).toMatchObject({ name: "InvalidBucketName" });
  });

  it("is made with nothing that is not simulated", async () => {
    const { s3 } = practiseS3();
    const make = (input: Partial<CreateBucketCommandInput>) =>
      s3.send(new CreateBucketCommand({ Bucket, ...input }));
    expect(await refusalOf(make({ ACL: "private" }))).toMatchObject({ name: "SandboxError" });
  });

  it("is one of as many as the account may have", async () => {
    const practice = practiseS3();
    await makeBucket(practice);
    editAccount(practice.file, ({ offers }) => {
      offers.S3 = { ...offers.S3, quotas: { buckets: 1 } };
    });
    expect(await refusalOf(makeBucket(practice, "other-logs"))).toMatchObject({ name: "TooManyBuckets" });
  });
});

describe("the tags of a bucket in the sandbox", () => {
  it("come with its create and are replaced all at once", async () => {
    const { s3, sandbox } = practiseS3();
    const CreateBucketConfiguration = { Tags: [{ Key: "a", Value: "1" }] };
    await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
    const TagSet = [{ Key: "b", Value: "2" }];
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual([
      { Key: "a", Value: "1" },
    ]);
    await s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect((await s3.send(new GetBucketTaggingCommand({ Bucket }))).TagSet).toEqual(TagSet);
    expect(sandbox.calls()[0]?.actions).toEqual(["s3:CreateBucket", "s3:TagResource"]);
  });

  it.each([
    ["InvalidTag", [{ Key: "aws:x", Value: "" }]],
    ["InvalidTag", [{ Key: "", Value: "" }]],
    ["InvalidTag", [{ Key: "a".repeat(129), Value: "" }]],
    ["InvalidTag", [{ Key: "a", Value: "b".repeat(257) }]],
    ["InvalidTag", ["1", "2"].map((Value) => ({ Key: "a", Value }))],
    ["BadRequest", Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "" }))],
  ])("are refused as %s: %j", async (name, TagSet) => {
    const practice = practiseS3();
    await makeBucket(practice);
    const put = practice.s3.send(new PutBucketTaggingCommand({ Bucket, Tagging: { TagSet } }));
    expect(await refusalOf(put)).toMatchObject({ name });
  });
});

describe("the policy of a bucket in the sandbox", () => {
  const statement = allow("s3:GetBucketAcl", ARN);

  it("is told as it was sent", async () => {
    const practice = practiseS3();
    await makeBucket(practice);
    const text = documentOf(statement, allow("s3:PutObject", `${ARN}/*`));
    await putPolicy(practice, text);
    expect((await practice.s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(text);
  });

  it.each([
    ["is no JSON", "{"],
    ["is no object", "[]"],
    ["has no statement", documentOf()],
    ["has another version", JSON.stringify({ Version: "2026-01-01", Statement: [statement] })],
    ["has no effect", documentOf({ ...statement, Effect: "Maybe" })],
    ["names nobody", documentOf({ ...statement, Principal: undefined })],
    ["names no action", documentOf({ ...statement, Action: [] })],
    ["names an action of another service", documentOf(allow("ec2:RunInstances", ARN))],
    ["names no resource", documentOf({ ...statement, Resource: undefined })],
    ["is about another bucket", documentOf(allow("s3:GetBucketAcl", "arn:aws:s3:::other-logs"))],
    ["is too long", documentOf({ ...statement, Sid: "x".repeat(20 * 1024) })],
  ])("is refused where it %s", async (_title, text) => {
    const practice = practiseS3();
    await makeBucket(practice);
    expect(await refusalOf(putPolicy(practice, text))).toMatchObject({ name: "MalformedPolicy" });
  });

  it("lets the public in only once nothing keeps it out", async () => {
    const practice = practiseS3();
    await makeBucket(practice);
    const text = documentOf(allow("s3:GetObject", `${ARN}/*`, { Principal: "*" }));
    expect(await refusalOf(putPolicy(practice, text))).toMatchObject({
      name: "AccessDenied",
      $metadata: { httpStatusCode: 403 },
    });
    const off = new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: {} });
    await practice.s3.send(off);
    await putPolicy(practice, text);
  });

  it("has switches that are off unless they are named, and may be gone altogether", async () => {
    const practice = practiseS3();
    const { s3 } = practice;
    await makeBucket(practice);
    const PublicAccessBlockConfiguration = { BlockPublicAcls: true };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration }));
    const read = () => s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect((await read()).PublicAccessBlockConfiguration).toEqual({
      BlockPublicAcls: true,
      IgnorePublicAcls: false,
      BlockPublicPolicy: false,
      RestrictPublicBuckets: false,
    });
    editAccount(practice.file, ({ tables }) => {
      const rows = tables["S3/bucket"] as Record<string, Record<string, unknown>>;
      delete rows[BUCKET]?.publicAccessBlock;
    });
    expect(await refusalOf(read())).toMatchObject({ name: "NoSuchPublicAccessBlockConfiguration" });
  });
});
