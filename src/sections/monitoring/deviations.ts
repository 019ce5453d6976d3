import type { Deviation } from "../section.ts";
import type { Settings } from "../settings.ts";
import { nameOf } from "./metrics.ts";
import { rowNamesOf } from "./rows.ts";

const DASHBOARD = "Monitoring Setup 1";
const ALARMS = "Monitoring Setup 2";

/** The guide's own region. */
const GUIDE_REGION = "us-east-1";

/** Where monitoring differs from the guide, and why. */
export const monitoringDeviations = (settings: Settings): Deviation[] => [
  ...regionDeviation(settings),
  ...rowsDeviation(settings),
  latencyDeviation(settings),
  ...errorDeviation(settings),
  ...notifyDeviation(settings),
  ...nameDeviation(settings),
];

function regionDeviation({ region }: Settings): Deviation[] {
  if (region === GUIDE_REGION) return [];
  const reason = "in another region the widgets stay empty";
  return [{ step: DASHBOARD, guide: `widgets in ${GUIDE_REGION}`, ours: `widgets in ${region}`, reason }];
}

function rowsDeviation(settings: Settings): Deviation[] {
  const rows = rowNamesOf(settings);
  if (rows.length === 0) return [];
  return [
    {
      step: DASHBOARD,
      guide: "three widgets on the application",
      ours: `these three, and a row for each of: ${rows.join(", ")} (monitoring.rows)`,
      reason: "what the application stands on shows why it fails",
    },
  ];
}

function latencyDeviation({ monitoring }: Settings): Deviation {
  const base = { step: ALARMS, guide: "--statistic p99" };
  return monitoring.metrics === "micrometer"
    ? {
        ...base,
        ours: "the maximum of each minute",
        reason:
          "CloudWatch refuses p99 as a Statistic, and Micrometer sends no samples to take a percentile of",
      }
    : { ...base, ours: "p99 as an extended statistic", reason: "CloudWatch refuses p99 as a Statistic" };
}

function errorDeviation({ monitoring }: Settings): Deviation[] {
  if (monitoring.errorRate === "count") return [];
  return [
    {
      step: ALARMS,
      guide: '"error rate exceeds 5%" alarmed as a count of 50',
      ours: `failures above ${monitoring.thresholds.errorPercent} % of all reservations, in minutes with 20 or more (monitoring.errorRate: count gives the guide's)`,
      reason: "a count is no rate: 50 failures may be much or little",
    },
  ];
}

function notifyDeviation({ name, monitoring }: Settings): Deviation[] {
  if (monitoring.notify.length === 0) return [];
  return [
    {
      step: ALARMS,
      guide: "alarms with no action",
      ours: `alarms that notify ${monitoring.notify.join(", ")} through the topic ${name}-alarms`,
      reason: "nobody would hear of an alarm",
    },
  ];
}

function nameDeviation(settings: Settings): Deviation[] {
  if (settings.monitoring.metrics === "guide") return [];
  return [
    {
      step: ALARMS,
      guide: "metric names that Micrometer does not emit",
      ours: `its names, such as ${nameOf(settings, "failure")}, on dashboard and alarms (monitoring.metrics: guide gives the guide's)`,
      reason: "an alarm on a metric without data never fires",
    },
  ];
}
