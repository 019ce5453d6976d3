import { errorMessage, hasName } from "../../aws/errors.ts";

/** Seconds in which a role that RDS makes with the account's first subnet group or instance comes to be known. Cautious: no source tells. */
export const ROLE_SECONDS = 60;

/**
 * Whether RDS refuses for the want of its own role, which it makes with the first subnet group or instance of an account.
 * Seen in public reports as InvalidParameterValue: "Missing necessary credentials. Please check … ServiceLinkedRoles.html", and
 * "Unable to create the resource. Verify that you have permission to create service linked role. Otherwise wait and try again".
 */
export const lacksServiceLinkedRole = (error: unknown): boolean =>
  hasName(error, ["InvalidParameterValue"]) && /service.?linked.?role/i.test(errorMessage(error));
