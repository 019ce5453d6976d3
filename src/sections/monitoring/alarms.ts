import type { AlarmSource } from "../../resources/cloudwatch/alarm-source.ts";
import type { Comparison, MissingData } from "../../resources/cloudwatch/metric-alarm-observed.ts";
import type { Settings } from "../settings.ts";
import type { AlarmSettings } from "./alarm-settings.ts";
import { sourceOf, statisticOf } from "./metrics.ts";
import type { GUIDE_ALARMS } from "./settings.ts";

/** An alarm as it is declared, but for what it sets off. */
export interface Alarm {
  /** Its name after the stack's. */
  readonly key: string;
  readonly description: string;
  readonly source: AlarmSource;
  readonly evaluationPeriods: number;
  readonly threshold: number;
  readonly comparison: Comparison;
  readonly missingData: MissingData;
  /** ARNs besides the topic. */
  readonly actions: readonly string[];
}

/** Reservations a minute from which on a share of them means something: of three, one failure is a third. */
const LEAST_RESERVATIONS = 20;

type GuideKey = (typeof GUIDE_ALARMS)[number];
type GuideAlarm = Omit<Alarm, "missingData" | "actions"> & { readonly key: GuideKey };

/** Silence shows as INSUFFICIENT_DATA. */
const GUIDE_REST = { missingData: "missing", actions: [] } as const;

/** All alarms that the settings ask for: the guide's first. */
export function alarmsOf(settings: Settings): readonly Alarm[] {
  const guide = [errorAlarm(settings), latencyAlarm(settings), stockAlarm(settings)];
  const own = settings.monitoring.alarms.map(toAlarm);
  return [...guide.map((one) => ({ ...one, ...GUIDE_REST })), ...own];
}

function errorAlarm(settings: Settings): GuideAlarm {
  const { errorRate, thresholds } = settings.monitoring;
  const common = {
    key: "high-error-rate",
    evaluationPeriods: 2,
    comparison: "GreaterThanThreshold",
  } as const;
  const [failures, successes] = [sourceOf(settings, "failure"), sourceOf(settings, "success")];
  if (errorRate === "count")
    return {
      ...common,
      description: `Alert when more than ${thresholds.errorCount} reservations fail in a minute`,
      source: failures,
      threshold: thresholds.errorCount,
    };
  return {
    ...common,
    description: `Alert when error rate exceeds ${thresholds.errorPercent}%`,
    source: {
      expression: `IF(f + s >= ${LEAST_RESERVATIONS}, 100 * f / (f + s), 0)`,
      label: "Failed reservations in percent",
      metrics: { f: failures, s: successes },
    },
    threshold: thresholds.errorPercent,
  };
}

function latencyAlarm(settings: Settings): GuideAlarm {
  const { latencyMs } = settings.monitoring.thresholds;
  const what = statisticOf(settings, "latency") === "Maximum" ? "maximum" : "P99";
  return {
    key: "high-latency",
    description: `Alert when ${what} latency exceeds ${latencyMs}ms`,
    source: sourceOf(settings, "latency"),
    evaluationPeriods: 2,
    threshold: latencyMs,
    comparison: "GreaterThanThreshold",
  };
}

const stockAlarm = (settings: Settings): GuideAlarm => ({
  key: "stock-out",
  description: "Alert when products go out of stock",
  source: sourceOf(settings, "stockOut"),
  evaluationPeriods: 1,
  threshold: settings.monitoring.thresholds.stockOut,
  comparison: "GreaterThanOrEqualToThreshold",
});

const toAlarm = (own: AlarmSettings): Alarm => ({
  key: own.name,
  description: own.description ?? "",
  source: {
    namespace: own.namespace,
    metric: own.metric,
    dimensions: own.dimensions,
    statistic: own.statistic ?? `p${own.percentile}`,
    periodSeconds: own.period,
  },
  evaluationPeriods: own.evaluationPeriods,
  threshold: own.threshold,
  comparison: own.comparison,
  missingData: own.missingData,
  actions: own.actions,
});
