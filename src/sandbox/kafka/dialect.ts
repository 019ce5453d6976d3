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

/** MSK's refusal of a call that the state forbids. */
export const wrongState = (allowed: readonly string[], state: string): Refusal =>
  badRequest(
    "",
    `This operation is only valid for resources that are in one of the following states :[${allowed.join(", ")}]. The specified resource is in the ${state} state.`,
  );
