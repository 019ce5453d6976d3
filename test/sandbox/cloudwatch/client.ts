import {
  CloudWatchClient,
  DescribeAlarmsCommand,
  type MetricAlarm,
  PutDashboardCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmInput,
} from "@aws-sdk/client-cloudwatch";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { type Practice, practise } from "../harness.ts";

/** A sandbox with a CloudWatch client. */
export interface CloudWatchPractice extends Practice {
  readonly cloudWatch: CloudWatchClient;
  /** Puts the guide's simplest alarm, changed so. */
  putAlarm(changes?: Partial<PutMetricAlarmInput>): Promise<unknown>;
  /** Reads an alarm. */
  look(name?: string): Promise<MetricAlarm | undefined>;
  /** Puts a dashboard with these widgets. */
  putDashboard(widgets: readonly unknown[], name?: string): Promise<unknown>;
}

export const ALARM = {
  AlarmName: "flashsale-stock-out",
  Namespace: "FlashSale",
  MetricName: "flashsale.inventory.stockout",
  Statistic: "Sum",
  Period: 60,
  EvaluationPeriods: 1,
  Threshold: 1,
  ComparisonOperator: "GreaterThanOrEqualToThreshold",
} as const satisfies PutMetricAlarmInput;

/** Opens a sandbox for a test of CloudWatch. */
export function practiseCloudWatch(options: Partial<SandboxOptions> = {}): CloudWatchPractice {
  const practice = practise(options);
  const { region, credentials } = practice.sandbox;
  const cloudWatch = new CloudWatchClient({ region, credentials, maxAttempts: 1 });
  cloudWatch.middlewareStack.use(practice.sandbox.plugin());
  return {
    ...practice,
    cloudWatch,
    putAlarm: (changes = {}) => cloudWatch.send(new PutMetricAlarmCommand({ ...ALARM, ...changes })),
    look: async (name = ALARM.AlarmName) =>
      (await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }))).MetricAlarms?.[0],
    putDashboard: (widgets, DashboardName = "FlashSaleDashboard") =>
      cloudWatch.send(new PutDashboardCommand({ DashboardName, DashboardBody: JSON.stringify({ widgets }) })),
  };
}
