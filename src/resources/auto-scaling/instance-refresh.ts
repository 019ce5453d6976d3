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
import { findGroup, type ObservedGroup } from "./group-observed.ts";
import { REPLACING } from "./processes.ts";

/** A refresh of 20 instances, one or two at a time, takes an hour or two. */
const WAIT = { timeoutSeconds: 3 * 3600, delaySeconds: 10 };

/** Seconds that a new instance serves before the next one is replaced. */
const WARMUP_SECONDS = 60;

/** Share of the group, in per cent, that stays in service. Source: EC2 Auto Scaling API reference, RefreshPreferences. */
const MIN_HEALTHY = 90;

const UNDER_WAY = new Set(["Pending", "InProgress", "Cancelling", "RollbackInProgress", "Baking"]);

const FAILED = new Set(["Failed", "RollbackFailed", "RollbackSuccessful"]);

async function findLatest(aws: Aws, name: string): Promise<InstanceRefresh | undefined> {
  const command = new DescribeInstanceRefreshesCommand({ AutoScalingGroupName: name, MaxRecords: 1 });
  return (await aws.safe.autoScaling.send(command)).InstanceRefreshes?.[0];
}

/**
 * Waits until no refresh of a group is under way; at once if none is. Throws `BrokenResourceError` when the one that was
 * waited for failed, or when EC2 gives no instances.
 */
export async function waitForRefresh(aws: Aws, name: string, watch: Watch): Promise<void> {
  const first = await findLatest(aws, name);
  if (!UNDER_WAY.has(first?.Status ?? "")) return;
  const begun = aws.clock.now();
  const read = async (): Promise<InstanceRefresh | undefined> => {
    const [latest] = await Promise.all([findLatest(aws, name), refuseHopeless(aws, name, begun)]);
    return latest;
  };
  await waitFor({ what: `instance refresh of ${name}`, read, judge, ...WAIT }, watch);
}

function judge(seen: InstanceRefresh | undefined): Verdict {
  const word: string = seen?.Status ?? "Successful";
  const status = `instance refresh ${word}, ${seen?.PercentageComplete ?? 0} %`;
  if (UNDER_WAY.has(word)) return { state: "pending", status };
  return FAILED.has(word)
    ? { state: "failed", status, reason: seen?.StatusReason }
    : { state: "ready", status: "instances refreshed" };
}

/**
 * Has a group replace the instances that do not run on its launch template's version. One that is under way is waited for
 * first, since a group can have one at a time; then only what it left is replaced.
 */
export async function startRefresh(aws: Aws, name: string, watch: Watch): Promise<void> {
  for (;;) {
    await waitForRefresh(aws, name, watch);
    const group = await findGroup(aws, name);
    if (group === undefined || group.instanceIds.length === 0) return;
    if (await wasStarted(aws, name, group)) return;
  }
}

async function wasStarted(aws: Aws, name: string, group: ObservedGroup): Promise<boolean> {
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
    await aws.safe.autoScaling.send(command);
    return true;
  } catch (error) {
    if (hasName(error, ["InstanceRefreshInProgress"])) return false;
    throw error;
  }
}
