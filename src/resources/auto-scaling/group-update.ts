import {
  AttachLoadBalancerTargetGroupsCommand,
  DetachLoadBalancerTargetGroupsCommand,
  UpdateAutoScalingGroupCommand,
  type UpdateAutoScalingGroupCommandInput,
} from "@aws-sdk/client-auto-scaling";
import { untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, hasName, isDependencyViolation, isInvalidState } from "../../aws/errors.ts";
import { type Verdict, waitFor } from "../../aws/waiter.ts";
import type { Change } from "../../engine/change.ts";
import type { UpdateContext } from "../../engine/resource.ts";
import { findGroup, type GroupAttributes, type GroupProps, type ObservedGroup } from "./group-observed.ts";
import { waitUntilServing } from "./group-serving.ts";
import { refreshInstances } from "./instance-refresh.ts";
import { suspendReplacing } from "./processes.ts";
import { changeTags } from "./tagging.ts";

type GroupChange = Change<GroupProps>;
type Context = UpdateContext<GroupProps, GroupAttributes>;

/** Seconds for which a scaling activity may keep a group from being changed or deleted. */
export const BUSY_SECONDS = 600;

/** Reads may lag behind a change for minutes. */
const VISIBLE_SECONDS = 300;

/** Whether a group takes no change only because it is scaling: ScalingActivityInProgress, ResourceContention, ResourceInUse. */
export const isBusy = (error: unknown): boolean => isInvalidState(error) || isDependencyViolation(error);

/**
 * Whether Auto Scaling does not know yet what was only just made: ValidationError, "Invalid IAM Instance Profile name" or "The
 * specified launch template, with template ID lt-0abc, does not exist." or "Provided Target Groups may not be valid."
 */
export const isFresh = (error: unknown): boolean =>
  hasName(error, ["ValidationError"]) &&
  FRESH.test(errorMessage(error)) &&
  !NEVER_NEW.test(errorMessage(error));

const FRESH =
  /invalid iam instance profile|has no associated iam roles|launch template.*does not exist|target groups may not be valid/i;

/** "You must use a valid fully-formed launch template. The key pair 'x' does not exist": these are never of our making. */
const NEVER_NEW = /key pair|image id/i;

/** The members of an update that set these props; those that have calls of their own are left out. */
function toMembers(
  changed: ReadonlySet<string>,
  props: GroupProps,
): Omit<UpdateAutoScalingGroupCommandInput, "AutoScalingGroupName"> {
  const { launchTemplateId: LaunchTemplateId, launchTemplateVersion: Version } = props;
  return {
    ...(isOfTemplate(changed) ? { LaunchTemplate: { LaunchTemplateId, Version } } : {}),
    ...(changed.has("min") ? { MinSize: props.min } : {}),
    ...(changed.has("max") ? { MaxSize: props.max } : {}),
    ...(changed.has("desired") ? { DesiredCapacity: props.desired } : {}),
    ...(changed.has("subnetIds") ? { VPCZoneIdentifier: props.subnetIds.join(",") } : {}),
    ...(changed.has("healthCheckType") ? { HealthCheckType: props.healthCheckType } : {}),
    ...(changed.has("healthCheckGraceSeconds")
      ? { HealthCheckGracePeriod: props.healthCheckGraceSeconds }
      : {}),
  };
}

const isOfTemplate = (changed: ReadonlySet<string>): boolean =>
  changed.has("launchTemplateId") || changed.has("launchTemplateVersion");

/** Props whose change is done only once the group serves again. */
const SERVING = [
  "min",
  "desired",
  "launchTemplateId",
  "launchTemplateVersion",
  "targetGroupArns",
  "replacesUnhealthy",
] as const satisfies readonly (keyof GroupProps)[];

/**
 * Changes a group in place, and waits until it serves. Before it gets its first instances, replacing unhealthy ones is
 * suspended, until the first is healthy. Another version of the launch template replaces the instances bit by bit.
 */
export async function updateGroup(
  aws: Aws,
  name: string,
  changes: readonly GroupChange[],
  context: Context,
): Promise<void> {
  await changeTags(aws, name, changes);
  const { props } = context;
  const changed = new Set<string>(changes.map(({ prop }) => prop));
  const members = toMembers(changed, props);
  if (isFirstFilled(context) || (changed.has("replacesUnhealthy") && !props.replacesUnhealthy))
    await suspendReplacing(aws, name);
  await moveTargets({ aws, name, changes, context }, () => send({ aws, name, members, context }));
  if (isOfTemplate(changed)) await refreshInstances(aws, props, context);
  if (props.replacesUnhealthy && SERVING.some((prop) => changed.has(prop)))
    await waitUntilServing(aws, name, context);
}

/** Whether a group that has no instances is about to get some. */
function isFirstFilled({ observed, props }: Context): boolean {
  const { min = 0, desired = 0 } = observed.props;
  return min === 0 && desired === 0 && props.min > 0;
}

interface Sending {
  readonly aws: Aws;
  readonly name: string;
  readonly members: ReturnType<typeof toMembers>;
  readonly context: Context;
}

async function send({ aws, name, members, context }: Sending): Promise<void> {
  if (Object.keys(members).length === 0) return;
  const command = new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: name, ...members });
  const call = (): Promise<unknown> => aws.safe.autoScaling.send(command);
  const isLag = (error: unknown): boolean => isBusy(error) || isFresh(error);
  await untilSettled(call, { isLag, budgetSeconds: BUSY_SECONDS }, context);
  if (members.MinSize !== undefined) await waitForSize(aws, name, context);
}

/** A read that lags would show a group without instances, which is ready at once. */
async function waitForSize(aws: Aws, name: string, context: Context): Promise<void> {
  const wait = {
    what: `Auto Scaling group ${name}`,
    read: () => findGroup(aws, name),
    judge: (seen: ObservedGroup | undefined): Verdict => ({
      state: seen?.props.min === context.props.min ? "ready" : "pending",
      // Its own word is still that of the old size.
      status: seen === undefined ? "not visible" : "changing its size",
    }),
    timeoutSeconds: VISIBLE_SECONDS,
    delaySeconds: 5,
  };
  await waitFor(wait, context);
}

/** New target groups are there before the old ones go. Both calls may be repeated. */
async function moveTargets(
  { aws, name, changes, context }: Move,
  between: () => Promise<void>,
): Promise<void> {
  const change = changes.find(({ prop }) => prop === "targetGroupArns");
  const present = context.observed.props.targetGroupArns ?? [];
  const wanted = change === undefined ? present : context.props.targetGroupArns;
  const added = wanted.filter((arn) => !present.includes(arn));
  const removed = present.filter((arn) => !wanted.includes(arn));
  const target = (arns: readonly string[]) => ({ AutoScalingGroupName: name, TargetGroupARNs: [...arns] });
  if (added.length > 0)
    await aws.safe.autoScaling.send(new AttachLoadBalancerTargetGroupsCommand(target(added)));
  await between();
  if (removed.length > 0)
    await aws.safe.autoScaling.send(new DetachLoadBalancerTargetGroupsCommand(target(removed)));
}

interface Move {
  readonly aws: Aws;
  readonly name: string;
  readonly changes: readonly GroupChange[];
  readonly context: Context;
}
