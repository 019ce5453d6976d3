import { errorMessage, hasName, isNotFound } from "../../aws/errors.ts";

/** Whether a configuration is not there. BadRequestException, "Configuration ARN does not exist." */
export const isMissingConfiguration = (error: unknown): boolean =>
  isNotFound(error, "NotFoundException") ||
  (hasName(error, ["BadRequestException"]) && /does not exist/.test(errorMessage(error)));

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
