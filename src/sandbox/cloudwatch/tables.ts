import type { PutMetricAlarmInput } from "@aws-sdk/client-cloudwatch";
import { type AccountRecord, defineGlobalTable, defineTable } from "../account.ts";

/** A dashboard, by its name. */
export interface Dashboard extends AccountRecord {
  /** JSON text as it was sent. */
  readonly body: string;
  readonly changedAt: number;
}

/** An alarm on a metric or an expression, by its name. */
export interface Alarm extends AccountRecord {
  /** What the last PutMetricAlarm said, without name and tags. */
  readonly settings: Omit<PutMetricAlarmInput, "AlarmName" | "Tags">;
  readonly changedAt: number;
  readonly state: "OK" | "ALARM" | "INSUFFICIENT_DATA";
}

/** Dashboards, which belong to no region. */
export const dashboards = defineGlobalTable<Dashboard>("CloudWatch", "dashboard");

/** Alarms. */
export const alarms = defineTable<Alarm>("CloudWatch", "metric-alarm");
