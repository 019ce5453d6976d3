import { Refusal } from "../refusal.ts";
import type { Dialect } from "../service.ts";

/** The names in which MSK says what every service says. Source: MSK API reference, the response codes of each call. */
export const KAFKA_DIALECT: Dialect = {
  throttled: ["TooManyRequestsException", 429],
  denied: ["AccessDeniedException", 403],
  expired: ["ExpiredTokenException", 403],
  failed: ["InternalServerErrorException", 500],
  missing: "BadRequestException",
  invalid: "BadRequestException",
};

/** MSK's refusal of one parameter, which it names. */
export function badRequest(parameter: string, message: string): Refusal {
  return new Refusal("BadRequestException", message, { members: { InvalidParameter: parameter } });
}

/** MSK's refusal of something that is not there. */
export const notFound = (parameter: string, message: string): Refusal =>
  new Refusal("NotFoundException", message, { status: 404, members: { InvalidParameter: parameter } });

/** MSK's refusal of a name that is taken. */
export const conflict = (message: string): Refusal =>
  new Refusal("ConflictException", message, { status: 409 });

/**
 * MSK's refusal of a call that a cluster's state forbids. On record are "You can't delete cluster in DELETING state." and
 * "You can't get bootstrap broker nodes for a cluster in FAILED state."; the other calls are taken to speak likewise.
 */
export const wrongClusterState = (deed: string, state: string): Refusal =>
  new Refusal("BadRequestException", `You can't ${deed} in ${state} state.`);

/** MSK's refusal of a change for a state of the cluster that is past. On record in these words (Terraform's AWS provider, #25061). */
export const outdatedVersion = (): Refusal =>
  new Refusal(
    "BadRequestException",
    "The version of the cluster isn't current. Check the current version and try again.",
  );

/**
 * MSK's refusal of an update that changes nothing. On record of "EBS volumes of the cluster" and "security setting of the
 * cluster"; the other updates are taken to speak likewise.
 */
export const noUpdates = (what: string): Refusal =>
  new Refusal(
    "BadRequestException",
    `The request does not include any updates to the ${what}. Verify the request, then try again.`,
  );

/** MSK's refusal of a call that a configuration's state forbids, which has a sentence of its own. */
export const wrongConfigurationState = (allowed: readonly string[], state: string): Refusal =>
  badRequest(
    "",
    `This operation is only valid for resources that are in one of the following states :[${allowed.join(", ")}]. The specified resource is in the ${state} state.`,
  );
