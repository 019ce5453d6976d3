import { group } from "./group.ts";
import { scalingPolicy } from "./scaling-policy.ts";

/** The resource types of EC2 Auto Scaling. */
export const autoScalingTypes = [group, scalingPolicy] as const;
