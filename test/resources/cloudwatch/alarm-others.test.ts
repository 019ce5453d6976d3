import {
  DescribeAlarmsCommand,
  ListTagsForResourceCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
  PutMetricAlarmInput$,
} from "@aws-sdk/client-cloudwatch";
import { describe, expect, it } from "vitest";
import { metricAlarm } from "../../../src/resources/cloudwatch/metric-alarm.ts";
import type { MetricAlarmProps } from "../../../src/resources/cloudwatch/metric-alarm-observed.ts";
import { inputsOf } from "../rds/mocked-aws.ts";
import { mockMonitoring, updateTo } from "./mocked-aws.ts";

const NAME = "flashsale-high-latency";

const source = { namespace: "FlashSale", metric: "latency", dimensions: {}, periodSeconds: 60 };

const props: MetricAlarmProps = {
  name: NAME,
  description: "Alert when it takes long",
  source: { ...source, statistic: "p99" },
  evaluationPeriods: 2,
  threshold: 500,
  comparison: "GreaterThanThreshold",
  missingData: "missing",
  alarmActions: [],
  tags: {},
};

/** What an update sends where the alarm has these members besides. */
async function sentBeside(
  others: Partial<MetricAlarm>,
  wanted: Partial<MetricAlarmProps> = { threshold: 300 },
  before: MetricAlarmProps = props,
): Promise<Partial<PutMetricAlarmCommandInput>> {
  const mocked = mockMonitoring();
  const { safe } = mocked.cloudWatch;
  safe.on(DescribeAlarmsCommand).resolves({ MetricAlarms: [{ AlarmName: NAME, ...others }] });
  safe.on(ListTagsForResourceCommand).resolves({ Tags: [] });
  safe.on(PutMetricAlarmCommand).resolves({});
  await updateTo(mocked, metricAlarm, { id: NAME, props: before, wanted });
  return inputsOf(safe, "PutMetricAlarm")[0] as Partial<PutMetricAlarmCommandInput>;
}

/** A value for each member that others may set. */
const CARRIED: Partial<MetricAlarm> = {
  ActionsEnabled: false,
  OKActions: ["arn:ok"],
  InsufficientDataActions: ["arn:missing"],
  DatapointsToAlarm: 1,
  EvaluateLowSampleCountPercentile: "ignore",
  EvaluationWindow: { Sliding: {} } as never,
  WarmUpConfiguration: { WarmUpPeriodDurationInMinutes: 5 },
  ActionConfiguration: { AlarmTagsPropagation: "ENABLED" as never },
};

/** What the plan shows as a source that is none of ours. */
const SHOWN = ["Unit", "ThresholdMetricId", "EvaluationCriteria", "EvaluationInterval"];

/** What props of ours say. */
const SAID = [
  "AlarmName AlarmDescription AlarmActions MetricName Namespace Statistic ExtendedStatistic Dimensions Period",
  "EvaluationPeriods Threshold ComparisonOperator TreatMissingData Metrics Tags",
].flatMap((line) => line.split(" "));

describe("an update of an alarm, which overwrites it whole", () => {
  it.each(Object.entries(CARRIED))("carries along what others set: %s", async (member, value) => {
    expect(await sentBeside({ [member]: value })).toMatchObject({ [member]: value, Threshold: 300 });
  });

  it("leaves no member of the call unsaid, uncarried and unshown", () => {
    const [, , , , members] = PutMetricAlarmInput$ as unknown as [0, 0, 0, 0, readonly string[]];
    const known = [...SAID, ...SHOWN, ...Object.keys(CARRIED)].sort();
    expect([...members].sort()).toEqual(known);
  });

  it("lets no more data points be asked for than there are periods", async () => {
    const sent = await sentBeside({ DatapointsToAlarm: 5 }, { evaluationPeriods: 3 });
    expect(sent).toMatchObject({ DatapointsToAlarm: 3, EvaluationPeriods: 3 });
  });

  it("says nothing of few samples where no percentile is watched, which CloudWatch would refuse", async () => {
    const sum = { ...props, source: { ...source, statistic: "Sum" } };
    const sent = await sentBeside({ EvaluateLowSampleCountPercentile: "ignore" }, { threshold: 1 }, sum);
    expect(sent).not.toHaveProperty("EvaluateLowSampleCountPercentile");
  });
});
