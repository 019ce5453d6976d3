import type {
  Dimension,
  MetricAlarm,
  MetricDataQuery,
  PutMetricAlarmInput,
} from "@aws-sdk/client-cloudwatch";

/** One metric, summed up by a statistic over each period. */
export type MetricSource = {
  namespace: string;
  metric: string;
  dimensions: Readonly<Record<string, string>>;
  /** `SampleCount`, `Average`, `Sum`, `Minimum`, `Maximum`, or a percentile and the like, such as `p99`. */
  statistic: string;
  /** 10, 20, 30 or a multiple of 60. */
  periodSeconds: number;
};

/** An expression over several metrics. */
export type MathSource = {
  /** Metric math over the keys of `metrics`, such as `100 * f / (f + s)`. */
  expression: string;
  /** What the result is, in notifications and graphs. */
  label: string;
  /** By the id that the expression calls each by; a lower-case letter first. */
  metrics: Readonly<Record<string, MetricSource>>;
};

/** What an alarm watches. */
export type AlarmSource = MetricSource | MathSource;

/** Id of the expression whose result the alarm watches. */
const RESULT = "result";

const PLAIN = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] as const;
type Plain = (typeof PLAIN)[number];
const isPlain = (statistic: string): statistic is Plain => PLAIN.some((plain) => plain === statistic);

/** Whether a source is an expression. */
export const isMath = (source: AlarmSource): source is MathSource => "expression" in source;

/** The metrics that a source reads; each is billed as an alarm of its own. */
export const metricsOf = (source: AlarmSource): readonly MetricSource[] =>
  isMath(source) ? Object.values(source.metrics) : [source];

/** Dimensions as CloudWatch takes them, sorted so that requests are the same each time. */
function toDimensions(dimensions: Readonly<Record<string, string>>): Dimension[] {
  const pairs = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1));
  return pairs.map(([Name, Value]) => ({ Name, Value }));
}

const fromDimensions = (list: readonly Dimension[] | undefined): Record<string, string> =>
  Object.fromEntries((list ?? []).map(({ Name = "", Value = "" }) => [Name, Value]));

/** A source as PutMetricAlarm takes it: members for one metric, `Metrics` for an expression, never both. */
export function toSourceInput(source: AlarmSource): Partial<PutMetricAlarmInput> {
  if (isMath(source)) return { Metrics: toQueries(source) };
  const { statistic } = source;
  return {
    Namespace: source.namespace,
    MetricName: source.metric,
    Dimensions: toDimensions(source.dimensions),
    Period: source.periodSeconds,
    ...(isPlain(statistic) ? { Statistic: statistic } : { ExtendedStatistic: statistic }),
  };
}

function toQueries({ expression, label, metrics }: MathSource): MetricDataQuery[] {
  const queries = Object.entries(metrics).map(([Id, source]): MetricDataQuery => {
    const { namespace: Namespace, metric: MetricName, dimensions, periodSeconds, statistic } = source;
    const Metric = { Namespace, MetricName, Dimensions: toDimensions(dimensions) };
    return { Id, MetricStat: { Metric, Period: periodSeconds, Stat: statistic }, ReturnData: false };
  });
  return [{ Id: RESULT, Expression: expression, Label: label, ReturnData: true }, ...queries];
}

/**
 * What an alarm watches, as AWS tells it. `undefined` for what no source of ours says: a band of expected values, a unit,
 * several expressions.
 */
export function readSource(alarm: MetricAlarm): AlarmSource | undefined {
  if (alarm.ThresholdMetricId !== undefined || alarm.Unit !== undefined) return undefined;
  if (alarm.Metrics !== undefined && alarm.Metrics.length > 0) return readMath(alarm.Metrics);
  const { Namespace: namespace, MetricName: metric, Period: periodSeconds } = alarm;
  const statistic = alarm.Statistic ?? alarm.ExtendedStatistic;
  if (namespace === undefined || metric === undefined) return undefined;
  if (statistic === undefined || periodSeconds === undefined) return undefined;
  return { namespace, metric, dimensions: fromDimensions(alarm.Dimensions), statistic, periodSeconds };
}

function readMath(queries: readonly MetricDataQuery[]): MathSource | undefined {
  const [result, ...others] = queries.filter(({ Expression }) => Expression !== undefined);
  if (result?.ReturnData !== true || others.length > 0) return undefined;
  const read = queries.filter((query) => query !== result).map(readQuery);
  const known = read.filter((entry) => entry !== undefined);
  if (known.length < read.length) return undefined;
  const { Expression: expression = "", Label: label = "" } = result;
  return { expression, label, metrics: Object.fromEntries(known) };
}

function readQuery({ Id, MetricStat: stat }: MetricDataQuery): [string, MetricSource] | undefined {
  if (Id === undefined || stat?.Metric === undefined || stat.Unit !== undefined) return undefined;
  const { Namespace: namespace = "", MetricName: metric = "", Dimensions } = stat.Metric;
  const dimensions = fromDimensions(Dimensions);
  return [Id, { namespace, metric, dimensions, statistic: stat.Stat ?? "", periodSeconds: stat.Period ?? 0 }];
}
