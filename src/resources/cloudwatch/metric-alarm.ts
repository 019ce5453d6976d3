import {
  DeleteAlarmsCommand,
  PutMetricAlarmCommand,
  type PutMetricAlarmCommandInput,
} from "@aws-sdk/client-cloudwatch";
import type { Aws } from "../../aws/env.ts";
import { toTagList } from "../../aws/tags.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import { AlreadyExists } from "../../errors.ts";
import { ignoreAbsent, resourceType } from "../type.ts";
import { metricsOf, toSourceInput } from "./alarm-source.ts";
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

/** A put overwrites the whole alarm: what others set and no prop of ours says is sent along. */
async function readOthers(aws: Aws, name: string): Promise<Partial<PutMetricAlarmCommandInput>> {
  const { ActionsEnabled, OKActions, InsufficientDataActions } = (await findAlarm(aws, name)) ?? {};
  return { ActionsEnabled, OKActions, InsufficientDataActions };
}

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

  async update(aws, id, changes, { observed, props }) {
    await changeTags(aws, observed.attributes.arn, changes);
    if (changes.every(({ prop }) => prop === "tags")) return;
    const input = { ...toInput(props), ...(await readOthers(aws, id)) };
    await aws.safe.cloudWatch.send(new PutMetricAlarmCommand(input));
  },

  async delete(aws, id) {
    await ignoreAbsent(() => aws.safe.cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [id] })));
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findAlarm(aws, id), `alarm ${id}`, watch),
});
