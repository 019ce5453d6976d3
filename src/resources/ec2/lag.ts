import { type Pace, untilSettled } from "../../aws/calls.ts";
import { hasName, isNotFound } from "../../aws/errors.ts";

/**
 * Seconds after which EC2 is believed when it does not know something that was just made. It names no bound itself.
 * Source: EC2 API reference, "Eventual consistency", which advises to back off from a second to some minutes.
 */
const KNOWN_SECONDS = 300;

/** Repeats a call while EC2 does not know what it names. Only for calls that a refusal proves to have done nothing. */
export const untilKnown = <T>(call: () => Promise<T>, pace: Pace): Promise<T> =>
  untilSettled(
    call,
    { isLag: (error) => isNotFound(error) || isUnknownSubnet(error), budgetSeconds: KNOWN_SECONDS },
    pace,
  );

/**
 * CreateNatGateway says InvalidSubnet of a subnet that it does not know yet: "The subnet ID 'subnet-0abc' was not found". Other
 * codes that begin so, such as InvalidSubnet.Conflict, mean something else.
 */
const isUnknownSubnet = (error: unknown): boolean => hasName(error, ["InvalidSubnet"]);
