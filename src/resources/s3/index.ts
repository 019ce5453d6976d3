import { bucket } from "./bucket.ts";

/** The resource types of S3. */
export const s3Types = [bucket] as const;
