import { randomUUID } from "node:crypto";
import type {
  Alarm,
  DeletePolicyCommandInput,
  DeletePolicyCommandOutput,
  DescribePoliciesCommandInput,
  DescribePoliciesCommandOutput,
  PutScalingPolicyCommandInput,
  PutScalingPolicyCommandOutput,
  ScalingPolicy,
} from "@aws-sdk/client-auto-scaling";
import { alarms } from "../cloudwatch/tables.ts";
import { type Call, change, read, toArn } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { getGroup, getStanding, invalid, paginate, refuseUnmodelled } from "./identifier.ts";
import { autoScalingOffers } from "./offers.ts";
import { groups, type Policy, policies } from "./tables.ts";

const SIMPLE: readonly string[] = ["AdjustmentType", "ScalingAdjustment", "Cooldown"];
const TRACKING: readonly string[] = ["TargetTrackingConfiguration"];
const COMMON: readonly string[] = ["AutoScalingGroupName", "PolicyName", "PolicyType"];

/** Source: EC2 Auto Scaling API reference, PutScalingPolicy. */
function checkPolicy(input: PutScalingPolicyCommandInput): void {
  const type = input.PolicyType ?? "SimpleScaling";
  if (type !== "SimpleScaling" && type !== "TargetTrackingScaling")
    throw new SandboxError(`sandbox has no scaling policies of type ${type}`);
  const own = type === "SimpleScaling" ? SIMPLE : TRACKING;
  const others = type === "SimpleScaling" ? TRACKING : SIMPLE;
  refuseUnmodelled("PutScalingPolicy", input, [...COMMON, ...SIMPLE, ...TRACKING]);
  const wrong = others.find((member) => input[member as keyof PutScalingPolicyCommandInput] !== undefined);
  if (wrong !== undefined) throw invalid(`${wrong} is not valid for policies of type ${type}`);
  const missing = own
    .filter((member) => member !== "Cooldown")
    .find((member) => input[member as keyof PutScalingPolicyCommandInput] === undefined);
  if (missing !== undefined) throw invalid(`${missing} is required for policies of type ${type}`);
  if (input.AdjustmentType !== undefined && !ADJUSTMENTS.includes(input.AdjustmentType))
    throw invalid(`Invalid AdjustmentType: ${input.AdjustmentType}`);
}

const ADJUSTMENTS = ["ChangeInCapacity", "ExactCapacity", "PercentChangeInCapacity"];

const toPolicy = (call: Call, policy: Policy): ScalingPolicy => ({
  ...policy.settings,
  PolicyARN: policy.arn,
  PolicyType: policy.settings.PolicyType ?? "SimpleScaling",
  Alarms: alarmsOf(call, policy),
  Enabled: true,
});

/**
 * The alarms that run a policy. Those of a target-tracking policy are made with it and are its own: told here, and kept
 * nowhere. Source: EC2 Auto Scaling User Guide, "Target tracking scaling policies", and API reference, ScalingPolicy, Alarms.
 */
function alarmsOf(call: Call, { arn, group, settings }: Policy): Alarm[] {
  const toAlarm = (name: string): Alarm => ({
    AlarmName: name,
    AlarmARN: toArn(call, "cloudwatch", `alarm:${name}`),
  });
  if (settings.PolicyType === "TargetTrackingScaling") {
    const own = /scalingPolicy:([^:]+):/.exec(arn)?.[1] ?? "";
    return ["AlarmHigh", "AlarmLow"].map((side) => toAlarm(`TargetTracking-${group}-${side}-${own}`));
  }
  const all = call.account.table(alarms).all();
  const sets = all.filter((alarm) => alarm.settings.AlarmActions?.includes(arn) === true);
  return sets.map(({ id }) => toAlarm(id));
}

const policiesOf = (call: Call, group: string): readonly Policy[] =>
  call.account
    .table(policies)
    .all()
    .filter((row) => row.group === group);

function put(
  input: PutScalingPolicyCommandInput,
  call: Call,
): Omit<PutScalingPolicyCommandOutput, "$metadata"> {
  checkPolicy(input);
  const { id: group } = getStanding(call, input.AutoScalingGroupName);
  const name = input.PolicyName ?? "";
  const table = call.account.table(policies);
  const id = `${group}:${name}`;
  const present = table.find(id);
  const quota = call.account.offers(autoScalingOffers).quotas.policiesPerGroup;
  if (present === undefined && policiesOf(call, group).length >= quota)
    throw new Refusal("LimitExceededFault", "You've reached your limit of scaling policies of a group.");
  const row = table.insert({
    id,
    createdAt: present?.createdAt ?? call.account.clock.now(),
    group,
    name,
    arn:
      present?.arn ??
      toArn(
        call,
        "autoscaling",
        `scalingPolicy:${randomUUID()}:autoScalingGroupName/${group}:policyName/${name}`,
      ),
    settings: input,
  });
  return { PolicyARN: row.arn, Alarms: alarmsOf(call, row) };
}

function remove(input: DeletePolicyCommandInput, call: Call): Omit<DeletePolicyCommandOutput, "$metadata"> {
  const group = getGroup(call, input.AutoScalingGroupName).id;
  const row = policiesOf(call, group).find(({ name, arn }) => [name, arn].includes(input.PolicyName ?? ""));
  if (row === undefined) throw invalid(`Scaling policy name not found: ${input.PolicyName ?? ""}`);
  call.account.table(policies).remove(row.id);
  return {};
}

function describeAll(
  input: DescribePoliciesCommandInput,
  call: Call,
): Omit<DescribePoliciesCommandOutput, "$metadata"> {
  const { AutoScalingGroupName: group, PolicyNames: names = [] } = input;
  // Other calls name the group otherwise: "AutoScalingGroup name not found - …".
  if (group !== undefined && call.account.table(groups).find(group) === undefined)
    throw invalid(`Group ${group} not found`);
  const all = call.account.table(policies).all();
  const found = all.filter(
    (row) => (group === undefined || row.group === group) && (names.length === 0 || names.includes(row.name)),
  );
  const { rows, next } = paginate(found, input);
  return { ScalingPolicies: rows.map((row) => toPolicy(call, row)), NextToken: next };
}

/** Auto Scaling's calls on scaling policies. */
export const policyOperations = {
  DeletePolicy: change<DeletePolicyCommandInput, DeletePolicyCommandOutput>(remove),
  DescribePolicies: read<DescribePoliciesCommandInput, DescribePoliciesCommandOutput>(describeAll),
  PutScalingPolicy: change<PutScalingPolicyCommandInput, PutScalingPolicyCommandOutput>(put),
};
