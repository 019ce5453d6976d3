import {
  DeletePolicyCommand,
  PutScalingPolicyCommand,
  paginateDescribePolicies,
  type ScalingPolicy,
} from "@aws-sdk/client-auto-scaling";
import { untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { hasName } from "../../aws/errors.ts";
import { waitGone, waitVisible } from "../../aws/waiter.ts";
import type { Observed } from "../../engine/resource.ts";
import { AlreadyExists } from "../../errors.ts";
import { collect, ignoreAbsent, orAbsent, resourceType } from "../type.ts";
import { isBusy } from "./group-update.ts";

/** When and by how much a policy moves its group. */
export type ScalingRule =
  /** Adds so many instances (takes away: negative) whenever an alarm says so, at most once in `cooldownSeconds`. */
  | { kind: "step"; adjustment: number; cooldownSeconds: number }
  /** Keeps the group's average CPU at so many per cent, by alarms that AWS makes itself. */
  | { kind: "target-tracking"; cpuPercent: number };

/** What a scaling policy is asked to be. */
export type ScalingPolicyProps = { groupName: string; name: string; rule: ScalingRule };

export type ScalingPolicyAttributes = {
  name: string;
  /** What an alarm names as its action. */
  policyArn: string;
};

type ObservedPolicy = Observed<ScalingPolicyProps, ScalingPolicyAttributes>;
type Place = Pick<ScalingPolicyProps, "groupName" | "name">;

const BUSY_SECONDS = 300;

/** A policy's natural key: a group's name has no colon. */
const toId = ({ groupName, name }: Place): string => `${groupName}:${name}`;

function placeOf(id: string): Place {
  const [groupName = "", name = ""] = id.split(":");
  return { groupName, name };
}

/** The policies of a group; none if there is no such group. */
async function findPolicies(aws: Aws, by: { group: string; name?: string }): Promise<ObservedPolicy[]> {
  const names = by.name === undefined ? {} : { PolicyNames: [by.name] };
  const pages = paginateDescribePolicies(
    { client: aws.safe.autoScaling },
    { AutoScalingGroupName: by.group, ...names },
  );
  const read = (): Promise<ScalingPolicy[]> => collect(pages, (page) => page.ScalingPolicies);
  return ((await orAbsent(read)) ?? []).map(toObserved);
}

async function findPolicy(aws: Aws, id: string): Promise<ObservedPolicy | undefined> {
  const { groupName: group, name } = placeOf(id);
  return (await findPolicies(aws, { group, name }))[0];
}

function toObserved(policy: ScalingPolicy): ObservedPolicy {
  const place = { groupName: policy.AutoScalingGroupName ?? "", name: policy.PolicyName ?? "" };
  const rule = toRule(policy);
  return {
    id: toId(place),
    name: toId(place),
    condition: "standing",
    status: policy.Enabled === false ? "disabled" : "enabled",
    props: { ...place, ...(rule === undefined ? {} : { rule }) },
    attributes: { name: place.name, policyArn: policy.PolicyARN ?? "" },
  };
}

/** `undefined` for a policy that none of ours is like. */
function toRule(policy: ScalingPolicy): ScalingRule | undefined {
  const { TargetTrackingConfiguration: tracking, ScalingAdjustment: adjustment, Cooldown } = policy;
  const metric = tracking?.PredefinedMetricSpecification?.PredefinedMetricType;
  if (metric === "ASGAverageCPUUtilization")
    return { kind: "target-tracking", cpuPercent: tracking?.TargetValue ?? Number.NaN };
  if (adjustment === undefined || policy.AdjustmentType !== "ChangeInCapacity") return undefined;
  return { kind: "step", adjustment, cooldownSeconds: Cooldown ?? Number.NaN };
}

function toMembers(rule: ScalingRule) {
  if (rule.kind === "target-tracking") {
    const PredefinedMetricSpecification = { PredefinedMetricType: "ASGAverageCPUUtilization" as const };
    const TargetTrackingConfiguration = { PredefinedMetricSpecification, TargetValue: rule.cpuPercent };
    return { PolicyType: "TargetTrackingScaling", TargetTrackingConfiguration };
  }
  return {
    PolicyType: "SimpleScaling",
    AdjustmentType: "ChangeInCapacity",
    ScalingAdjustment: rule.adjustment,
    Cooldown: rule.cooldownSeconds,
  };
}

async function put(
  aws: Aws,
  kind: "safe" | "once",
  { groupName, name, rule }: ScalingPolicyProps,
): Promise<void> {
  const command = new PutScalingPolicyCommand({
    AutoScalingGroupName: groupName,
    PolicyName: name,
    ...toMembers(rule),
  });
  const call = (): Promise<unknown> => aws[kind].autoScaling.send(command);
  await untilSettled(call, { isLag: isBusy, budgetSeconds: BUSY_SECONDS }, aws.clock);
}

/** A policy by which an Auto Scaling group grows or shrinks. Its name within the group is its natural key. */
export const scalingPolicy = resourceType<ScalingPolicyProps, ScalingPolicyAttributes>({
  name: "auto-scaling/scaling-policy",
  title: "scaling policy",
  repeat: "name",
  proof: "parent",
  compare: { groupName: "exact", name: "exact", rule: "exact" },
  replaceOn: ["groupName", "name"],
  holds: ["groupName"],
  stable: ["name", "policyArn"],
  typicalSeconds: { create: 2, update: 2, delete: 2 },
  iamActions: [
    "autoscaling:PutScalingPolicy",
    "autoscaling:DescribePolicies",
    "autoscaling:DescribeAutoScalingGroups",
    "autoscaling:DeletePolicy",
  ],
  nameOf: ({ groupName, name }) =>
    groupName === undefined || name === undefined ? undefined : toId({ groupName, name }),

  async list(aws, scope) {
    const named = [...new Set(scope.names.map((name) => placeOf(name).groupName))];
    const groups = named.length > 0 ? named : await scope.idsOf("auto-scaling/group");
    return (await Promise.all(groups.map((group) => findPolicies(aws, { group })))).flat();
  },

  get: findPolicy,

  /** The call overwrites what has the name: so the name is looked up first. */
  async create(aws, props) {
    const { groupName: group, name } = props;
    if ((await findPolicies(aws, { group, name })).length > 0)
      throw new AlreadyExists(new Error(`The scaling policy ${name} of ${group} exists.`));
    await put(aws, "once", props);
    return { id: toId(props) };
  },

  async ready(aws, id, watch) {
    await waitVisible(() => findPolicy(aws, id), `scaling policy ${id}`, watch);
  },

  update: (aws, _id, _changes, { props }) => put(aws, "safe", props),

  async delete(aws, id) {
    const { groupName, name } = placeOf(id);
    const command = new DeletePolicyCommand({ AutoScalingGroupName: groupName, PolicyName: name });
    try {
      await ignoreAbsent(() => aws.safe.autoScaling.send(command));
    } catch (error) {
      // Absence is a ValidationError, as is any other mistake, and not all its words are known: a look tells which.
      const isAbsent = hasName(error, ["ValidationError"]) && (await findPolicy(aws, id)) === undefined;
      if (!isAbsent) throw error;
    }
    return [];
  },

  gone: (aws, id, watch) => waitGone(() => findPolicy(aws, id), `scaling policy ${id}`, watch),
});
