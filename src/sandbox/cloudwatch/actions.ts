import type { Need } from "../policy.ts";
import type { NeedRule, SandboxService } from "../service.ts";
import { alarmArn, dashboardArn } from "./tag.ts";

const isFilled = (value: unknown): boolean => Array.isArray(value) && value.length > 0;

/** An action on each thing that a member names. */
const on =
  (action: string, member: string, toArn: typeof alarmArn): NeedRule =>
  (input, call) => {
    const named = [input[member]].flat().filter((name) => typeof name === "string");
    return named.map((name): Need => ({ action: `cloudwatch:${action}`, resource: toArn(call, name) }));
  };

/**
 * Tags in the request ask for one more action. Source: CloudWatch API reference, PutMetricAlarm, Tags. The reference says it of
 * alarms only; for dashboards it is asked for to be on the safe side.
 */
function tagging(member: string, toArn: typeof alarmArn): NeedRule {
  const rule = on("TagResource", member, toArn);
  return (input, call) => (isFilled(input.Tags) && typeof rule === "function" ? rule(input, call) : []);
}

/**
 * What IAM wants for CloudWatch's calls. Source: Service Authorization Reference, "Actions, resources, and condition keys for
 * Amazon CloudWatch".
 */
export const needs: SandboxService["needs"] = {
  PutDashboard: [on("PutDashboard", "DashboardName", dashboardArn), tagging("DashboardName", dashboardArn)],
  GetDashboard: [on("GetDashboard", "DashboardName", dashboardArn)],
  ListDashboards: [{ action: "cloudwatch:ListDashboards" }],
  DeleteDashboards: [on("DeleteDashboards", "DashboardNames", dashboardArn)],
  PutMetricAlarm: [on("PutMetricAlarm", "AlarmName", alarmArn), tagging("AlarmName", alarmArn)],
  DescribeAlarms: [{ action: "cloudwatch:DescribeAlarms" }],
  DeleteAlarms: [on("DeleteAlarms", "AlarmNames", alarmArn)],
  TagResource: [{ action: "cloudwatch:TagResource", resource: "{ResourceARN}" }],
  UntagResource: [{ action: "cloudwatch:UntagResource", resource: "{ResourceARN}" }],
  ListTagsForResource: [{ action: "cloudwatch:ListTagsForResource", resource: "{ResourceARN}" }],
};
