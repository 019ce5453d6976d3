import type { MetricSource } from "../../resources/cloudwatch/alarm-source.ts";
import type { Settings } from "../settings.ts";

/** Metrics that the guide looks at, by the names that it gives them. */
export const GUIDE_METRICS = {
  success: "flashsale.reservation.success",
  failure: "flashsale.reservation.failure",
  latency: "flashsale.reservation.latency",
  available: "flashsale.inventory.available",
  stockOut: "flashsale.inventory.stockout",
} as const;

export type GuideMetric = keyof typeof GUIDE_METRICS;

/** Seconds between two values. Source: the guide; Micrometer publishes once a minute, too (`StepRegistryConfig`, step). */
export const PERIOD_SECONDS = 60;

interface Emitted {
  /** What Micrometer adds to the name. */
  readonly suffix: string;
  /** What is made of its values with Micrometer's names. */
  readonly statistic: string;
}

/**
 * What Micrometer's registry for CloudWatch makes of counters, gauges and timers. It sends no samples, so that a percentile of a
 * timer cannot be had, and its time is in milliseconds. Source: Micrometer, `CloudWatchMeterRegistry` (`counterData`, `gaugeData`,
 * `timerData`, `getBaseTimeUnit`).
 */
const MICROMETER: Readonly<Record<GuideMetric, Emitted>> = {
  success: { suffix: ".count", statistic: "Sum" },
  failure: { suffix: ".count", statistic: "Sum" },
  latency: { suffix: ".max", statistic: "Maximum" },
  available: { suffix: ".value", statistic: "Average" },
  stockOut: { suffix: ".count", statistic: "Sum" },
};

/** The guide's own statistic where it differs. */
const GUIDE_STATISTICS: Partial<Readonly<Record<GuideMetric, string>>> = { latency: "p99" };

/** The name under which the application's metric comes. */
export function nameOf({ monitoring }: Settings, metric: GuideMetric): string {
  const suffix = monitoring.metrics === "micrometer" ? MICROMETER[metric].suffix : "";
  return `${GUIDE_METRICS[metric]}${suffix}`;
}

/** The statistic that its values have. */
export function statisticOf({ monitoring }: Settings, metric: GuideMetric): string {
  const { statistic } = MICROMETER[metric];
  return monitoring.metrics === "micrometer" ? statistic : (GUIDE_STATISTICS[metric] ?? statistic);
}

/** A metric of the application as an alarm watches it. */
export const sourceOf = (settings: Settings, metric: GuideMetric): MetricSource => ({
  namespace: settings.displayName,
  metric: nameOf(settings, metric),
  dimensions: {},
  statistic: statisticOf(settings, metric),
  periodSeconds: PERIOD_SECONDS,
});
