import type { PutMetricAlarmCommandInput } from "@aws-sdk/client-cloudwatch";
import type { Call } from "../operation.ts";
import { invalid } from "./refusals.ts";

/** Actions of one state at most. Source: CloudWatch API reference, PutMetricAlarm. */
const MOST_ACTIONS = 5;

/** What an alarm can set off, after the partition. Source: CloudWatch API reference, PutMetricAlarm, AlarmActions. */
const FORMS = [
  /^sns:(?<region>[a-z0-9-]+):\d{12}:[A-Za-z0-9_.-]+$/,
  /^autoscaling:(?<region>[a-z0-9-]+):\d{12}:scalingPolicy:[^:]+:autoScalingGroupName\/.+:policyName\/.+$/,
  /^autoscaling:(?<region>[a-z0-9-]+):\d{12}:scalingPolicy:[^:]+:resource\/.+:policyName\/.+$/,
  /^lambda:(?<region>[a-z0-9-]+):\d{12}:function:.+$/,
  /^automate:(?<region>[a-z0-9-]+):ec2:(stop|terminate|reboot|recover)$/,
  /^swf:(?<region>[a-z0-9-]+):\d{12}:action\/actions\/AWS_EC2\..+$/,
  /^ssm:(?<region>[a-z0-9-]+):\d{12}:opsitem:\d.*$/,
  /^ssm-incidents::\d{12}:response-?plan\/.+$/,
  /^aiops:(?<region>[a-z0-9-]+):\d{12}:investigation-group:.+$/,
];

/**
 * Checks the actions' number, form and region. Whether what they name exists is not looked at: "CloudWatch doesn't test or
 * validate the actions that you specify". Source: CloudWatch User Guide, "Using Amazon CloudWatch alarms".
 */
export function checkActions(input: PutMetricAlarmCommandInput, call: Call): void {
  for (const member of ["AlarmActions", "OKActions", "InsufficientDataActions"] as const) {
    const actions = input[member] ?? [];
    if (actions.length > MOST_ACTIONS)
      throw invalid(
        `1 validation error detected: Value at '${member}' failed to satisfy constraint: Member must have length less than or equal to ${MOST_ACTIONS}`,
      );
    for (const action of actions) checkAction(action, call);
  }
}

function checkAction(arn: string, { partition, region }: Call): void {
  const prefix = `arn:${partition}:`;
  const rest = arn.startsWith(prefix) ? arn.slice(prefix.length) : "";
  const match = FORMS.map((form) => form.exec(rest)).find((found) => found !== null) ?? null;
  if (match === null) throw invalid(`Invalid arn syntax: ${arn}`);
  const named = match.groups?.region;
  if (named !== undefined && named !== region)
    throw invalid(`Invalid region ${named} specified. Only ${region} is supported.`);
}
