import {
  DeleteAlarmsCommand,
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
  TagResourceCommand,
} from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import { AlreadyExists } from "../../../src/errors.ts";
import type { AlarmSource } from "../../../src/resources/cloudwatch/alarm-source.ts";
import { metricAlarm } from "../../../src/resources/cloudwatch/metric-alarm.ts";
import type { MetricAlarmProps } from "../../../src/resources/cloudwatch/metric-alarm-observed.ts";
import { inputsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";
import { changing, type MockedMonitoring, mockMonitoring, updateTo } from "./mocked-aws.ts";

const NAME = "flashsale-stock-out";
const ARN = `arn:aws:cloudwatch:us-east-1:123456789012:alarm:${NAME}`;
const TOPIC = "arn:aws:sns:us-east-1:123456789012:flashsale-alarms";

const source = {
  namespace: "FlashSale",
  metric: "flashsale.inventory.stockout.count",
  dimensions: { zone: "a", service: "shop" },
  statistic: "Sum",
  periodSeconds: 60,
};

const props: MetricAlarmProps = {
  name: NAME,
  description: "Alert when products go out of stock",
  source,
  evaluationPeriods: 1,
  threshold: 1,
  comparison: "GreaterThanOrEqualToThreshold",
  missingData: "missing",
  alarmActions: [TOPIC],
  tags: { Name: NAME },
};

/** The same alarm as CloudWatch takes it. */
const input = {
  AlarmName: NAME,
  AlarmDescription: props.description,
  Namespace: "FlashSale",
  MetricName: source.metric,
  Dimensions: [
    { Name: "service", Value: "shop" },
    { Name: "zone", Value: "a" },
  ],
  Period: 60,
  Statistic: "Sum" as const,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: props.comparison,
  TreatMissingData: "missing",
  AlarmActions: [TOPIC],
  Tags: [{ Key: "Name", Value: NAME }],
};

const { Tags: _tags, ...told } = input;

const alarm = (parts: Partial<MetricAlarm> = {}): MetricAlarm => ({
  ...told,
  AlarmArn: ARN,
  ActionsEnabled: true,
  OKActions: [],
  InsufficientDataActions: [],
  StateValue: "OK",
  ...parts,
});

function showing(...alarms: readonly MetricAlarm[]): MockedMonitoring {
  const mocked = mockMonitoring();
  const { safe } = mocked.cloudWatch;
  safe.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [...alarms] });
  safe.on(ListTagsForResourceCommand).resolves({ Tags: [{ Key: "Name", Value: NAME }] });
  safe.on(PutMetricAlarmCommand).resolves({});
  mocked.cloudWatch.once.on(PutMetricAlarmCommand).resolves({});
  return mocked;
}

const sent = async (given: AlarmSource): Promise<unknown> => {
  const mocked = showing();
  await metricAlarm.create(mocked.aws, { ...props, source: given }, "token");
  return inputsOf(mocked.cloudWatch.once, "PutMetricAlarm")[0];
};

const seen = async (parts: Partial<MetricAlarm>): Promise<unknown> =>
  (await metricAlarm.get(showing(alarm(parts)).aws, NAME))?.props.source;

describe("the create of an alarm", () => {
  it("sends all that it is asked to be, dimensions sorted", async () => {
    expect(await sent(source)).toEqual(input);
  });

  it("sends a percentile as an extended statistic, never as a statistic", async () => {
    const { Statistic: _plain, ...rest } = input;
    expect(await sent({ ...source, statistic: "p99" })).toEqual({ ...rest, ExtendedStatistic: "p99" });
  });

  it("sends an expression with its metrics, of which only the result counts", async () => {
    const expression = "100 * f / (f + s)";
    const metrics = { f: { ...source, dimensions: {} }, s: { ...source, metric: "ok", dimensions: {} } };
    const request = await sent({ expression, label: "Errors", metrics });
    const query = (Id: string, MetricName: string) => ({
      Id,
      MetricStat: { Metric: { Namespace: "FlashSale", MetricName, Dimensions: [] }, Period: 60, Stat: "Sum" },
      ReturnData: false,
    });
    expect(request).toMatchObject({
      Metrics: [
        { Id: "result", Expression: expression, Label: "Errors", ReturnData: true },
        query("f", source.metric),
        query("s", "ok"),
      ],
    });
    for (const member of [
      "Namespace",
      "MetricName",
      "Dimensions",
      "Period",
      "Statistic",
      "ExtendedStatistic",
    ])
      expect(request).not.toHaveProperty(member);
  });

  it("never overwrites what has the name", async () => {
    const mocked = showing(alarm());
    await expect(metricAlarm.create(mocked.aws, props, "token")).rejects.toBeInstanceOf(AlreadyExists);
    expect(changing(mocked.cloudWatch.once)).toEqual([]);
  });
});

describe("a look at alarms", () => {
  it("tells what was asked for, and the state", async () => {
    const { aws } = showing(alarm());
    expect(await metricAlarm.get(aws, NAME)).toEqual({
      id: NAME,
      name: NAME,
      condition: "standing",
      status: "OK",
      props,
      attributes: { name: NAME, arn: ARN },
      tags: { Name: NAME },
    });
  });

  it("understands percentiles", async () => {
    expect(await seen({ Statistic: undefined, ExtendedStatistic: "p99" })).toMatchObject({
      statistic: "p99",
    });
  });

  it("understands its own expressions in whatever order they come", async () => {
    const metrics = { f: source, s: { ...source, metric: "ok" } };
    const asked = { expression: "f + s", label: "Errors", metrics };
    const { Metrics } = (await sent(asked)) as { Metrics: MetricAlarm["Metrics"] };
    const single = { Namespace: undefined, MetricName: undefined, Statistic: undefined, Period: undefined };
    expect(await seen({ ...single, Metrics: [...(Metrics ?? [])].reverse() })).toEqual(asked);
  });

  it.each<[string, Partial<MetricAlarm>]>([
    ["a unit", { Unit: "Seconds" }],
    ["a band of expected values", { ThresholdMetricId: "band" }],
    [
      "two expressions",
      {
        Metrics: [
          { Id: "a", Expression: "b", ReturnData: true },
          { Id: "b", Expression: "1", ReturnData: false },
        ],
      },
    ],
  ])("tells no source that it could not have asked for: %s", async (_what, parts) => {
    expect(await seen(parts)).toBeUndefined();
  });

  it("finds nothing where there is none, or it goes between the reads", async () => {
    expect(await metricAlarm.get(showing().aws, NAME)).toBeUndefined();
    const going = showing(alarm());
    going.cloudWatch.safe.on(ListTagsForResourceCommand).rejects(refusal("ResourceNotFoundException"));
    expect(await metricAlarm.list(going.aws, scopeOf([NAME]))).toEqual([]);
  });

  it("asks for a hundred names at once", async () => {
    const mocked = showing();
    const names = Array.from({ length: 150 }, (_, index) => `alarm-${index}`);
    await metricAlarm.list(mocked.aws, scopeOf(names));
    const asked = inputsOf(mocked.cloudWatch.safe, "DescribeAlarms") as { AlarmNames: string[] }[];
    expect(asked.map(({ AlarmNames }) => AlarmNames.length)).toEqual([100, 50]);
    await metricAlarm.list(mocked.aws, scopeOf([]));
    expect(inputsOf(mocked.cloudWatch.safe, "DescribeAlarms")).toHaveLength(2);
  });

  it("reads the tags of a few, and of many only those that the state does not know", async () => {
    const many = Array.from({ length: 5 }, (_, index) => alarm({ AlarmName: `alarm-${index}` }));
    const names = many.map(({ AlarmName = "" }) => AlarmName);
    const few = showing(...many.slice(0, 4));
    await metricAlarm.list(few.aws, scopeOf(names.slice(0, 4), names));
    expect(inputsOf(few.cloudWatch.safe, "ListTagsForResource")).toHaveLength(4);
    const mocked = showing(...many);
    const observed = await metricAlarm.list(mocked.aws, scopeOf(names, names.slice(1)));
    expect(inputsOf(mocked.cloudWatch.safe, "ListTagsForResource")).toHaveLength(1);
    expect(observed.filter(({ tags }) => tags === "unknown")).toHaveLength(4);
  });
});

describe("an update of an alarm", () => {
  it("sends the whole, and leaves what others set: whether actions run, and on which other states", async () => {
    const others = { ActionsEnabled: false, OKActions: ["arn:ok"], InsufficientDataActions: ["arn:missing"] };
    const mocked = showing(alarm(others));
    await updateTo(mocked, metricAlarm, { id: NAME, props, wanted: { threshold: 3 } });
    expect(changing(mocked.cloudWatch.safe)).toEqual(["PutMetricAlarm"]);
    expect(inputsOf(mocked.cloudWatch.safe, "PutMetricAlarm")).toEqual([
      { ...input, ...others, Threshold: 3 },
    ]);
  });

  it("of tags alone changes nothing else", async () => {
    const mocked = showing(alarm());
    mocked.cloudWatch.safe.on(TagResourceCommand).resolves({});
    await updateTo(mocked, metricAlarm, { id: NAME, props, wanted: { tags: { team: "sale" } } });
    expect(changing(mocked.cloudWatch.safe)).toEqual(["TagResource"]);
  });
});

describe("the delete of an alarm", () => {
  it("names it, and succeeds where it is gone", async () => {
    const { aws, cloudWatch, watch } = showing();
    cloudWatch.safe.on(DeleteAlarmsCommand).rejects(refusal("ResourceNotFound"));
    expect(await metricAlarm.delete(aws, NAME, { ...watch, force: true })).toEqual([]);
    expect(inputsOf(cloudWatch.safe, "DeleteAlarms")).toEqual([{ AlarmNames: [NAME] }]);
    await metricAlarm.gone(aws, NAME, watch);
  });
});

it("is ready at once in whatever state, and tells it", async () => {
  const { aws, watch } = showing(alarm({ StateValue: "INSUFFICIENT_DATA" }));
  await metricAlarm.ready(aws, NAME, watch);
  expect(watch.statuses.at(-1)).toBe("INSUFFICIENT_DATA");
});

it.each<[string, AlarmSource, string, number]>([
  ["one metric", source, "cloudwatch:alarm:month", 1],
  [
    "each metric of an expression",
    { expression: "a + b", label: "", metrics: { a: source, b: source } },
    "cloudwatch:alarm:month",
    2,
  ],
  [
    "high resolution under a minute",
    { ...source, periodSeconds: 10 },
    "cloudwatch:high-resolution-alarm:month",
    1,
  ],
])("costs by the metric: %s", (_what, given, sku, quantity) => {
  expect(metricAlarm.usage?.({ ...props, source: given })).toEqual([{ sku, quantity }]);
});
