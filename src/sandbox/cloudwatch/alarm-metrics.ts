import type { Dimension, MetricDataQuery, PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import { invalid, missing, uncombinable } from "./refusals.ts";

/** Source of this file's rules, where no other is named: CloudWatch API reference, PutMetricAlarm and MetricDataQuery. */
const STATISTICS = ["Maximum", "SampleCount", "Sum", "Minimum", "Average"];
const EXTENDED = /^((p|tm|tc|ts|wm)\d{1,3}(\.\d{1,10})?|IQM|PR\(.*\)|(TC|TM|TS|WM)\(.*\))$/i;

const MOST_DIMENSIONS = 30;
/** Metrics of one alarm. Source: CloudWatch User Guide, "CloudWatch service quotas". */
const MOST_METRICS = 10;

const DAY_SECONDS = 86_400;
const HOUR_SECONDS = 3600;

/** Members that a list of queries stands for. */
const SINGLE = [
  "MetricName",
  "Namespace",
  "Dimensions",
  "Period",
  "Unit",
  "Statistic",
  "ExtendedStatistic",
] as const;

/** Checks what an alarm watches: one metric or a list of queries, and over how long. */
export function checkWatched(input: PutMetricAlarmCommandInput): void {
  const { Metrics: queries, EvaluationPeriods: periods = 1 } = input;
  if (queries === undefined) {
    checkSingle(input);
    checkSpan(input.Period, periods);
    return;
  }
  const both = SINGLE.find((member) => input[member] !== undefined);
  if (both !== undefined) throw invalid(`${both} should not be set if list of Metrics is set.`);
  checkQueries(queries, periods);
}

function checkSingle(input: PutMetricAlarmCommandInput): void {
  const { MetricName, Namespace, Statistic, ExtendedStatistic } = input;
  if (MetricName === undefined) throw missing("The parameter MetricName or Metrics is required.");
  if (Namespace === undefined) throw missing("The parameter Namespace is required.");
  checkPattern("namespace", Namespace);
  if (Statistic !== undefined && ExtendedStatistic !== undefined)
    throw uncombinable("The parameters Statistic and ExtendedStatistic must not be used together.");
  if (Statistic === undefined && ExtendedStatistic === undefined)
    throw missing("Either the parameter Statistic or ExtendedStatistic is required.");
  if (Statistic !== undefined && !STATISTICS.includes(Statistic))
    throw invalid(
      `1 validation error detected: Value '${Statistic}' at 'statistic' failed to satisfy constraint: Member must satisfy enum value set: [${STATISTICS.join(", ")}]`,
    );
  if (ExtendedStatistic !== undefined && !EXTENDED.test(ExtendedStatistic))
    throw invalid(`The value ${ExtendedStatistic} for parameter ExtendedStatistic is not supported.`);
  checkDimensions(input.Dimensions);
}

/** Source: CloudWatch API reference, MetricAlarm `Namespace` and Dimension `Name`: no colon first, something to see. */
function checkPattern(member: string, value: string): void {
  if (/^[^:]/.test(value) && /\S/.test(value)) return;
  throw invalid(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [^:].*`,
  );
}

/** Source: the same, Dimension: ASCII without control characters. */
const isAscii = (text: string): boolean => /^[\x20-\x7e]*$/.test(text);

function checkDimensions(dimensions: readonly Dimension[] | undefined): void {
  const names = (dimensions ?? []).map(({ Name }) => Name ?? "");
  if (names.length > MOST_DIMENSIONS) throw invalid(`At most ${MOST_DIMENSIONS} dimensions are allowed.`);
  if ((dimensions ?? []).some(({ Name = "", Value = "" }) => Name === "" || Value === ""))
    throw invalid("Dimensions must have a name and a value.");
  for (const { Name = "", Value = "" } of dimensions ?? []) {
    checkPattern("dimensions.name", Name);
    if (!isAscii(Name) || !isAscii(Value) || Value.trim() === "")
      throw invalid("Names and values of dimensions must be ASCII, with something to see.");
  }
  if (new Set(names).size < names.length) throw invalid("No two dimensions may have the same name.");
}

/** A period under an hour may be looked at for a day, another for a week. */
function checkSpan(period: number | undefined, periods: number): void {
  if (period === undefined) throw missing("The parameter Period is required.");
  if (![10, 20, 30].includes(period) && (period < 60 || period % 60 !== 0))
    throw invalid("Period must be 10, 20, 30 or a multiple of 60");
  const [most, words] = period < HOUR_SECONDS ? [DAY_SECONDS, "a day"] : [7 * DAY_SECONDS, "a week"];
  if (periods * period > most)
    throw invalid(
      `Metrics cannot be checked across more than ${words} (EvaluationPeriods * Period must be <= ${most}).`,
    );
}

function checkQueries(queries: readonly MetricDataQuery[], periods: number): void {
  const ids = queries.map(({ Id }) => Id ?? "");
  if (new Set(ids).size < ids.length) throw invalid("The values for parameter Id are not unique.");
  const odd = ids.find((id) => !/^[a-z][A-Za-z0-9_]{0,254}$/.test(id));
  if (odd !== undefined)
    throw invalid(`The value ${odd} for parameter Id is not matching the expected pattern.`);
  if (queries.filter(({ ReturnData }) => ReturnData !== false).length !== 1)
    throw invalid("Exactly one element of the metrics list should return data.");
  if (queries.filter(({ MetricStat }) => MetricStat !== undefined).length > MOST_METRICS)
    throw invalid(`An alarm can have at most ${MOST_METRICS} metrics.`);
  for (const query of queries) checkQuery(query, { ids, periods });
}

function checkQuery(
  { Id, Expression, MetricStat }: MetricDataQuery,
  { ids, periods }: { ids: readonly string[]; periods: number },
): void {
  if ((Expression === undefined) === (MetricStat === undefined))
    throw invalid(`Metric ${Id} must have either Expression or MetricStat set, and not both.`);
  if (Expression !== undefined) {
    checkExpression(Id ?? "", Expression, ids);
    return;
  }
  const { Metric, Period, Stat = "" } = MetricStat ?? {};
  if (Metric?.MetricName === undefined || Metric.Namespace === undefined)
    throw invalid(`Metric ${Id} must have a namespace and a name.`);
  checkPattern("namespace", Metric.Namespace);
  if (!STATISTICS.includes(Stat) && !EXTENDED.test(Stat))
    throw invalid(`The value ${Stat} for parameter Stat of ${Id} is not supported.`);
  checkDimensions(Metric.Dimensions);
  checkSpan(Period, periods);
}

/** An expression may name other queries only, and an alarm cannot search. Source: CloudWatch User Guide, "Using metric math". */
function checkExpression(id: string, expression: string, ids: readonly string[]): void {
  if (/\bSEARCH\s*\(/i.test(expression)) throw invalid("SEARCH is not supported in expressions of an alarm.");
  const names = expression.match(/\b[a-z][A-Za-z0-9_]*\b(?!\s*\()/g) ?? [];
  const stranger = names.find((name) => !ids.includes(name) || name === id);
  if (stranger !== undefined)
    throw invalid(`Error in expression '${id}': Undefined function or variable '${stranger}'`);
}
