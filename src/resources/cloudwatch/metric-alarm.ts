import {
  DeleteAlarmsCommand,
  type MetricAlarm,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from "@aws-sdk/client-cloudwatch";
import type { Aws } from "../../aws/env.ts";
import { toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Watch } from "../../engine/resource.ts";
import { AlreadyExists } from "../../errors.ts";
import { ignoreAbsent, resourceType } from "../type.ts";
import { isMath, metricsOf, toSourceInput } from "./alarm-source.ts";
import {
  findAlarm,
  findObserved,
  listObserved,
  type MetricAlarmAttributes,
  type MetricAlarmProps,
} from "./metric-alarm-observed.ts";
import { changeTags } from "./tagging.ts";

/** Periods below a minute are billed as high resolution. Source: CloudWatch API reference, PutMetricAlarm, Period. */
const MINUTE = 60;

/** Tags count at the first put only; later ones ignore them. */
function toInput(props: MetricAlarmProps): PutMetricAlarmCommandInput {
  return {
    AlarmName: props.name,
    AlarmDescription: props.description,
    ...toSourceInput(props.source),
    EvaluationPeriods: props.evaluationPeriods,
    Threshold: props.threshold,
    ComparisonOperator: props.comparison,
    TreatMissingData: props.missingData,
    AlarmActions: [...props.alarmActions],
    Tags: toTagList(props.tags),
  };
}

/** What others may set and no prop of ours says. */
const OTHERS = [
  "ActionsEnabled",
  "OKActions",
  "InsufficientDataActions",
  "DatapointsToAlarm",
  "EvaluateLowSampleCountPercentile",
  "EvaluationWindow",
  "WarmUpConfiguration",
  "ActionConfiguration",
] as const satisfies readonly (keyof MetricAlarm & keyof PutMetricAlarmCommandInput)[];

/**
 * A put overwrites the whole alarm: what others set is sent along, as far as it goes with what is asked for. Fewer periods than
 * must be beyond the threshold count all; few samples matter to percentiles only. Source: CloudWatch API reference,
 * PutMetricAlarm, DatapointsToAlarm and EvaluateLowSampleCountPercentile.
 */
async function readOthers(
  aws: Aws,
  props: MetricAlarmProps,
  { report }: Pick<Watch, "report">,
): Promise<Partial<PutMetricAlarmCommandInput>> {
  const alarm: MetricAlarm = (await findAlarm(aws, props.name)) ?? {};
  const others = Object.fromEntries(OTHERS.map((member) => [member, alarm[member]]));
  const { DatapointsToAlarm: points = 0 } = alarm;
  const { evaluationPeriods: periods } = props;
  if (points > periods) {
    report(`${points} data points had to alarm; in ${periods} periods it can only be ${periods}`);
    others.DatapointsToAlarm = periods;
  }
  if (!/^p\d/.test(statisticOf(props))) delete others.EvaluateLowSampleCountPercentile;
  return others;
}

const statisticOf = ({ source }: MetricAlarmProps): string => (isMath(source) ? "" : source.statistic);

/**
 * A CloudWatch alarm on a metric or an expression. Made at once, in the state INSUFFICIENT_DATA until data comes. PutMetricAlarm
 * overwrites whatever has the name, so the create looks first.
 */
export const metricAlarm = resourceType<MetricAlarmProps, MetricAlarmAttributes>({
  name: "cloudwatch/metric-alarm",
  title: "CloudWatch alarm",
  repeat: "name",
  proof: "tags",
  compare: {
    name: "exact",
    description: "exact",
    source: "exact",
    evaluationPeriods: "exact",
    threshold: "exact",
    comparison: "exact",
    missingData: "exact",
    alarmActions: "set",
    tags: "subset",
  },
  replaceOn: ["name"],
  stable: ["name", "arn"],
  typicalSeconds: { create: 1, update: 1, delete: 1 },
  iamActions: [
    "cloudwatch:PutMetricAlarm",
    "cloudwatch:DescribeAlarms",
    "cloudwatch:DeleteAlarms",
    "cloudwatch:TagResource",
    "cloudwatch:UntagResource",
    "cloudwatch:ListTagsForResource",
  ],
  nameOf: ({ name }) => name,

  /** Each metric of an expression is billed. Source: CloudWatch pricing, "Alarms", priced by the alarm metric. */
  usage({ source }) {
    const metrics = metricsOf(source);
    const isQuick = metrics.some(({ periodSeconds }) => periodSeconds < MINUTE);
    const sku = isQuick ? "cloudwatch:high-resolution-alarm:month" : "cloudwatch:alarm:month";
    return [{ sku, quantity: metrics.length }];
  },

  list: listObserved,

  get: findObserved,

  async create(aws, props) {
    if ((await findAlarm(aws, props.name)) !== undefined)
      throw new AlreadyExists(new Error(`The alarm ${props.name} already exists.`));
    await aws.once.cloudWatch.send(new PutMetricAlarmCommand(toInput(props)));
    return { id: props.name };
  },

  async ready(aws, id, watch) {
    const { status } = await waitVisible(() => findObserved(aws, id), `alarm ${id}`, watch);
    watch.report(status);
  },

  async update(aws, _id, changes, context) {
    const { observed, props } = context;
    await changeTags(aws, observed.attributes.arn, changes);
    if (changes.every(({ prop }) => prop === "tags")) return;
    const input = { ...toInput(props), ...(await readOthers(aws, props, context)) };
    await aws.safe.cloudWatch.send(new PutMetricAlarmCommand(input));
  },

  async delete(aws, id) {
    await ignoreAbsent(() => aws.safe.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [id] })));
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findAlarm(aws, id), `alarm ${id}`, watch),
});
