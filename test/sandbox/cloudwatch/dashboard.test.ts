import {
  DeleteDashboardsCommand,
  GetDashboardCommand,
  ListDashboardsCommand,
  ListTagsForResourceCommand,
  PutDashboardCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import { beforeEach, describe, expect, it } from "vitest";
import { refusalOf } from "../harness.ts";
import { type CloudWatchPractice, practiseCloudWatch } from "./client.ts";

const NAME = "FlashSaleDashboard";
const metrics = [["FlashSale", "flashsale.reservation.success"]];
const widget = (properties: object, place: object = {}) => ({
  type: "metric",
  ...place,
  properties: { metrics, region: "us-east-1", ...properties },
});

let practice: CloudWatchPractice;

beforeEach(() => {
  practice = practiseCloudWatch();
});

const read = () => practice.cloudWatch.send(new GetDashboardCommand({ DashboardName: NAME }));

describe("a dashboard", () => {
  it("belongs to no region, and is told as it was put", async () => {
    await practice.putDashboard([widget({})]);
    const { sandbox } = practice;
    expect(await read()).toMatchObject({
      DashboardArn: `arn:aws:cloudwatch::${sandbox.accountId}:dashboard/${NAME}`,
      DashboardBody: JSON.stringify({ widgets: [widget({})] }),
    });
    const other = practiseCloudWatch({ file: practice.file, region: "eu-west-1" });
    expect(await other.cloudWatch.send(new GetDashboardCommand({ DashboardName: NAME }))).toHaveProperty(
      "DashboardArn",
    );
  });

  it("is replaced by the next put, which ignores its tags", async () => {
    const put = (DashboardBody: string, Key: string) =>
      practice.cloudWatch.send(
        new PutDashboardCommand({ DashboardName: NAME, DashboardBody, Tags: [{ Key, Value: "1" }] }),
      );
    await put('{"widgets":[]}', "first");
    await put('{"widgets":[],"start":"-PT6H"}', "second");
    const { DashboardBody, DashboardArn } = await read();
    expect(DashboardBody).toContain("-PT6H");
    const told = await practice.cloudWatch.send(
      new ListTagsForResourceCommand({ ResourceARN: DashboardArn }),
    );
    expect(told.Tags).toEqual([{ Key: "first", Value: "1" }]);
  });

  it("takes other tags, and drops them", async () => {
    await practice.putDashboard([]);
    const { DashboardArn: ResourceARN } = await read();
    const { cloudWatch } = practice;
    await cloudWatch.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: "a", Value: "1" }] }));
    await cloudWatch.send(new TagResourceCommand({ ResourceARN, Tags: [{ Key: "b", Value: "2" }] }));
    await cloudWatch.send(new UntagResourceCommand({ ResourceARN, TagKeys: ["a"] }));
    const { Tags } = await cloudWatch.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(Tags).toEqual([{ Key: "b", Value: "2" }]);
  });

  it("is listed by the beginning of its name", async () => {
    await practice.putDashboard([], "FlashSaleDashboard");
    await practice.putDashboard([], "Other");
    const { DashboardEntries } = await practice.cloudWatch.send(
      new ListDashboardsCommand({ DashboardNamePrefix: "Flash" }),
    );
    expect(DashboardEntries).toMatchObject([{ DashboardName: "FlashSaleDashboard" }]);
  });

  it("goes at once; what is not there is refused, alone, with 404", async () => {
    await practice.putDashboard([]);
    const remove = (...DashboardNames: string[]) =>
      practice.cloudWatch.send(new DeleteDashboardsCommand({ DashboardNames }));
    await remove(NAME, "Absent");
    for (const call of [read(), remove(NAME)])
      expect(await refusalOf(call)).toMatchObject({
        name: "DashboardNotFoundError",
        Code: "ResourceNotFound",
        $metadata: { httpStatusCode: 404 },
      });
  });
});

describe("the body of a dashboard", () => {
  it.each<[string, string]>([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["no widgets", "{}"],
    ["a list of something else", '{"widgets":[1]}'],
  ])("is refused with %s", async (_what, DashboardBody) => {
    const call = practice.cloudWatch.send(new PutDashboardCommand({ DashboardName: NAME, DashboardBody }));
    expect(await refusalOf(call)).toMatchObject({
      name: "DashboardInvalidInputError",
      Code: "InvalidParameterInput",
      dashboardValidationMessages: [{ Message: expect.any(String) as string }],
    });
  });

  it.each<[string, object, string]>([
    ["an unknown type", { type: "graph", properties: {} }, "/widgets/0/type"],
    ["no properties", { type: "text" }, "/widgets/0"],
    ["a text without markdown", { type: "text", properties: {} }, "/widgets/0/properties"],
    ["no region", widget({ region: undefined }), "/widgets/0/properties"],
    ["no metrics", widget({ metrics: undefined }), "/widgets/0/properties"],
    ["an empty list of metrics", widget({ metrics: [] }), "/widgets/0/properties/metrics"],
    ["half a dimension", widget({ metrics: [["AWS/RDS", "x", "y"]] }), "/widgets/0/properties/metrics/0"],
    ["a place beyond the grid", widget({}, { x: 24 }), "/widgets/0/x"],
    ["no width", widget({}, { width: 0 }), "/widgets/0/width"],
  ])("is refused with %s, and the place is named", async (_what, wrong, DataPath) => {
    expect(await refusalOf(practice.putDashboard([wrong]))).toMatchObject({
      name: "DashboardInvalidInputError",
      dashboardValidationMessages: [{ DataPath }],
    });
    expect(await refusalOf(read())).toMatchObject({ name: "DashboardNotFoundError" });
  });

  it("may have what CloudWatch does not draw: that is a warning", async () => {
    expect(await practice.putDashboard([widget({ colour: "red" })])).toMatchObject({
      DashboardValidationMessages: [{ DataPath: "/widgets/0/properties/colour", Message: "Unknown field" }],
    });
    expect(await practice.putDashboard([widget({})])).toMatchObject({ DashboardValidationMessages: [] });
  });

  it("may have searches, options and annotations alone", async () => {
    const search = [{ expression: "SEARCH('{AWS/RDS} CPU', 'Average', 60)" }];
    await practice.putDashboard([
      widget(
        { metrics: [search, ["FlashSale", "x", { stat: "Sum" }]] },
        { x: 16, y: 6, width: 8, height: 6 },
      ),
      widget({ metrics: undefined, annotations: { alarms: ["arn"] } }),
    ]);
  });

  it.each(["", "Flash Sale", "x".repeat(256)])(
    "belongs to a name of letters and digits: not %s",
    async (name) => {
      expect(await refusalOf(practice.putDashboard([], name))).toMatchObject({
        name: "InvalidParameterValueException",
        Code: "InvalidParameterValue",
      });
    },
  );
});
