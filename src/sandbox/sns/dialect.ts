import { Refusal } from "../refusal.ts";
import { type Dialect, QUERY_DIALECT } from "../service.ts";

/** The names in which SNS says what every service says. Source: SNS API reference, the errors of each call. */
export const SNS_DIALECT: Dialect = {
  ...QUERY_DIALECT,
  throttled: ["Throttled", 429],
  denied: ["AuthorizationError", 403],
  failed: ["InternalError", 500],
  missing: "InvalidParameter",
  invalid: "InvalidParameter",
};

/** SNS's refusal of one parameter. */
export const badParameter = (what: string): Refusal =>
  new Refusal("InvalidParameter", `Invalid parameter: ${what}`);

/** SNS's refusal of something that is not there. */
export const notFound = (what: string): Refusal =>
  new Refusal("NotFound", `${what} does not exist`, { status: 404 });
