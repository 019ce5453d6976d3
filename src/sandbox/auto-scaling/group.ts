import { randomUUID } from "node:crypto";
import type {
  AttachLoadBalancerTargetGroupsCommandInput,
  AttachLoadBalancerTargetGroupsCommandOutput,
  CreateAutoScalingGroupCommandInput,
  CreateAutoScalingGroupCommandOutput,
  DeleteAutoScalingGroupCommandInput,
  DeleteAutoScalingGroupCommandOutput,
  DetachLoadBalancerTargetGroupsCommandInput,
  DetachLoadBalancerTargetGroupsCommandOutput,
  UpdateAutoScalingGroupCommandInput,
  UpdateAutoScalingGroupCommandOutput,
} from "@aws-sdk/client-auto-scaling";
import { instances, terminateInstance } from "../ec2/instance.ts";
import { subnets } from "../ec2/tables.ts";
import { targetGroups } from "../elastic-load-balancing-v2/tables.ts";
import { ensureServiceLinkedRole } from "../iam/service-linked-role.ts";
import { type Call, change, toArn } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { getGroup, getStanding, invalid, refuseUnmodelled } from "./identifier.ts";
import { autoScalingOffers } from "./offers.ts";
import { settleGroup } from "./settle.ts";
import { type Group, groups, policies } from "./tables.ts";
import { mergeTags } from "./tagging.ts";
import { toTemplate } from "./template.ts";

/** Simulated seconds until a group is gone: with instances that shut down, and without. */
const DELETING_SECONDS = { full: 70, empty: 5 };

const SETTINGS: readonly string[] = [
  "AutoScalingGroupName",
  "LaunchTemplate",
  "MinSize",
  "MaxSize",
  "DesiredCapacity",
  "DefaultCooldown",
  "VPCZoneIdentifier",
  "HealthCheckType",
  "HealthCheckGracePeriod",
];

type Sizes = Pick<Group, "min" | "max" | "desired">;

function checkSizes({ min, max, desired }: Sizes): Sizes {
  if (min < 0 || max < 0) throw invalid("Sizes must not be negative");
  if (min > max) throw invalid("Max bound, must be greater than or equal to min bound");
  if (desired < min || desired > max)
    throw invalid(
      `Desired capacity:${desired} must be between the specified min size:${min} and max size:${max}`,
    );
  return { min, max, desired };
}

function toSubnetIds(call: Call, text: string | undefined): readonly string[] {
  const ids = (text ?? "")
    .split(",")
    .map((id) => id.trim())
    .filter((id) => id !== "");
  if (ids.length === 0) throw invalid("At least one Availability Zone or VPC Subnet is required.");
  const unknown = ids.find((id) => call.account.table(subnets.table).find(id) === undefined);
  if (unknown !== undefined) throw invalid(`The subnet ID '${unknown}' does not exist`);
  return ids;
}

function checkTargets(call: Call, arns: readonly string[], subnetIds: readonly string[]): readonly string[] {
  const vpcId = call.account.table(subnets.table).find(subnetIds[0] ?? "")?.vpcId;
  const wrong = arns.some((arn) => call.account.table(targetGroups).find(arn)?.vpcId !== vpcId);
  if (wrong)
    throw invalid("Provided Target Groups may not be valid. Please ensure they exist and try again.");
  return arns;
}

function toHealthCheckType(text: string): string {
  if (text !== "EC2" && text !== "ELB") throw invalid("Invalid Health Check Type. It must be EC2 or ELB");
  return text;
}

type Settings = Omit<Group, "id" | "createdAt" | "arn" | "suspended" | "members" | "tags" | "propagated">;

function toSettings(input: CreateAutoScalingGroupCommandInput, call: Call): Settings {
  const min = input.MinSize ?? 0;
  const sizes = checkSizes({ min, max: input.MaxSize ?? 0, desired: input.DesiredCapacity ?? min });
  const subnetIds = toSubnetIds(call, input.VPCZoneIdentifier);
  return {
    ...sizes,
    subnetIds,
    template: toTemplate(call, input.LaunchTemplate, subnetIds[0] ?? ""),
    targetGroups: checkTargets(call, input.TargetGroupARNs ?? [], subnetIds),
    cooldownSeconds: input.DefaultCooldown ?? 300,
    healthCheckType: toHealthCheckType(input.HealthCheckType ?? "EC2"),
    graceSeconds: input.HealthCheckGracePeriod ?? 0,
  };
}

function create(
  input: CreateAutoScalingGroupCommandInput,
  call: Call,
): Omit<CreateAutoScalingGroupCommandOutput, "$metadata"> {
  refuseUnmodelled("CreateAutoScalingGroup", input, [...SETTINGS, "TargetGroupARNs", "Tags"]);
  const id = input.AutoScalingGroupName ?? "";
  if (!/^[^:]{1,255}$/.test(id)) throw invalid("Group name must be 1 to 255 characters without a colon");
  const table = call.account.table(groups);
  if (table.find(id) !== undefined)
    throw new Refusal(
      "AlreadyExistsFault",
      `AutoScalingGroup by this name already exists - A group with the name ${id} already exists`,
    );
  const settings = toSettings(input, call);
  if (table.all().length >= call.account.offers(autoScalingOffers).quotas.groups)
    throw new Refusal("LimitExceededFault", "You've reached your limit of Auto Scaling groups.");
  ensureServiceLinkedRole(call, "autoscaling.amazonaws.com", "AWSServiceRoleForAutoScaling");
  const row = table.insert({
    id,
    createdAt: call.account.clock.now(),
    arn: toArn(call, "autoscaling", `autoScalingGroup:${randomUUID()}:autoScalingGroupName/${id}`),
    ...settings,
    suspended: {},
    members: [],
    ...mergeTags({ propagated: [] }, input.Tags),
  });
  settleGroup(call, row);
  return {};
}

/** A size that no longer fits moves the wanted capacity with it. Source: API reference, UpdateAutoScalingGroup. */
function toSizes(input: UpdateAutoScalingGroupCommandInput, present: Group): Sizes {
  const min = input.MinSize ?? present.min;
  const max = input.MaxSize ?? present.max;
  const moved = Math.min(Math.max(present.desired, min), max);
  return checkSizes({ min, max, desired: input.DesiredCapacity ?? moved });
}

function update(
  input: UpdateAutoScalingGroupCommandInput,
  call: Call,
): Omit<UpdateAutoScalingGroupCommandOutput, "$metadata"> {
  refuseUnmodelled("UpdateAutoScalingGroup", input, SETTINGS);
  const row = getStanding(call, input.AutoScalingGroupName);
  const subnetIds =
    input.VPCZoneIdentifier === undefined ? row.subnetIds : toSubnetIds(call, input.VPCZoneIdentifier);
  const changed = call.account.table(groups).update(row.id, {
    ...toSizes(input, row),
    subnetIds,
    template:
      input.LaunchTemplate === undefined
        ? row.template
        : toTemplate(call, input.LaunchTemplate, subnetIds[0] ?? ""),
    cooldownSeconds: input.DefaultCooldown ?? row.cooldownSeconds,
    healthCheckType: toHealthCheckType(input.HealthCheckType ?? row.healthCheckType),
    graceSeconds: input.HealthCheckGracePeriod ?? row.graceSeconds,
    refusedAt: undefined,
  });
  settleGroup(call, changed);
  return {};
}

function remove(
  input: DeleteAutoScalingGroupCommandInput,
  call: Call,
): Omit<DeleteAutoScalingGroupCommandOutput, "$metadata"> {
  const row = getGroup(call, input.AutoScalingGroupName);
  if (row.deletedAt !== undefined)
    throw new Refusal(
      "ScalingActivityInProgressFault",
      "You cannot delete an AutoScalingGroup while there are scaling activities in progress for that group.",
    );
  if (row.members.length > 0 && input.ForceDelete !== true)
    throw new Refusal(
      "ResourceInUseFault",
      "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still in the group.",
    );
  for (const { id } of row.members)
    if (call.account.table(instances.table).find(id) !== undefined) terminateInstance(call, id);
  const own = call.account
    .table(policies)
    .all()
    .filter(({ group }) => group === row.id);
  for (const { id } of own) call.account.table(policies).remove(id);
  const seconds = row.members.length > 0 ? DELETING_SECONDS.full : DELETING_SECONDS.empty;
  call.account.table(groups).retire(row.id, seconds);
  return {};
}

function attach(
  input: AttachLoadBalancerTargetGroupsCommandInput,
  call: Call,
): Omit<AttachLoadBalancerTargetGroupsCommandOutput, "$metadata"> {
  const row = getStanding(call, input.AutoScalingGroupName);
  const added = checkTargets(call, input.TargetGroupARNs ?? [], row.subnetIds);
  call.account.table(groups).update(row.id, { targetGroups: [...new Set([...row.targetGroups, ...added])] });
  return {};
}

function detach(
  input: DetachLoadBalancerTargetGroupsCommandInput,
  call: Call,
): Omit<DetachLoadBalancerTargetGroupsCommandOutput, "$metadata"> {
  const row = getStanding(call, input.AutoScalingGroupName);
  const dropped = input.TargetGroupARNs ?? [];
  call.account
    .table(groups)
    .update(row.id, { targetGroups: row.targetGroups.filter((arn) => !dropped.includes(arn)) });
  return {};
}

/** Auto Scaling's calls that change groups. */
export const groupOperations = {
  AttachLoadBalancerTargetGroups: change<
    AttachLoadBalancerTargetGroupsCommandInput,
    AttachLoadBalancerTargetGroupsCommandOutput
  >(attach),
  CreateAutoScalingGroup: change<CreateAutoScalingGroupCommandInput, CreateAutoScalingGroupCommandOutput>(
    create,
  ),
  DeleteAutoScalingGroup: change<DeleteAutoScalingGroupCommandInput, DeleteAutoScalingGroupCommandOutput>(
    remove,
  ),
  DetachLoadBalancerTargetGroups: change<
    DetachLoadBalancerTargetGroupsCommandInput,
    DetachLoadBalancerTargetGroupsCommandOutput
  >(detach),
  UpdateAutoScalingGroup: change<UpdateAutoScalingGroupCommandInput, UpdateAutoScalingGroupCommandOutput>(
    update,
  ),
};
