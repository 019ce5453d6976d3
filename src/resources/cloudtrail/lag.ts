import { type Pace, untilSettled } from "../../aws/calls.ts";
import { hasName } from "../../aws/errors.ts";

/**
 * The bucket, or the policy that lets CloudTrail write into it, was made a moment ago, and so was the trail. No bound is
 * documented; two minutes are what others wait.
 */
const FRESH = {
  isLag: (error: unknown): boolean =>
    hasName(error, [
      "InsufficientS3BucketPolicyException",
      "S3BucketDoesNotExistException",
      "TrailNotFoundException",
      "ResourceNotFoundException",
    ]),
  budgetSeconds: 120,
};

/** CloudTrail has not loaded the trail yet, or changes it: "wait a few minutes". Source: CloudTrail API reference, ConflictException. */
const BUSY = {
  isLag: (error: unknown): boolean => hasName(error, ["ConflictException"]),
  budgetSeconds: 300,
};

/** Repeats a call while CloudTrail is busy with the trail. */
export const untilIdle = <T>(call: () => Promise<T>, pace: Pace): Promise<T> =>
  untilSettled(call, BUSY, pace);

/** Repeats a call while CloudTrail does not know yet what was just made, or is busy with it. */
export const untilKnown = <T>(call: () => Promise<T>, pace: Pace): Promise<T> =>
  untilIdle(() => untilSettled(call, FRESH, pace), pace);
