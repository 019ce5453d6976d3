import { type Pace, untilSettled } from "../../aws/calls.ts";
import { errorMessage, hasName, isNotFound } from "../../aws/errors.ts";

/**
 * EC2 learns of a new instance profile, and of the role in it, some seconds after IAM: InvalidParameterValue, "Value (x) for
 * parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name", or "IAM Instance Profile "arn:…" has no
 * associated IAM Roles".
 */
export const isProfileLag = (error: unknown): boolean =>
  hasName(error, ["InvalidParameterValue"]) &&
  /Invalid IAM Instance Profile|has no associated IAM Roles/.test(errorMessage(error));

/** IAM names no bound; two minutes are what others wait. Source: IAM User Guide, "Changes that I make are not always immediately visible". */
const PROFILE_SECONDS = 120;

/** Images and key pairs are never of our making: one that is not found is not there. */
const NEVER_NEW = ["InvalidAMIID.NotFound", "InvalidAMIID.Unavailable", "InvalidKeyPair.NotFound"];

const isNewsToEc2 = (error: unknown): boolean => isNotFound(error) && !hasName(error, NEVER_NEW);

/** Repeats a call while EC2 does not know the instance profile, or anything else that it names. Only for calls that a refusal proves to have done nothing. */
export const untilProfileKnown = <T>(call: () => Promise<T>, pace: Pace): Promise<T> =>
  untilSettled(
    call,
    { isLag: (error) => isProfileLag(error) || isNewsToEc2(error), budgetSeconds: PROFILE_SECONDS },
    pace,
  );
