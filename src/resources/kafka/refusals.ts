import { errorMessage, hasName, isNotFound } from "../../aws/errors.ts";

/** MSK's two ways of saying that the state does not allow a call now. */
const STATE_ERRORS = ["BadRequestException", "ConflictException"];

/**
 * MSK's sentences: "This operation is only valid for resources that are in one of the following states :[ACTIVE]. The
 * specified resource is in the UPDATING state.", "You can't delete cluster in CREATING state.", "You can't get bootstrap broker
 * nodes for a cluster in MAINTENANCE state."
 */
const OF_STATE = /only valid for resources that are in|\bin (?:the )?[A-Z_]+ state\b/;

/** Whether MSK refused a call only because of the cluster's state. */
export const isWrongState = (error: unknown): boolean =>
  hasName(error, STATE_ERRORS) && OF_STATE.test(errorMessage(error));

/** Whether a configuration is not there. BadRequestException, "Configuration ARN does not exist." */
export const isMissingConfiguration = (error: unknown): boolean =>
  isNotFound(error, "NotFoundException") ||
  (hasName(error, ["BadRequestException"]) && /does not exist/.test(errorMessage(error)));

/** Whether a configuration still serves a cluster. BadRequestException, "Configuration is in use by one or more clusters." */
export const isConfigurationInUse = (error: unknown): boolean =>
  hasName(error, STATE_ERRORS) && /in use|being used/i.test(errorMessage(error));

/** Whether the cluster changed since its version was read. BadRequestException with `currentVersion` as bad parameter. */
export function isOutdatedVersion(error: unknown): boolean {
  if (!hasName(error, ["BadRequestException"])) return false;
  const parameter = (error as { readonly InvalidParameter?: unknown }).InvalidParameter;
  return (
    String(parameter).toLowerCase() === "currentversion" || /current ?version/i.test(errorMessage(error))
  );
}

/**
 * Whether a topic call reached no broker that could answer, so that nothing was done. Source: MSK API reference, "Topics",
 * response codes.
 */
export const isBrokerTrouble = (error: unknown): boolean =>
  hasName(error, [
    "ClusterConnectivityException",
    "ControllerMovedException",
    "NotControllerException",
    "ReassignmentInProgressException",
  ]);

/** Whether the brokers did not answer in time: they may have done it. */
export const isBrokerTimeout = (error: unknown): boolean => hasName(error, ["KafkaTimeoutException"]);
