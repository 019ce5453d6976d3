import { dashboard } from "./dashboard.ts";
import { metricAlarm } from "./metric-alarm.ts";

/** The resource types of CloudWatch. */
export const cloudWatchTypes = [dashboard, metricAlarm] as const;
