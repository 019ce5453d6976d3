import type {
  DeleteAlarmsCommandInput,
  DeleteAlarmsCommandOutput,
  DescribeAlarmsCommandInput,
  DescribeAlarmsCommandOutput,
  MetricAlarm,
  PutMetricAlarmCommandInput,
  PutMetricAlarmCommandOutput,
} from "@aws-sdk/client-cloudwatch";
import { type Call, change, read } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { checkActions } from "./alarm-action.ts";
import { checkWatched } from "./alarm-metrics.ts";
import { cloudWatchOffers } from "./offers.ts";
import { badValue, invalid, missing, refuseUnmodelled, uncombinable } from "./refusals.ts";
import { type Alarm, alarms } from "./tables.ts";
import { alarmArn, toTags } from "./tag.ts";

const MOST_NAMES = 100;

const COMPARISONS = [
  "GreaterThanThreshold",
  "GreaterThanOrEqualToThreshold",
  "LessThanThreshold",
  "LessThanOrEqualToThreshold",
];
const MISSING_DATA = ["breaching", "notBreaching", "ignore", "missing"];

const MODELLED = [
  "AlarmName AlarmDescription ActionsEnabled OKActions AlarmActions InsufficientDataActions MetricName Namespace",
  "Statistic ExtendedStatistic Dimensions Period Unit EvaluationPeriods DatapointsToAlarm Threshold",
  "ComparisonOperator TreatMissingData EvaluateLowSampleCountPercentile Metrics Tags",
].flatMap((line) => line.split(" "));

function checkEvaluation(input: PutMetricAlarmCommandInput): void {
  const { EvaluationPeriods: periods, DatapointsToAlarm: points, Threshold, ComparisonOperator } = input;
  if (periods === undefined) throw missing("The parameter EvaluationPeriods is required.");
  if (!Number.isInteger(periods) || periods < 1) throw invalid("EvaluationPeriods must be 1 or more");
  if (points !== undefined && (points < 1 || points > periods))
    throw invalid("DatapointsToAlarm must be between 1 and EvaluationPeriods");
  if (Threshold === undefined) throw missing("The parameter Threshold is required.");
  if (ComparisonOperator === undefined || !COMPARISONS.includes(ComparisonOperator))
    throw invalid(
      `1 validation error detected: Value '${ComparisonOperator}' at 'comparisonOperator' failed to satisfy constraint: Member must satisfy enum value set: [${COMPARISONS.join(", ")}]`,
    );
  const { TreatMissingData: treatment = "missing" } = input;
  if (!MISSING_DATA.includes(treatment))
    throw badValue(`The value ${treatment} is not supported for TreatMissingData.`);
}

/** A put overwrites all but state and tags. Source: CloudWatch API reference, PutMetricAlarm. */
function putMetricAlarm(
  input: PutMetricAlarmCommandInput,
  call: Call,
): Omit<PutMetricAlarmCommandOutput, "$metadata"> {
  refuseUnmodelled("PutMetricAlarm", input, MODELLED);
  const { AlarmName: name = "", Tags, ...settings } = input;
  if (name.length < 1 || name.length > 255 || /\p{Cc}/u.test(name))
    throw invalid("AlarmName must have 1 to 255 characters, none of them a control character");
  checkEvaluation(input);
  checkWatched(input);
  checkActions(input, call);
  const table = call.account.table(alarms);
  const changedAt = call.account.clock.now();
  if (table.find(name) !== undefined) {
    table.update(name, { settings, changedAt });
    return {};
  }
  if (table.all().length >= call.account.offers(cloudWatchOffers).quotas.alarms)
    throw new Refusal("LimitExceeded", "The maximum number of alarms for this account has been reached.");
  const tags = toTags(Tags);
  table.insert({ id: name, createdAt: changedAt, changedAt, settings, state: "INSUFFICIENT_DATA", tags });
  return {};
}

function toMetricAlarm(row: Alarm, call: Call): MetricAlarm {
  const { settings } = row;
  return {
    ...settings,
    AlarmName: row.id,
    AlarmArn: alarmArn(call, row.id),
    AlarmConfigurationUpdatedTimestamp: new Date(row.changedAt),
    ActionsEnabled: settings.ActionsEnabled ?? true,
    OKActions: settings.OKActions ?? [],
    AlarmActions: settings.AlarmActions ?? [],
    InsufficientDataActions: settings.InsufficientDataActions ?? [],
    Dimensions: settings.Dimensions ?? [],
    StateValue: row.state,
    StateReason: "Unchecked: Initial alarm creation",
    StateUpdatedTimestamp: new Date(row.createdAt),
  };
}

/** Whether an alarm is one that the request asks for. */
function isAsked({ id, state, settings }: Alarm, input: DescribeAlarmsCommandInput): boolean {
  const { AlarmNames: names, AlarmNamePrefix: prefix = "", StateValue = state, ActionPrefix } = input;
  const actions = settings.AlarmActions ?? [];
  return (
    (names?.includes(id) ?? id.startsWith(prefix)) &&
    state === StateValue &&
    (ActionPrefix === undefined || actions.some((action) => action.startsWith(ActionPrefix)))
  );
}

function checkDescription(input: DescribeAlarmsCommandInput): void {
  const { AlarmNames: names = [], AlarmNamePrefix: prefix, MaxRecords: size = 50 } = input;
  if (input.AlarmNames !== undefined && prefix !== undefined)
    throw uncombinable("AlarmNamePrefix and AlarmNames can not be specified together.");
  if (names.length > MOST_NAMES) throw invalid(`At most ${MOST_NAMES} alarm names are allowed.`);
  if (size < 1 || size > MOST_NAMES) throw invalid(`MaxRecords must be between 1 and ${MOST_NAMES}`);
}

/** Finds by names, by prefix, or all; there are no alarms but those on metrics. Names come in alphabetical order. */
function describeAlarms(
  input: DescribeAlarmsCommandInput,
  call: Call,
): Omit<DescribeAlarmsCommandOutput, "$metadata"> {
  checkDescription(input);
  const start = Number(input.NextToken ?? 0);
  if (!Number.isInteger(start)) throw new Refusal("InvalidNextToken", "The next token is invalid.");
  const wantsMetricAlarms = input.AlarmTypes?.includes("MetricAlarm") ?? true;
  const all = wantsMetricAlarms ? call.account.table(alarms).all() : [];
  const found = all.filter((row) => isAsked(row, input)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const end = start + (input.MaxRecords ?? 50);
  return {
    MetricAlarms: found.slice(start, end).map((row) => toMetricAlarm(row, call)),
    CompositeAlarms: [],
    NextToken: end < found.length ? String(end) : undefined,
  };
}

/** Those that are there go, whatever else the list names; a list of nothing that is there is refused. */
function deleteAlarms(
  input: DeleteAlarmsCommandInput,
  call: Call,
): Omit<DeleteAlarmsCommandOutput, "$metadata"> {
  const names = input.AlarmNames ?? [];
  if (names.length > MOST_NAMES) throw invalid(`At most ${MOST_NAMES} alarms can be deleted in one call.`);
  const table = call.account.table(alarms);
  const found = names.filter((name) => table.find(name) !== undefined);
  if (found.length === 0)
    throw new Refusal("ResourceNotFound", `Alarm does not exist: ${names.join(", ")}`, { status: 404 });
  for (const name of found) table.remove(name);
  return {};
}

/** CloudWatch's calls on alarms. */
export const metricAlarmOperations = {
  PutMetricAlarm: change<PutMetricAlarmCommandInput, PutMetricAlarmCommandOutput>(putMetricAlarm),
  DescribeAlarms: read<DescribeAlarmsCommandInput, DescribeAlarmsCommandOutput>(describeAlarms),
  DeleteAlarms: change<DeleteAlarmsCommandInput, DeleteAlarmsCommandOutput>(deleteAlarms),
};
