import { AlreadyExists, AmbiguousEnd } from "../errors.ts";
import { BrokenAnswer, isPassing } from "./broken-answer.ts";
import { findCallOf } from "./call-names.ts";
import { bareName, findRow } from "./errors/index.ts";
import type { ErrorRow, Meaning } from "./errors/row.ts";

/** The fields of the SDK's errors that are of use here; every one may be missing. */
interface Told {
  readonly name?: unknown;
  readonly Code?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly message?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
  readonly $retryable?: { readonly throttling?: boolean };
}

function told(error: unknown): Told {
  if (error instanceof AmbiguousEnd || error instanceof AlreadyExists) return told(error.cause);
  return typeof error === "object" && error !== null ? error : {};
}

/** The SDK's name of an error and AWS's code on the wire, both without suffix. */
export function namesOf(error: unknown): readonly string[] {
  const { name, Code } = told(error);
  return [name, Code].filter((text) => typeof text === "string").map(bareName);
}

/** What the tables know of an error; `undefined` for one that is in none. */
export function rowOf(error: unknown): ErrorRow | undefined {
  const origin = error instanceof AmbiguousEnd || error instanceof AlreadyExists ? error.cause : error;
  const service = findCallOf(origin)?.service;
  return findRow({ names: namesOf(error), message: errorMessage(error), service });
}

const means = (error: unknown, meaning: Meaning): boolean => rowOf(error)?.meaning === meaning;

/** Whether an error has one of these names, by `name` or by `Code`, with or without `Fault`, `Exception` or `Error`. */
export function hasName(error: unknown, names: readonly string[]): boolean {
  const known = new Set(names.map(bareName));
  return namesOf(error).some((name) => known.has(name));
}

/** AWS's code of an error, such as `DependencyViolation`, else Node's, such as `ECONNRESET`; `Unknown` for what has none. */
export function errorName(error: unknown): string {
  const { name, Code, code } = told(error);
  const isPlain = name === "Error" || name === "Unknown" || name === "AggregateError";
  const found = [isPlain ? undefined : name, Code, code].find((text) => typeof text === "string");
  return typeof found === "string" ? found : "Unknown";
}

/** The message of an error; empty for what has none. */
export function errorMessage(error: unknown): string {
  const { message } = told(error);
  return typeof message === "string" ? message : "";
}

/** The HTTP status of AWS's answer; `undefined` if there was no answer. */
export function httpStatus(error: unknown): number | undefined {
  return told(error).$metadata?.httpStatusCode;
}

/** The id that AWS gave the refused request; `undefined` if there was no answer. */
export function requestId(error: unknown): string | undefined {
  return told(error).$metadata?.requestId;
}

/**
 * Whether AWS says that something does not exist. Name the codes wherever a call names several objects: a missing
 * subnet group is not a missing database.
 */
export function isNotFound(error: unknown, ...names: readonly string[]): boolean {
  return names.length > 0 ? hasName(error, names) : means(error, "absent");
}

/** Whether a create found its name or natural key taken. Kafka's `ConflictException` has many meanings: name it. */
export function isAlreadyExists(error: unknown, ...names: readonly string[]): boolean {
  return error instanceof AlreadyExists || hasName(error, names) || means(error, "exists");
}

/** Whether something cannot go because something else still uses it. */
export function isDependencyViolation(error: unknown): boolean {
  return means(error, "in-use");
}

/** Whether something is in a state that does not allow the call now, but may soon. */
export function isInvalidState(error: unknown): boolean {
  return means(error, "busy");
}

/**
 * Whether AWS refused a call for coming too often, and so did nothing. A `LimitExceededException` is one only if its
 * message says so: IAM and Secrets Manager use the name for quotas. "Rate exceeded" comes with other names, too.
 */
export function isThrottle(error: unknown): boolean {
  const { $retryable } = told(error);
  const isRate = /rate exceeded|throttl/i.test(errorMessage(error));
  if (hasName(error, ["LimitExceededException"])) return isRate;
  return (
    httpStatus(error) === 429 ||
    $retryable?.throttling === true ||
    means(error, "throttled") ||
    (isRate && isRefusal(error))
  );
}

/** Whether the credentials were good once and have expired. */
export function isExpired(error: unknown): boolean {
  // "The SSO session associated with this profile has expired."; "Token is expired. To refresh this SSO session …".
  return means(error, "expired") || (isFromProvider(error) && /expired/i.test(errorMessage(error)));
}

function isFromProvider(error: unknown): boolean {
  return hasName(error, ["CredentialsProviderError", "TokenProviderError", "ProviderError"]);
}

/** Whether AWS does not know or trust the caller, or no credentials were found: expired ones included, permissions not. */
export function isCredentialProblem(error: unknown): boolean {
  return isExpired(error) || isFromProvider(error) || means(error, "credentials");
}

/** Whether AWS knows the caller and does not let it make this call. */
export function isAccessDenied(error: unknown): boolean {
  return means(error, "denied") && !isExpired(error);
}

/** Whether AWS answered with a definite no: a 4xx that is neither a time-out nor a throttle. */
export function isRefusal(error: unknown): boolean {
  const status = httpStatus(error) ?? 0;
  return status >= 400 && status < 500 && status !== 408 && !isTimeout(error);
}

function isTimeout(error: unknown): boolean {
  return hasName(error, ["TimeoutError", "RequestTimeout", "RequestTimeoutException"]);
}

/** Whether AWS answered that it is in trouble itself (5xx). */
export function isServerTrouble(error: unknown): boolean {
  return (httpStatus(error) ?? 0) >= 500;
}

function systemCode(error: unknown): string {
  const { code } = told(error);
  return typeof code === "string" ? code : "";
}

/**
 * Whether the connection was never made, so that AWS cannot have done anything: Node names the system call that failed,
 * and the SDK's own time-out for connecting says "the request socket did not establish a connection with the server".
 */
export function isNeverConnected(error: unknown): boolean {
  const { syscall } = told(error);
  if (syscall === "connect" || syscall === "getaddrinfo") return true;
  if (["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN"].includes(systemCode(error))) return true;
  return isUntrusted(error) || /did not establish a connection/.test(errorMessage(error));
}

/** Whether the other side's certificate is not trusted, as behind a proxy that opens TLS. */
export function isUntrusted(error: unknown): boolean {
  return /^(ERR_TLS_CERT_|CERT_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_(GET_ISSUER|VERIFY_LEAF))/.test(
    systemCode(error),
  );
}

/** Whether AWS could not be reached or did not answer. */
export function isUnreachable(error: unknown): boolean {
  if (isNeverConnected(error)) return true;
  const hasBroken = [
    "ECONNRESET",
    "EPIPE",
    "ETIMEDOUT",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "EPROTO",
    "ERR_SOCKET_CLOSED",
  ];
  return httpStatus(error) === undefined && (isTimeout(error) || hasBroken.includes(systemCode(error)));
}

/** Whether the same call may well succeed a little later. */
export function isTransient(error: unknown): boolean {
  if (error instanceof BrokenAnswer) return isPassing(error);
  return (
    isThrottle(error) ||
    isServerTrouble(error) ||
    isTimeout(error) ||
    (isUnreachable(error) && !isUntrusted(error))
  );
}
