import type { Answer } from "../../engine/lookup.ts";
import { findGroup } from "../../resources/auto-scaling/group-observed.ts";
import type { AwsLookup } from "../../resources/index.ts";
import type { Settings } from "../settings.ts";
import { groupName } from "./names.ts";

/** Key of the look at what the group runs. */
export const RUNNING_KEY = "scale.running";

/**
 * Whether the group is to have instances already. An image that can no longer be seen must not take a running application
 * away: only a group that never started waits for its image.
 */
export const runningLookup = (settings: Settings): AwsLookup<boolean> => ({
  key: RUNNING_KEY,
  source: `${groupName(settings)} of autoscaling:DescribeAutoScalingGroups`,
  unpinned: true,
  ask: async (env) => ((await findGroup(env, groupName(settings)))?.props.min ?? 0) > 0,
});

/** Whether the group has been given instances. */
export const isRunning = (answers: ReadonlyMap<string, Answer>): boolean =>
  answers.get(RUNNING_KEY)?.value === true;
