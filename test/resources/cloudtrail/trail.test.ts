import {
  AddTagsCommand,
  CloudTrailClient,
  CreateTrailCommand,
  DeleteTrailCommand,
  DescribeTrailsCommand,
  GetTrailStatusCommand,
  ListTagsCommand,
  RemoveTagsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
  UpdateTrailCommand,
} from "@aws-sdk/client-cloudtrail";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import type { Aws, Clients } from "../../../src/aws/env.ts";
import { AlreadyExists, AmbiguousEnd } from "../../../src/errors.ts";
import { type TrailProps, trail } from "../../../src/resources/cloudtrail/trail.ts";
import { createVirtualClock, createWatch } from "../../aws/clocks.ts";
import { changed } from "../ec2/bench.ts";
import { inputsOf, operationsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";

const NAME = "flashsale-trail";
const ARN = `arn:aws:cloudtrail:us-east-1:123456789012:trail/${NAME}`;
const PROPS: TrailProps = {
  name: NAME,
  bucketName: "flashsale-logs",
  multiRegion: true,
  logFileValidation: true,
  logging: true,
  tags: { Name: NAME },
};
const SETTINGS = {
  S3BucketName: "flashsale-logs",
  IncludeGlobalServiceEvents: true,
  IsMultiRegionTrail: true,
  EnableLogFileValidation: true,
};

function mockCloudTrail() {
  const clients = {
    safe: new CloudTrailClient({ region: "us-east-1" }),
    once: new CloudTrailClient({ region: "us-east-1" }),
  };
  const clock = { ...createVirtualClock(), toRealSeconds: () => 0 };
  const pick = (cloudTrail: CloudTrailClient): Clients => ({ cloudTrail }) as unknown as Clients;
  const aws: Aws = {
    account: "123456789012",
    partition: "aws",
    region: "us-east-1",
    clock,
    safe: pick(clients.safe),
    once: pick(clients.once),
  };
  return {
    aws,
    safe: mockClient(clients.safe),
    once: mockClient(clients.once),
    clock,
    watch: createWatch(clock),
  };
}

type Mocked = ReturnType<typeof mockCloudTrail>;

function absent(): Mocked {
  const mocked = mockCloudTrail();
  mocked.safe.on(DescribeTrailsCommand).resolves({ trailList: [] });
  return mocked;
}

function standing(): Mocked {
  const mocked = mockCloudTrail();
  const { safe } = mocked;
  safe.on(DescribeTrailsCommand).resolves({
    trailList: [
      {
        Name: NAME,
        TrailARN: ARN,
        S3BucketName: "flashsale-logs",
        IsMultiRegionTrail: true,
        LogFileValidationEnabled: true,
      },
    ],
  });
  safe.on(GetTrailStatusCommand).resolves({ IsLogging: true });
  safe
    .on(ListTagsCommand)
    .resolves({ ResourceTagList: [{ ResourceId: ARN, TagsList: [{ Key: "Name", Value: NAME }] }] });
  return mocked;
}

describe("a look at a trail", () => {
  it("asks for the trails of this region by name, and tells whether it records", async () => {
    const { aws, safe } = standing();
    expect(await trail.list(aws, scopeOf([NAME]))).toEqual([
      {
        id: ARN,
        name: NAME,
        condition: "standing",
        status: "logging",
        props: PROPS,
        attributes: { name: NAME, arn: ARN },
        tags: { Name: NAME },
      },
    ]);
    expect(inputsOf(safe, "DescribeTrails")).toEqual([{ trailNameList: [NAME], includeShadowTrails: false }]);
    expect(inputsOf(safe, "GetTrailStatus")).toEqual([{ Name: NAME }]);
    expect(inputsOf(safe, "ListTags")).toEqual([{ ResourceIdList: [ARN] }]);
  });

  it("tells what S3 says of logs that it does not take", async () => {
    const { aws, safe } = standing();
    safe.on(GetTrailStatusCommand).resolves({ IsLogging: true, LatestDeliveryError: "AccessDenied" });
    expect((await trail.get(aws, ARN))?.status).toBe("logging, but S3 refuses the logs: AccessDenied");
    safe.on(GetTrailStatusCommand).resolves({ IsLogging: false, LatestDeliveryError: "" });
    expect(await trail.get(aws, ARN)).toMatchObject({ status: "not logging", props: { logging: false } });
  });

  it("finds nothing where there is none, or it goes between the reads", async () => {
    expect(await trail.get(absent().aws, ARN)).toBeUndefined();
    const going = standing();
    going.safe.on(GetTrailStatusCommand).rejects(refusal("TrailNotFoundException"));
    expect(await trail.get(going.aws, ARN)).toBeUndefined();
    const untagged = standing();
    untagged.safe.on(ListTagsCommand).rejects(refusal("ResourceNotFoundException"));
    expect(await trail.get(untagged.aws, ARN)).toBeUndefined();
  });

  it("takes a trail of the same name in another region for none", async () => {
    const { aws, safe } = standing();
    const TrailARN = ARN.replace("us-east-1", "us-west-2");
    safe.on(DescribeTrailsCommand).resolves({ trailList: [{ Name: NAME, TrailARN }] });
    expect(await trail.get(aws, ARN)).toBeUndefined();
  });
});

describe("the create of a trail", () => {
  it("sends all but the logging in one call, and answers the ARN", async () => {
    const { aws, once } = absent();
    once.on(CreateTrailCommand).resolves({ TrailARN: ARN });
    expect(await trail.create(aws, PROPS, "token")).toEqual({ id: ARN });
    expect(inputsOf(once, "CreateTrail")).toEqual([
      { Name: NAME, ...SETTINGS, TagsList: [{ Key: "Name", Value: NAME }] },
    ]);
    expect(trail.afterCreate).toEqual(["logging"]);
  });

  it("leaves a name that is taken to the engine's judgement", async () => {
    const { aws, once } = absent();
    once.on(CreateTrailCommand).rejects(refusal("TrailAlreadyExistsException"));
    await expect(trail.create(aws, PROPS, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it.each(["S3BucketDoesNotExistException", "InsufficientS3BucketPolicyException", "ConflictException"])(
    "waits out %s",
    async (name) => {
      const { aws, once } = absent();
      once.on(CreateTrailCommand).rejectsOnce(refusal(name)).resolves({ TrailARN: ARN });
      expect(await trail.create(aws, PROPS, "token")).toEqual({ id: ARN });
    },
  );

  it("believes after two minutes that the bucket does not let CloudTrail in", async () => {
    const { aws, once, clock } = absent();
    once.on(CreateTrailCommand).rejects(refusal("InsufficientS3BucketPolicyException"));
    const begun = clock.now();
    await expect(trail.create(aws, PROPS, "token")).rejects.toThrow("InsufficientS3BucketPolicyException");
    expect(clock.secondsSince(begun)).toBeGreaterThanOrEqual(120);
    expect(clock.secondsSince(begun)).toBeLessThan(180);
  });

  it("leaves it to the engine where CloudTrail answers no ARN", async () => {
    const { aws, once } = absent();
    once.on(CreateTrailCommand).resolves({});
    await expect(trail.create(aws, PROPS, "token")).rejects.toBeInstanceOf(AmbiguousEnd);
  });

  it("is ready once CloudTrail shows it", async () => {
    const { aws, watch } = standing();
    await trail.ready(aws, ARN, watch);
    expect(watch.statuses).toEqual(["visible"]);
  });
});

describe("an update of a trail", () => {
  async function update(mocked: Mocked, wanted: Partial<TrailProps>, dropped?: string[]) {
    const { aws, safe, watch } = mocked;
    const observed = await trail.get(aws, ARN);
    if (observed === undefined) throw new Error("it stands in this test");
    safe.resetHistory();
    const changes = Object.entries(wanted).map(([prop, to]) =>
      changed<TrailProps>(prop as Extract<keyof TrailProps, string>, to, dropped),
    );
    const props = { ...PROPS, ...wanted };
    await trail.update(aws, ARN, changes, { ...watch, observed, props, applyAt: "now" });
    return safe;
  }

  it("sends all settings at once, though only some of them changed", async () => {
    const mocked = standing();
    mocked.safe.on(UpdateTrailCommand).resolves({});
    const safe = await update(mocked, { bucketName: "other-logs", multiRegion: false });
    expect(inputsOf(safe, "UpdateTrail")).toEqual([
      { Name: NAME, ...SETTINGS, S3BucketName: "other-logs", IsMultiRegionTrail: false },
    ]);
    expect(operationsOf(safe)).toEqual(["UpdateTrail"]);
  });

  it("starts and stops it", async () => {
    for (const [logging, operation] of [
      [true, "StartLogging"],
      [false, "StopLogging"],
    ] as const) {
      const mocked = standing();
      mocked.safe.on(StartLoggingCommand).resolves({});
      mocked.safe.on(StopLoggingCommand).resolves({});
      const safe = await update(mocked, { logging });
      expect(operationsOf(safe)).toEqual([operation]);
      expect(inputsOf(safe, operation)).toEqual([{ Name: NAME }]);
    }
  });

  it("starts it again while CloudTrail does not know it yet, or is busy with it", async () => {
    const mocked = standing();
    mocked.safe
      .on(StartLoggingCommand)
      .rejectsOnce(refusal("TrailNotFoundException"))
      .rejectsOnce(refusal("ConflictException"))
      .resolves({});
    expect(operationsOf(await update(mocked, { logging: true }))).toHaveLength(3);
  });

  it("sets tags and drops those that are to go", async () => {
    const mocked = standing();
    mocked.safe.on(AddTagsCommand).resolves({});
    mocked.safe.on(RemoveTagsCommand).resolves({});
    const safe = await update(mocked, { tags: { team: "sale" } }, ["stage"]);
    expect(inputsOf(safe, "AddTags")).toEqual([
      { ResourceId: ARN, TagsList: [{ Key: "team", Value: "sale" }] },
    ]);
    expect(inputsOf(safe, "RemoveTags")).toEqual([{ ResourceId: ARN, TagsList: [{ Key: "stage" }] }]);
    expect(operationsOf(safe)).toEqual(["AddTags", "RemoveTags"]);
  });
});

describe("the delete of a trail", () => {
  it("names it, waits while CloudTrail is busy with it, and waits until it is gone", async () => {
    const { aws, safe, watch } = absent();
    safe.on(DeleteTrailCommand).rejectsOnce(refusal("ConflictException")).resolves({});
    expect(await trail.delete(aws, ARN, { ...watch, force: true })).toEqual([]);
    expect(inputsOf(safe, "DeleteTrail")).toEqual([{ Name: NAME }, { Name: NAME }]);
    await trail.gone(aws, ARN, watch);
  });

  it("succeeds where there is none", async () => {
    const { aws, safe, watch } = absent();
    safe.on(DeleteTrailCommand).rejects(refusal("TrailNotFoundException"));
    expect(await trail.delete(aws, ARN, { ...watch, force: true })).toEqual([]);
  });
});
