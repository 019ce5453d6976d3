import {
  asIdentity,
  type Mutations,
  type RowChange,
  retag,
  set,
  setId,
  setting,
  tagged,
  within,
} from "./change.ts";

const ALARM = "monitoring.alarm.high-error-rate";
const DASHBOARD = "monitoring.dashboard";

type Query = { Expression?: string };

/** Another share than the settings ask for. */
const reckon: RowChange = (row) => {
  const [result] = (row.settings as { Metrics: Query[] }).Metrics;
  Object.assign(result ?? {}, { Expression: "100 * f / s" });
};

/** CloudWatch's rows, by type and prop; those of an alarm are under AWS's own names. */
export const CLOUDWATCH: Readonly<Record<string, Mutations>> = {
  "cloudwatch/dashboard": {
    ...tagged(DASHBOARD, { body: set("body", '{"widgets":[]}'), tags: retag }),
    name: asIdentity(within(DASHBOARD, DASHBOARD, setId("Renamed", "CloudWatch/dashboard"))),
  },
  "cloudwatch/metric-alarm": {
    ...tagged(ALARM, {
      description: setting("AlarmDescription", "something else"),
      source: reckon,
      evaluationPeriods: setting("EvaluationPeriods", 3),
      threshold: setting("Threshold", 50),
      comparison: setting("ComparisonOperator", "LessThanThreshold"),
      missingData: setting("TreatMissingData", "breaching"),
      alarmActions: setting("AlarmActions", []),
      tags: retag,
    }),
    name: asIdentity(within(ALARM, ALARM, setId("renamed", "CloudWatch/metric-alarm"))),
  },
};
