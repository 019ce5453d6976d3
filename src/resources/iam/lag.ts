import { type Pace, untilSettled } from "../../aws/calls.ts";
import { errorMessage, hasName, isNotFound } from "../../aws/errors.ts";

/**
 * Seconds after which IAM is believed when it does not know something that was just made. It names no bound itself. Source:
 * IAM User Guide, "Changes that I make are not always immediately visible".
 */
const SETTLE_SECONDS = 120;

/** Two changes of one role or policy at the same time: one of them is refused, and did nothing. */
const isContested = (error: unknown): boolean =>
  hasName(error, ["ConcurrentModification", "EntityTemporarilyUnmodifiable"]);

/**
 * "The role with name FlashSaleAppRole cannot be found." of one that was just made. A managed policy of AWS's own is never
 * new: "Policy arn:aws:iam::aws:policy/Nope does not exist or is not attachable." is the truth.
 */
const isUnknownYet = (error: unknown): boolean =>
  isNotFound(error, "NoSuchEntity") && !/:iam::aws:policy\//.test(errorMessage(error));

/**
 * Repeats a change while another one is under way, and while IAM does not know what it names. Only for calls that a refusal
 * proves to have done nothing.
 */
export const untilKnown = <T>(call: () => Promise<T>, pace: Pace): Promise<T> =>
  untilSettled(
    call,
    { isLag: (error) => isContested(error) || isUnknownYet(error), budgetSeconds: SETTLE_SECONDS },
    pace,
  );

/** Repeats a change of something that is known to stand while another change of it is under way. */
export const untilUncontested = <T>(call: () => Promise<T>, pace: Pace): Promise<T> =>
  untilSettled(call, { isLag: isContested, budgetSeconds: SETTLE_SECONDS }, pace);
