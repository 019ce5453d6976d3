import { DescribeAlarmsCommand, type MetricAlarm } from "@aws-sdk/client-cloudwatch";
import type { Aws } from "../../aws/env.ts";
import type { Observed, Scope, Tags } from "../../engine/resource.ts";
import { orAbsent, present } from "../type.ts";
import { type AlarmSource, readSource } from "./alarm-source.ts";
import { readTags } from "./tagging.ts";

/** How a value is held against the threshold, in CloudWatch's words. */
export type Comparison =
  | "GreaterThanThreshold"
  | "GreaterThanOrEqualToThreshold"
  | "LessThanThreshold"
  | "LessThanOrEqualToThreshold";

/** What periods without data count as, in CloudWatch's words. */
export type MissingData = "missing" | "notBreaching" | "breaching" | "ignore";

/** What an alarm is asked to be. */
export type MetricAlarmProps = {
  /** 1 to 255 characters, unique in the region. */
  name: string;
  description: string;
  source: AlarmSource;
  /** Periods in a row that must be beyond the threshold. */
  evaluationPeriods: number;
  threshold: number;
  comparison: Comparison;
  missingData: MissingData;
  /** ARNs of what happens when it goes off, at most 5: topics, scaling policies. */
  alarmActions: readonly string[];
  tags: Tags;
};

export type MetricAlarmAttributes = { name: string; arn: string };

export type ObservedAlarm = Observed<MetricAlarmProps, MetricAlarmAttributes>;

/** Names in one call at most. Source: CloudWatch API reference, DescribeAlarms. */
const BATCH = 100;

/**
 * Tags cost a call for each alarm. Up to so many alarms all tags are read; of more, only those of alarms that the state does
 * not know, whose tags must show whose they are: a look at the whole stack is to stay at about 60 calls.
 */
const TAGS_READ = 4;

/** The alarm of a name without its tags; `undefined` when there is none. */
export async function findAlarm(aws: Aws, name: string): Promise<MetricAlarm | undefined> {
  return (await describe(aws, [name]))[0];
}

async function describe(aws: Aws, names: readonly string[]): Promise<readonly MetricAlarm[]> {
  const command = new DescribeAlarmsCommand({ AlarmNames: [...names], MaxRecords: BATCH });
  return (await aws.safe.cloudWatch.send(command)).MetricAlarms ?? [];
}

/** The alarm of a name; it may go between the two reads, and then its ARN is what is not found. */
export async function findObserved(aws: Aws, name: string): Promise<ObservedAlarm | undefined> {
  const alarm = await findAlarm(aws, name);
  return alarm === undefined ? undefined : withTags(aws, alarm);
}

/** All alarms of the names that matter: one read for a hundred of them, and one for the tags of each. */
export async function listObserved(aws: Aws, { names, ids }: Scope): Promise<ObservedAlarm[]> {
  const count = Math.ceil(names.length / BATCH);
  const batches = Array.from({ length: count }, (_, index) =>
    names.slice(index * BATCH, (index + 1) * BATCH),
  );
  const alarms = (await Promise.all(batches.map((batch) => describe(aws, batch)))).flat();
  const isTagRead = ({ AlarmName = "" }: MetricAlarm): boolean =>
    alarms.length <= TAGS_READ || !ids.includes(AlarmName);
  const observed = alarms.map(async (alarm) =>
    isTagRead(alarm) ? withTags(aws, alarm) : toObserved(alarm, "unknown"),
  );
  return present(await Promise.all(observed));
}

const withTags = (aws: Aws, alarm: MetricAlarm): Promise<ObservedAlarm | undefined> =>
  orAbsent(async () => toObserved(alarm, await readTags(aws, alarm.AlarmArn ?? "")));

function toObserved(alarm: MetricAlarm, tags: Tags | "unknown"): ObservedAlarm {
  const { AlarmName: name = "", AlarmArn: arn = "", StateValue: status = "INSUFFICIENT_DATA" } = alarm;
  const source = readSource(alarm);
  return {
    id: name,
    name,
    condition: "standing",
    status,
    props: {
      name,
      description: alarm.AlarmDescription ?? "",
      ...(source === undefined ? {} : { source }),
      ...(alarm.EvaluationPeriods === undefined ? {} : { evaluationPeriods: alarm.EvaluationPeriods }),
      ...(alarm.Threshold === undefined ? {} : { threshold: alarm.Threshold }),
      comparison: alarm.ComparisonOperator as Comparison,
      missingData: (alarm.TreatMissingData ?? "missing") as MissingData,
      alarmActions: alarm.AlarmActions ?? [],
      ...(tags === "unknown" ? {} : { tags }),
    },
    attributes: { name, arn },
    tags,
  };
}
