import {
  DescribeInstanceRefreshesCommand,
  type InstanceRefresh,
  StartInstanceRefreshCommand,
} from "@aws-sdk/client-auto-scaling";
import type { Aws } from "../../aws/env.ts";
import { hasName } from "../../aws/errors.ts";
import { type Verdict, waitFor } from "../../aws/waiter.ts";
import type { Watch } from "../../engine/resource.ts";
import { refuseHopeless } from "./activities.ts";
import { findGroup, type GroupProps, type ObservedGroup } from "./group-observed.ts";
import { REPLACING } from "./processes.ts";

/** A refresh of 20 instances, one or two at a time, takes an hour or two. */
const WAIT = { timeoutSeconds: 3 * 3600, delaySeconds: 10 };

/** Seconds that a new instance serves before the next one is replaced. */
const WARMUP_SECONDS = 60;

/** Share of the group, in per cent, that stays in service. Source: EC2 Auto Scaling API reference, RefreshPreferences. */
const MIN_HEALTHY = 90;

const UNDER_WAY = new Set(["Pending", "InProgress", "Cancelling", "RollbackInProgress", "Baking"]);

const FAILED = new Set(["Failed", "RollbackFailed", "RollbackSuccessful"]);

/** The refresh of this id, else the latest of a group. */
async function findRefresh(aws: Aws, name: string, id?: string): Promise<InstanceRefresh | undefined> {
  const command = new DescribeInstanceRefreshesCommand({
    AutoScalingGroupName: name,
    ...(id === undefined ? { MaxRecords: 1 } : { InstanceRefreshIds: [id] }),
  });
  return (await aws.safe.autoScaling.send(command)).InstanceRefreshes?.[0];
}

/** Waits until no refresh of a group is under way; at once if none is. Throws as {@link waitForEnd}. */
export async function waitForRefresh(aws: Aws, name: string, watch: Watch): Promise<void> {
  const latest = await findRefresh(aws, name);
  if (UNDER_WAY.has(latest?.Status ?? ""))
    await waitForEnd(aws, { name, id: latest?.InstanceRefreshId }, watch);
}

/** Which refresh is waited for; without an id the latest. */
interface Awaited {
  readonly name: string;
  readonly id?: string | undefined;
}

/** Throws `BrokenResourceError` when the refresh failed, or when EC2 gives no instances. */
async function waitForEnd(aws: Aws, { name, id }: Awaited, watch: Watch): Promise<void> {
  const begun = aws.clock.now();
  const read = async (): Promise<InstanceRefresh | undefined> => {
    const [refresh] = await Promise.all([findRefresh(aws, name, id), refuseHopeless(aws, name, begun)]);
    return refresh;
  };
  await waitFor({ what: `instance refresh of ${name}`, read, judge, ...WAIT }, watch);
}

/** A refresh that is not shown was only just begun. */
function judge(seen: InstanceRefresh | undefined): Verdict {
  const word: string = seen?.Status ?? "Pending";
  const status = `instance refresh ${word}, ${seen?.PercentageComplete ?? 0} %`;
  if (UNDER_WAY.has(word)) return { state: "pending", status };
  return FAILED.has(word)
    ? { state: "failed", status, reason: seen?.StatusReason }
    : { state: "ready", status: "instances refreshed" };
}

/** The version of a launch template that instances are to run on. */
export type Wanted = Pick<GroupProps, "name" | "launchTemplateId" | "launchTemplateVersion">;

/**
 * Has a group replace the instances that do not run on a version of its launch template, and waits until they are. A refresh
 * that is under way is waited for first, since a group can have one at a time; then only what it left is replaced. Where AWS
 * speaks of another one for three hours, its refusal is thrown.
 */
export async function refreshInstances(aws: Aws, wanted: Wanted, watch: Watch): Promise<void> {
  const { name } = wanted;
  const begun = watch.clock.now();
  for (;;) {
    await waitForRefresh(aws, name, watch);
    const group = await findGroup(aws, name);
    if (group === undefined || group.instanceIds.length === 0 || isOn(group, wanted)) return;
    const isLate = watch.clock.secondsSince(begun) > WAIT.timeoutSeconds;
    const id = await startRefresh(aws, { name, group, isLate });
    if (id !== undefined) return waitForEnd(aws, { name, id }, watch);
    await watch.clock.sleep(WAIT.delaySeconds, watch.signal);
  }
}

const isOn = ({ props }: ObservedGroup, { launchTemplateId, launchTemplateVersion }: Wanted): boolean =>
  props.launchTemplateId === launchTemplateId && props.launchTemplateVersion === launchTemplateVersion;

/** The id of the refresh that was begun; `undefined` where another one is under way that reads do not show yet. */
async function startRefresh(
  aws: Aws,
  { name, group, isLate }: { readonly name: string; readonly group: ObservedGroup; readonly isLate: boolean },
): Promise<string | undefined> {
  const command = new StartInstanceRefreshCommand({
    AutoScalingGroupName: name,
    Strategy: "Rolling",
    Preferences: {
      // Without a healthy target nothing would ever be replaced.
      MinHealthyPercentage: group.suspended.includes(REPLACING) ? 0 : MIN_HEALTHY,
      InstanceWarmup: WARMUP_SECONDS,
      SkipMatching: true,
    },
  });
  try {
    const { InstanceRefreshId } = await aws.safe.autoScaling.send(command);
    return InstanceRefreshId;
  } catch (error) {
    if (hasName(error, ["InstanceRefreshInProgress"]) && !isLate) return undefined;
    throw error;
  }
}
