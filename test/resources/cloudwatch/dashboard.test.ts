import {
  DeleteDashboardsCommand,
  GetDashboardCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import { AlreadyExists } from "../../../src/errors.ts";
import { dashboard } from "../../../src/resources/cloudwatch/dashboard.ts";
import { inputsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";
import { changing, type MockedMonitoring, mockMonitoring, updateTo } from "./mocked-aws.ts";

const NAME = "FlashSaleDashboard";
const ARN = `arn:aws:cloudwatch::123456789012:dashboard/${NAME}`;
const BODY = '{"widgets":[{"type":"text","properties":{"markdown":"x"}}]}';
const props = { name: NAME, body: BODY, tags: { Name: NAME } };

const ABSENT = refusal("DashboardNotFoundError", "Dashboard FlashSaleDashboard does not exist");

function absent(error = ABSENT): MockedMonitoring {
  const mocked = mockMonitoring();
  mocked.cloudWatch.safe.on(GetDashboardCommand).rejects(error);
  return mocked;
}

function standing(): MockedMonitoring {
  const mocked = mockMonitoring();
  const { safe } = mocked.cloudWatch;
  safe.on(GetDashboardCommand).resolves({ DashboardName: NAME, DashboardArn: ARN, DashboardBody: BODY });
  safe.on(ListTagsForResourceCommand).resolves({
    Tags: [
      { Key: "Name", Value: NAME },
      { Key: "aws:x", Value: "y" },
    ],
  });
  return mocked;
}

describe("the create of a dashboard", () => {
  it("makes it empty with its tags; the body follows in an update", async () => {
    const mocked = absent();
    mocked.cloudWatch.once.on(PutDashboardCommand).resolves({});
    expect(await dashboard.create(mocked.aws, props, "token")).toEqual({ id: NAME });
    expect(inputsOf(mocked.cloudWatch.once, "PutDashboard")).toEqual([
      { DashboardName: NAME, DashboardBody: '{"widgets":[]}', Tags: [{ Key: "Name", Value: NAME }] },
    ]);
    expect(dashboard.afterCreate).toEqual(["body"]);
  });

  it("never overwrites what has the name", async () => {
    const mocked = standing();
    await expect(dashboard.create(mocked.aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
    expect(inputsOf(mocked.cloudWatch.once, "PutDashboard")).toEqual([]);
  });

  it("lets what AWS refuses pass as it is", async () => {
    const mocked = absent();
    mocked.cloudWatch.once.on(PutDashboardCommand).rejects(refusal("DashboardInvalidInputError"));
    await expect(dashboard.create(mocked.aws, props, "token")).rejects.toThrow("DashboardInvalidInputError");
  });
});

describe("a look at dashboards", () => {
  it("tells body, ARN and tags, without AWS's own", async () => {
    const { aws } = standing();
    expect(await dashboard.list(aws, scopeOf([NAME]))).toEqual([
      {
        id: NAME,
        name: NAME,
        condition: "standing",
        status: "available",
        props,
        attributes: { name: NAME, arn: ARN },
        tags: { Name: NAME },
      },
    ]);
  });

  it.each(["DashboardNotFoundError", "ResourceNotFound"])("finds nothing where AWS says %s", async (name) => {
    expect(await dashboard.get(absent(refusal(name)).aws, NAME)).toBeUndefined();
  });

  it("finds nothing where it goes between the reads", async () => {
    const { aws, cloudWatch } = standing();
    cloudWatch.safe.on(ListTagsForResourceCommand).rejects(refusal("ResourceNotFoundException"));
    expect(await dashboard.get(aws, NAME)).toBeUndefined();
  });
});

describe("an update of a dashboard", () => {
  it("puts the body, without tags, and tells AWS's warnings", async () => {
    const mocked = standing();
    mocked.cloudWatch.safe.on(PutDashboardCommand).resolves({
      DashboardValidationMessages: [{ DataPath: "/widgets/0", Message: "Unknown field" }, { Message: "Hm" }],
    });
    await updateTo(mocked, dashboard, { id: NAME, props, wanted: { body: '{"widgets":[]}' } });
    expect(inputsOf(mocked.cloudWatch.safe, "PutDashboard")).toEqual([
      { DashboardName: NAME, DashboardBody: '{"widgets":[]}' },
    ]);
    expect(mocked.watch.statuses).toEqual([
      "CloudWatch warns: /widgets/0: Unknown field",
      "CloudWatch warns: Hm",
    ]);
  });

  it("changes tags by their own calls", async () => {
    const mocked = standing();
    mocked.cloudWatch.safe.on(TagResourceCommand).resolves({}).on(UntagResourceCommand).resolves({});
    const wanted = { tags: { b: "2" } };
    await updateTo(mocked, dashboard, { id: NAME, props, wanted, dropped: ["a"] });
    expect(changing(mocked.cloudWatch.safe)).toEqual(["TagResource", "UntagResource"]);
    expect(inputsOf(mocked.cloudWatch.safe, "TagResource")).toEqual([
      { ResourceARN: ARN, Tags: [{ Key: "b", Value: "2" }] },
    ]);
    expect(inputsOf(mocked.cloudWatch.safe, "UntagResource")).toEqual([{ ResourceARN: ARN, TagKeys: ["a"] }]);
  });
});

describe("the delete of a dashboard", () => {
  it("names it, and succeeds where it is gone", async () => {
    const { aws, cloudWatch, watch } = absent();
    cloudWatch.safe.on(DeleteDashboardsCommand).rejects(ABSENT);
    expect(await dashboard.delete(aws, NAME, { ...watch, force: true })).toEqual([]);
    expect(inputsOf(cloudWatch.safe, "DeleteDashboards")).toEqual([{ DashboardNames: [NAME] }]);
    await dashboard.gone(aws, NAME, watch);
  });
});

it("costs what a dashboard costs", () => {
  expect(dashboard.usage?.(props)).toEqual([{ sku: "cloudwatch:dashboard:month", quantity: 1 }]);
});
