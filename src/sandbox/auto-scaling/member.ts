import type { Instance as ToldInstance } from "@aws-sdk/client-auto-scaling";
import { type Instance, instanceState, instances } from "../ec2/instance.ts";
import { targetGroups } from "../elastic-load-balancing-v2/tables.ts";
import { targetHealth } from "../elastic-load-balancing-v2/target-state.ts";
import type { Call } from "../operation.ts";
import type { Group, Member } from "./tables.ts";

/** Simulated seconds for which a member that leaves is still told. */
export const LEAVING_SECONDS = 60;

/** The instance of a member; `undefined` once EC2 has forgotten it. */
export const instanceOf = (call: Call, { id }: Member): Instance | undefined =>
  call.account.table(instances.table).find(id);

/** Whether a member is to stay. */
export const stays = ({ terminatingAt }: Member): boolean => terminatingAt === undefined;

/** The members that are to stay. */
export const staying = ({ members }: Group): readonly Member[] => members.filter(stays);

/** Whether every target group of a group finds an instance to be in a state. */
function isEverywhere(call: Call, group: Group, row: Instance, state: string): boolean {
  const found = group.targetGroups.flatMap((arn) => call.account.table(targetGroups).find(arn) ?? []);
  return found.every((targets) => targetHealth(call, targets, row).State === state);
}

/** Whether a member serves: it runs, and the load balancer finds it healthy where that counts. */
export function isServing(call: Call, group: Group, member: Member): boolean {
  const row = instanceOf(call, member);
  if (row === undefined || instanceState(row, call) !== "running") return false;
  return group.healthCheckType !== "ELB" || isEverywhere(call, group, row, "healthy");
}

/** Whether a member is to be replaced: it is gone, or its grace is over and the load balancer finds it unhealthy. */
export function isUnhealthy(call: Call, group: Group, member: Member): boolean {
  const row = instanceOf(call, member);
  if (row === undefined || row.deletedAt !== undefined) return true;
  if (group.healthCheckType !== "ELB" || group.targetGroups.length === 0) return false;
  const isOld = call.account.clock.secondsSince(row.createdAt) >= group.graceSeconds;
  return isOld && isEverywhere(call, group, row, "unhealthy");
}

/** A member as DescribeAutoScalingGroups tells it. */
export function toInstance(call: Call, group: Group, member: Member): ToldInstance {
  const row = instanceOf(call, member);
  return {
    InstanceId: member.id,
    InstanceType: row?.instanceType,
    AvailabilityZone: row?.zone ?? "",
    LifecycleState: lifecycleOf(call, member, row),
    HealthStatus: isUnhealthy(call, group, member) ? "Unhealthy" : "Healthy",
    LaunchTemplate: {
      LaunchTemplateId: member.template,
      LaunchTemplateName: "",
      Version: member.version,
    },
    ProtectedFromScaleIn: false,
  };
}

function lifecycleOf(
  call: Call,
  member: Member,
  row: Instance | undefined,
): NonNullable<ToldInstance["LifecycleState"]> {
  if (!stays(member) || row === undefined) return "Terminating";
  return instanceState(row, call) === "running" ? "InService" : "Pending";
}
