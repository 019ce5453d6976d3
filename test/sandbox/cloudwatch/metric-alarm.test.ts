import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type MetricDataQuery,
  type PutMetricAlarmInput,
  paginateDescribeAlarms,
} from "@aws-sdk/client-cloudwatch";
import { beforeEach, describe, expect, it } from "vitest";
import { parsePolicy } from "../../../src/sandbox/policy.ts";
import { editAccount, refusalOf } from "../harness.ts";
import { ALARM, type CloudWatchPractice, practiseCloudWatch } from "./client.ts";

const TOPIC = "arn:aws:sns:us-east-1:314159265358:flashsale-alarms";
const POLICY =
  "arn:aws:autoscaling:us-east-1:314159265358:scalingPolicy:0-1:autoScalingGroupName/flashsale-asg:policyName/scale-up";

let practice: CloudWatchPractice;

beforeEach(() => {
  practice = practiseCloudWatch();
});

const stat = (Id: string, changes: object = {}): MetricDataQuery => ({
  Id,
  MetricStat: { Metric: { Namespace: "FlashSale", MetricName: Id }, Period: 60, Stat: "Sum", ...changes },
  ReturnData: false,
});

const sum = (Expression: string, ...more: readonly MetricDataQuery[]): Partial<PutMetricAlarmInput> => ({
  ...withoutSingle,
  Metrics: [{ Id: "result", Expression, ReturnData: true }, ...more],
});

const withoutSingle = {
  Namespace: undefined,
  MetricName: undefined,
  Statistic: undefined,
  Period: undefined,
};

describe("an alarm", () => {
  it("has no data when it is made, and is told as it was put", async () => {
    await practice.putAlarm({ AlarmActions: [TOPIC], Dimensions: [{ Name: "a", Value: "b" }] });
    expect(await practice.look()).toMatchObject({
      ...ALARM,
      AlarmArn: "arn:aws:cloudwatch:us-east-1:314159265358:alarm:flashsale-stock-out",
      StateValue: "INSUFFICIENT_DATA",
      ActionsEnabled: true,
      OKActions: [],
      AlarmActions: [TOPIC],
      InsufficientDataActions: [],
      Dimensions: [{ Name: "a", Value: "b" }],
    });
  });

  it("is overwritten by the next put, but for its tags", async () => {
    await practice.putAlarm({ AlarmDescription: "first", Tags: [{ Key: "a", Value: "1" }] });
    await practice.putAlarm({ Threshold: 2, Tags: [{ Key: "b", Value: "2" }] });
    const seen = await practice.look();
    expect(seen).toMatchObject({ Threshold: 2 });
    expect(seen?.AlarmDescription).toBeUndefined();
    const told = await practice.cloudWatch.send(
      new ListTagsForResourceCommand({ ResourceARN: seen?.AlarmArn }),
    );
    expect(told.Tags).toEqual([{ Key: "a", Value: "1" }]);
  });

  it.each([
    TOPIC,
    POLICY,
    "arn:aws:automate:us-east-1:ec2:recover",
    "arn:aws:lambda:us-east-1:314159265358:function:x",
  ])("may set off %s, whether that exists or not", async (action) => {
    await practice.putAlarm({ AlarmActions: [action] });
  });

  it("may watch a percentile, or an expression over other metrics", async () => {
    await practice.putAlarm({ Statistic: undefined, ExtendedStatistic: "p99.9" });
    await practice.putAlarm(
      sum("IF(f + s >= 20, 100 * f / (f + s), 0)", stat("f"), stat("s", { Stat: "p99" })),
    );
    const seen = await practice.look();
    expect(seen?.Metrics).toHaveLength(3);
    expect(seen?.MetricName).toBeUndefined();
  });

  it.each([
    [10, 8640],
    [20, 1],
    [30, 1],
    [3600, 168],
    [86_400, 7],
  ])("may look at periods of %i s, %i of them", async (Period, EvaluationPeriods) => {
    await practice.putAlarm({ Period, EvaluationPeriods });
  });
});

describe("a wrong alarm", () => {
  it.each<[string, Partial<PutMetricAlarmInput>, string]>([
    ["p99 as a statistic", { Statistic: "p99" as "Sum" }, "ValidationError"],
    ["both kinds of statistic", { ExtendedStatistic: "p99" }, "InvalidParameterCombination"],
    ["no statistic", { Statistic: undefined }, "MissingParameter"],
    ["an unknown percentile", { Statistic: undefined, ExtendedStatistic: "best" }, "ValidationError"],
    ["a namespace that begins with a colon", { Namespace: ":FlashSale" }, "ValidationError"],
    ["a namespace of blanks", { Namespace: "  " }, "ValidationError"],
    ["a dimension that begins with a colon", { Dimensions: [{ Name: ":a", Value: "b" }] }, "ValidationError"],
    ["a dimension of a tab", { Dimensions: [{ Name: "a", Value: "\t" }] }, "ValidationError"],
    ["a period of 15 s", { Period: 15 }, "ValidationError"],
    ["a period of 90 s", { Period: 90 }, "ValidationError"],
    ["no period", { Period: undefined }, "MissingParameter"],
    ["more than a day", { Period: 60, EvaluationPeriods: 1441 }, "ValidationError"],
    ["more than a week", { Period: 3600, EvaluationPeriods: 169 }, "ValidationError"],
    ["no threshold", { Threshold: undefined }, "MissingParameter"],
    ["an unknown comparison", { ComparisonOperator: "More" as "LessThanThreshold" }, "ValidationError"],
    ["an unknown treatment", { TreatMissingData: "zero" }, "InvalidParameterValue"],
    ["more points than periods", { DatapointsToAlarm: 2 }, "ValidationError"],
    ["six actions", { AlarmActions: Array.from({ length: 6 }, (_, n) => `${TOPIC}${n}`) }, "ValidationError"],
    ["an action that is no ARN", { AlarmActions: ["ops@example.com"] }, "ValidationError"],
    ["an action elsewhere", { AlarmActions: [TOPIC.replace("us-east-1", "eu-west-1")] }, "ValidationError"],
    [
      "two dimensions of a name",
      { Dimensions: [1, 2].map((n) => ({ Name: "a", Value: `${n}` })) },
      "ValidationError",
    ],
    ["an empty name", { AlarmName: "" }, "ValidationError"],
    ["a control character", { AlarmName: "a\nb" }, "ValidationError"],
    ["a metric beside an expression", { Metrics: [stat("f")] }, "ValidationError"],
    ["an expression of nothing known", sum("f + s", stat("f")), "ValidationError"],
    ["an expression of itself", sum("result + f", stat("f")), "ValidationError"],
    ["a search", sum("SUM(SEARCH('{AWS/RDS} CPU', 'Sum', 60))"), "ValidationError"],
    ["two results", sum("f", { ...stat("f"), ReturnData: true }), "ValidationError"],
    ["an id twice", sum("f", stat("f"), stat("f")), "ValidationError"],
    ["an id with a capital first", sum("f", stat("f"), stat("S")), "ValidationError"],
    ["a metric's wrong period", sum("f", stat("f", { Period: 7 })), "ValidationError"],
    ["a metric's wrong statistic", sum("f", stat("f", { Stat: "best" })), "ValidationError"],
    ["eleven metrics", sum("f0", ...Array.from({ length: 11 }, (_, n) => stat(`f${n}`))), "ValidationError"],
  ])("is refused: %s", async (_what, changes, Code) => {
    expect(await refusalOf(practice.putAlarm(changes))).toMatchObject({ Code });
    expect(await practice.look()).toBeUndefined();
  });

  it("is refused by the quota", async () => {
    await practice.putAlarm();
    editAccount(practice.file, ({ offers }) => {
      offers.CloudWatch = { quotas: { alarms: 1 } };
    });
    expect(await refusalOf(practice.putAlarm({ AlarmName: "another" }))).toMatchObject({
      name: "LimitExceededFault",
      Code: "LimitExceeded",
    });
    await practice.putAlarm({ Threshold: 2 });
  });

  it("is refused by name where the sandbox cannot do it", async () => {
    const refused = await refusalOf(practice.putAlarm({ ThresholdMetricId: "band" }));
    expect(refused.message).toContain(
      "sandbox does not simulate CloudWatch PutMetricAlarm.ThresholdMetricId",
    );
  });
});

describe("a look at alarms", () => {
  beforeEach(async () => {
    for (const AlarmName of ["b", "a-1", "a-2"])
      await practice.putAlarm({ AlarmName, AlarmActions: [TOPIC] });
  });

  const names = async (input: object): Promise<unknown> =>
    (await practice.cloudWatch.send(new DescribeAlarmsCommand(input))).MetricAlarms?.map(
      ({ AlarmName }) => AlarmName,
    );

  it("finds by name, by the beginning of it, by action, or all", async () => {
    expect(await names({})).toEqual(["a-1", "a-2", "b"]);
    expect(await names({ AlarmNames: ["b", "absent"] })).toEqual(["b"]);
    expect(await names({ AlarmNamePrefix: "a-" })).toEqual(["a-1", "a-2"]);
    expect(await names({ ActionPrefix: TOPIC })).toHaveLength(3);
    expect(await names({ StateValue: "OK" })).toEqual([]);
    expect(await names({ AlarmTypes: ["CompositeAlarm"] })).toEqual([]);
  });

  it("comes in pages", async () => {
    const pages = paginateDescribeAlarms({ client: practice.cloudWatch, pageSize: 2 }, {});
    const sizes: unknown[] = [];
    for await (const page of pages) sizes.push(page.MetricAlarms?.length);
    expect(sizes).toEqual([2, 1]);
  });

  it.each([
    [{ AlarmNames: ["b"], AlarmNamePrefix: "a" }, "InvalidParameterCombination"],
    [{ AlarmNames: Array.from({ length: 101 }, String) }, "ValidationError"],
    [{ MaxRecords: 101 }, "ValidationError"],
  ])("is refused: %j", async (input, Code) => {
    expect(await refusalOf(names(input))).toMatchObject({ Code });
  });

  it("ends with a delete, which refuses only what is not there at all", async () => {
    const remove = (...AlarmNames: string[]) =>
      practice.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames }));
    await remove("a-1", "absent");
    expect(await names({})).toEqual(["a-2", "b"]);
    expect(await refusalOf(remove("a-1"))).toMatchObject({ name: "ResourceNotFound" });
    const ResourceARN = "arn:aws:cloudwatch:us-east-1:314159265358:alarm:a-1";
    const tags = practice.cloudWatch.send(new ListTagsForResourceCommand({ ResourceARN }));
    expect(await refusalOf(tags)).toMatchObject({ name: "ResourceNotFoundException" });
  });
});

it("asks for the right to tag where tags are sent", async () => {
  const statement = { Effect: "Allow", Action: "cloudwatch:PutMetricAlarm", Resource: "*" };
  const policy = parsePolicy(JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
  const bound = practiseCloudWatch({ policy });
  await bound.putAlarm();
  const tagged = bound.putAlarm({ AlarmName: "tagged", Tags: [{ Key: "a", Value: "b" }] });
  expect(await refusalOf(tagged)).toMatchObject({
    name: "AccessDenied",
    message: expect.stringContaining("cloudwatch:TagResource on resource: arn:aws:cloudwatch:") as string,
  });
});
