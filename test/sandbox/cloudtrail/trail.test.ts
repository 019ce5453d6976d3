import {
  AddTagsCommand,
  CloudTrailServiceException,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { DeleteObjectsCommand, ListObjectVersionsCommand } from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import { ARN, allow, BUCKET, documentOf, makeBucket, practiseS3, putPolicy } from "../s3/client.ts";
import {
  makeTrail,
  practiseTrail,
  putLogs,
  READ_ACL,
  TRAIL,
  TRAIL_ARN,
  type TrailPractice,
  toCloudTrail,
} from "./client.ts";

const Name = TRAIL;
const statusOf = ({ cloudTrail }: TrailPractice) => cloudTrail.send(new GetTrailStatusCommand({ Name }));

describe("a trail in the sandbox", () => {
  it("has the events of global services, and records nothing yet", async () => {
    const practice = await practiseTrail();
    const made = await makeTrail(practice, { IsMultiRegionTrail: true, EnableLogFileValidation: true });
    expect(made).toMatchObject({ Name, TrailARN: TRAIL_ARN, S3BucketName: BUCKET });
    const { trailList } = await practice.cloudTrail.send(new DescribeTrailsCommand({}));
    expect(trailList).toMatchObject([
      {
        Name,
        TrailARN: TRAIL_ARN,
        HomeRegion: "us-east-1",
        IncludeGlobalServiceEvents: true,
        IsMultiRegionTrail: true,
        LogFileValidationEnabled: true,
      },
    ]);
    expect((await statusOf(practice)).IsLogging).toBe(false);
  });

  it("is listed by its ARN and its name", async () => {
    const practice = await practiseTrail();
    await makeTrail(practice, { TagsList: [{ Key: "a", Value: "1" }] });
    expect(practice.sandbox.list()).toContainEqual({
      service: "CloudTrail",
      type: "trail",
      id: TRAIL_ARN,
      name: TRAIL,
      tags: { a: "1" },
    });
    expect(practice.sandbox.calls().at(-1)?.actions).toEqual([
      "cloudtrail:CreateTrail",
      "cloudtrail:AddTags",
    ]);
  });

  it("has a name that is taken once, and is found by it or by its ARN", async () => {
    const practice = await practiseTrail();
    await makeTrail(practice);
    const again = await refusalOf(makeTrail(practice));
    expect(again).toBeInstanceOf(CloudTrailServiceException);
    expect(again).toMatchObject({ name: "TrailAlreadyExistsException" });
    const find = async (...trailNameList: string[]) =>
      (await practice.cloudTrail.send(new DescribeTrailsCommand({ trailNameList }))).trailList?.length;
    expect([await find(TRAIL), await find(TRAIL_ARN), await find("absent-trail")]).toEqual([1, 1, 0]);
  });

  it.each(["ab", "a".repeat(129), "my--trail", "my-_trail", "-trail", "trail.", "my trail", "192.168.5.4"])(
    "is not named %s",
    async (wrong) => {
      const practice = await practiseTrail();
      expect(await refusalOf(makeTrail(practice, { Name: wrong }))).toMatchObject({
        name: "InvalidTrailNameException",
      });
    },
  );

  it("is one of five in a region", async () => {
    const practice = await practiseTrail(documentOf(READ_ACL, putLogs({ Condition: {} })));
    for (const letter of "abcde") await makeTrail(practice, { Name: `trail-${letter}` });
    expect(await refusalOf(makeTrail(practice, { Name: "trail-f" }))).toMatchObject({
      name: "MaximumNumberOfTrailsExceededException",
    });
  });

  it("records all regions only together with global services", async () => {
    const practice = await practiseTrail();
    const wanted = { IsMultiRegionTrail: true, IncludeGlobalServiceEvents: false };
    expect(await refusalOf(makeTrail(practice, wanted))).toMatchObject({
      name: "InvalidParameterCombinationException",
    });
  });

  it("is made with nothing that is not simulated", async () => {
    const practice = await practiseTrail();
    expect(await refusalOf(makeTrail(practice, { SnsTopicName: "topic" }))).toMatchObject({
      name: "SandboxError",
    });
  });

  it("changes what it is told to, and nothing else", async () => {
    const practice = await practiseTrail();
    await makeTrail(practice, { IsMultiRegionTrail: true, EnableLogFileValidation: true });
    const update = (more: { S3BucketName?: string; EnableLogFileValidation?: boolean }) =>
      practice.cloudTrail.send(new UpdateTrailCommand({ Name, ...more }));
    expect(await update({ EnableLogFileValidation: false })).toMatchObject({
      IsMultiRegionTrail: true,
      LogFileValidationEnabled: false,
    });
    expect(await refusalOf(update({ S3BucketName: "absent-logs" }))).toMatchObject({
      name: "S3BucketDoesNotExistException",
    });
  });

  it("goes once, and all calls that name it are refused from then on", async () => {
    const practice = await practiseTrail();
    const { cloudTrail } = practice;
    await makeTrail(practice);
    await cloudTrail.send(new DeleteTrailCommand({ Name: TRAIL_ARN }));
    const calls = [
      cloudTrail.send(new DeleteTrailCommand({ Name })),
      cloudTrail.send(new UpdateTrailCommand({ Name })),
      cloudTrail.send(new StartLoggingCommand({ Name })),
      cloudTrail.send(new StopLoggingCommand({ Name })),
      statusOf(practice),
    ];
    for (const call of calls) expect(await refusalOf(call)).toMatchObject({ name: "TrailNotFoundException" });
  });
});

describe("the bucket of a trail in the sandbox", () => {
  it("must be there", async () => {
    const practice = practiseS3();
    expect(await refusalOf(makeTrail({ cloudTrail: toCloudTrail(practice) }))).toMatchObject({
      name: "S3BucketDoesNotExistException",
    });
  });

  it("must have a policy", async () => {
    const practice = practiseS3();
    await makeBucket(practice);
    expect(await refusalOf(makeTrail({ cloudTrail: toCloudTrail(practice) }))).toMatchObject({
      name: "InsufficientS3BucketPolicyException",
    });
  });

  it.each([
    ["says nothing of the ACL", documentOf(putLogs())],
    ["says nothing of objects", documentOf(READ_ACL)],
    ["is for another service", documentOf(READ_ACL, putLogs({ Principal: { Service: "x.amazonaws.com" } }))],
    ["is for another account", documentOf(READ_ACL, putLogs({ Resource: `${ARN}/AWSLogs/123456789012/*` }))],
    [
      "is for another ACL",
      documentOf(READ_ACL, putLogs({ Condition: { StringEquals: { "s3:x-amz-acl": "private" } } })),
    ],
    [
      "is for another trail",
      documentOf(READ_ACL, putLogs({ Condition: { ArnLike: { "aws:SourceArn": `${TRAIL_ARN}-2` } } })),
    ],
    [
      "asks for what CloudTrail does not send",
      documentOf(READ_ACL, putLogs({ Condition: { StringEquals: { "aws:SourceOrgID": "o-1" } } })),
    ],
    ["denies it elsewhere", documentOf(READ_ACL, putLogs(), putLogs({ Effect: "Deny" }))],
  ])("must let CloudTrail in: not with a policy that %s", async (_title, policy) => {
    const practice = await practiseTrail(policy);
    expect(await refusalOf(makeTrail(practice))).toMatchObject({
      name: "InsufficientS3BucketPolicyException",
    });
  });

  it("may demand encrypted connections, which CloudTrail makes", async () => {
    const Condition = { Bool: { "aws:SecureTransport": "false" } };
    const insecure = allow("s3:*", `${ARN}/*`, { Effect: "Deny", Principal: "*", Condition });
    await makeTrail(await practiseTrail(documentOf(READ_ACL, putLogs(), insecure)));
  });

  it("gets a log five minutes after the trail was started, and another after the next start", async () => {
    const practice = await practiseTrail();
    const { cloudTrail, s3, pass } = practice;
    const keys = async () =>
      (await s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }))).Versions?.map(({ Key }) => Key) ??
      [];
    await makeTrail(practice);
    pass(600);
    expect(await keys()).toEqual([]);
    await cloudTrail.send(new StartLoggingCommand({ Name }));
    pass(299);
    expect(await keys()).toEqual([]);
    expect((await statusOf(practice)).LatestDeliveryTime).toBeUndefined();
    pass(2);
    const [key = "", ...others] = await keys();
    expect(key).toMatch(/^AWSLogs\/314159265358\/CloudTrail\/us-east-1\/2026\/11\/22\/.*\.json\.gz$/);
    expect(others).toEqual([]);
    expect((await statusOf(practice)).LatestDeliveryTime).toBeInstanceOf(Date);
    const Delete = { Objects: [{ Key: key }] };
    await s3.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete }));
    pass(600);
    expect(await keys()).toEqual([]);
    await cloudTrail.send(new StopLoggingCommand({ Name }));
    await cloudTrail.send(new StartLoggingCommand({ Name }));
    pass(300);
    expect(await keys()).toHaveLength(1);
  });

  it("gets none once it no longer lets CloudTrail in, which the trail tells", async () => {
    const practice = await practiseTrail();
    await makeTrail(practice);
    await practice.cloudTrail.send(new StartLoggingCommand({ Name }));
    await putPolicy(practice, documentOf(READ_ACL));
    practice.pass(600);
    expect(await statusOf(practice)).toMatchObject({ IsLogging: true, LatestDeliveryError: "AccessDenied" });
    const { Versions } = await practice.s3.send(new ListObjectVersionsCommand({ Bucket: BUCKET }));
    expect(Versions).toBeUndefined();
  });
});

describe("the recording of a trail in the sandbox", () => {
  it("starts and stops, and tells since when", async () => {
    const practice = await practiseTrail();
    const { cloudTrail } = practice;
    await makeTrail(practice);
    await cloudTrail.send(new StartLoggingCommand({ Name }));
    const started = await statusOf(practice);
    expect(started).toMatchObject({ IsLogging: true, StartLoggingTime: new Date(Date.UTC(2026, 10, 22)) });
    practice.pass(1000);
    await cloudTrail.send(new StartLoggingCommand({ Name: TRAIL_ARN }));
    expect((await statusOf(practice)).StartLoggingTime).toEqual(started.StartLoggingTime);
    await cloudTrail.send(new StopLoggingCommand({ Name }));
    expect(await statusOf(practice)).toMatchObject({
      IsLogging: false,
      StopLoggingTime: new Date(Date.UTC(2026, 10, 22) + 1000),
    });
  });
});

describe("the tags of a trail in the sandbox", () => {
  it("are added and removed by its ARN", async () => {
    const practice = await practiseTrail();
    const { cloudTrail } = practice;
    await makeTrail(practice, { TagsList: [{ Key: "a", Value: "1" }] });
    const ResourceId = TRAIL_ARN;
    await cloudTrail.send(new AddTagsCommand({ ResourceId, TagsList: [{ Key: "b", Value: "2" }] }));
    await cloudTrail.send(new RemoveTagsCommand({ ResourceId, TagsList: [{ Key: "a" }] }));
    const { ResourceTagList } = await cloudTrail.send(new ListTagsCommand({ ResourceIdList: [TRAIL_ARN] }));
    expect(ResourceTagList).toEqual([{ ResourceId, TagsList: [{ Key: "b", Value: "2" }] }]);
  });

  it.each([
    ["InvalidTagParameterException", TRAIL_ARN, [{ Key: "aws:x", Value: "" }]],
    ["InvalidTagParameterException", TRAIL_ARN, ["1", "2"].map((Value) => ({ Key: "a", Value }))],
    [
      "TagsLimitExceededException",
      TRAIL_ARN,
      Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}` })),
    ],
    ["ResourceNotFoundException", `${TRAIL_ARN}-2`, [{ Key: "a" }]],
    ["CloudTrailARNInvalidException", TRAIL, [{ Key: "a" }]],
  ])("are refused as %s on %s", async (name, ResourceId, TagsList) => {
    const practice = await practiseTrail();
    await makeTrail(practice);
    const add = practice.cloudTrail.send(new AddTagsCommand({ ResourceId, TagsList }));
    expect(await refusalOf(add)).toMatchObject({ name });
  });
});
