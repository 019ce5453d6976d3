import type { Answer } from "../../engine/lookup.ts";
import type { AwsLookup } from "../../resources/index.ts";
import type { ImageState } from "../deploy/lookups.ts";
import { answerOf } from "../section.ts";
import type { Settings } from "../settings.ts";
import { groupName } from "./names.ts";

/** Key of the look at what the group runs. */
const RUNNING_KEY = "scale.running";

/**
 * Whether the group has instances, as the look at what stands tells. An image that can no longer be seen must not
 * take a running application away: only a group without instances waits for its image.
 */
export const runningLookup = (settings: Settings): AwsLookup<boolean> => ({
  key: RUNNING_KEY,
  source: `${groupName(settings)} of autoscaling:DescribeAutoScalingGroups`,
  unpinned: true,
  ask: () => Promise.resolve(false),
  live: {
    type: "auto-scaling/group",
    read: ([group]) => (group?.props.instanceType === undefined ? undefined : true),
    isSameLine: () => true,
    isAhead: () => true,
  },
});

/** Whether the group has instances. */
export const isRunning = (answers: ReadonlyMap<string, Answer>): boolean =>
  answerOf<boolean>(answers, RUNNING_KEY) === true;

/** Key under which the deployment tells whether the image is in its repository. */
export const IMAGE_KEY = "deploy.image";

/** Whether the image that instances run is in its repository. */
export const isImageReady = (answers: ReadonlyMap<string, Answer>): boolean =>
  answerOf<ImageState>(answers, IMAGE_KEY)?.ready === true;
