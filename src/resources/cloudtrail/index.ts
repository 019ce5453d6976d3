import { trail } from "./trail.ts";

/** The resource types of CloudTrail. */
export const cloudTrailTypes = [trail] as const;
