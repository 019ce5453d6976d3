import type {
  AutoScalingGroup,
  DescribeAutoScalingGroupsCommandInput,
  DescribeAutoScalingGroupsCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { subnets } from "../ec2/tables.ts";
import { type Call, read } from "../operation.ts";
import { SandboxError } from "../refusal.ts";
import { paginate } from "./identifier.ts";
import { toInstance } from "./member.ts";
import { type Group, groups } from "./tables.ts";
import { toTagList } from "./tagging.ts";

function toGroup(row: Group, call: Call): AutoScalingGroup {
  const zones = row.subnetIds.flatMap((id) => call.account.table(subnets.table).find(id)?.zone ?? []);
  const suspended = Object.entries(row.suspended).map(([ProcessName, at]) => ({
    ProcessName,
    SuspensionReason: `User suspended at ${new Date(at).toISOString()}`,
  }));
  return {
    AutoScalingGroupName: row.id,
    AutoScalingGroupARN: row.arn,
    LaunchTemplate: { LaunchTemplateId: row.template.id, Version: row.template.version },
    MinSize: row.min,
    MaxSize: row.max,
    DesiredCapacity: row.deletedAt === undefined ? row.desired : 0,
    DefaultCooldown: row.cooldownSeconds,
    AvailabilityZones: [...new Set(zones)],
    VPCZoneIdentifier: row.subnetIds.join(","),
    LoadBalancerNames: [],
    TargetGroupARNs: [...row.targetGroups],
    HealthCheckType: row.healthCheckType,
    HealthCheckGracePeriod: row.graceSeconds,
    CreatedTime: new Date(row.createdAt),
    Instances: row.members.map((member) => toInstance(call, row, member)),
    SuspendedProcesses: suspended,
    Tags: toTagList(row),
    TerminationPolicies: ["Default"],
    NewInstancesProtectedFromScaleIn: false,
    ...(row.deletedAt === undefined ? {} : { Status: "Delete in progress" }),
  };
}

/** Names that do not exist are left out. Source: API reference, DescribeAutoScalingGroups. */
function describeAll(
  input: DescribeAutoScalingGroupsCommandInput,
  call: Call,
): Omit<DescribeAutoScalingGroupsCommandOutput, "$metadata"> {
  if ((input.Filters ?? []).length > 0) throw new SandboxError("sandbox selects groups by their names only");
  const names = input.AutoScalingGroupNames ?? [];
  const all = call.account.table(groups).all();
  const found = names.length === 0 ? all : all.filter(({ id }) => names.includes(id));
  const { rows, next } = paginate(found, input);
  return { AutoScalingGroups: rows.map((row) => toGroup(row, call)), NextToken: next };
}

/** Auto Scaling's call that tells groups. */
export const groupDescriptionOperations = {
  DescribeAutoScalingGroups: read<
    DescribeAutoScalingGroupsCommandInput,
    DescribeAutoScalingGroupsCommandOutput
  >(describeAll),
};
