import { describe, expect, it } from "vitest";
import {
  errorName,
  isAccessDenied,
  isAlreadyExists,
  isCredentialProblem,
  isDependencyViolation,
  isExpired,
  isInvalidState,
  isNeverConnected,
  isNotFound,
  isRefusal,
  isThrottle,
  isTransient,
  isUnreachable,
} from "../../src/aws/errors.ts";
import { AlreadyExists, AmbiguousEnd } from "../../src/errors.ts";

/** An error as the SDK throws it. */
function toError(
  name: string,
  more: { message?: string; status?: number; Code?: string; code?: string; syscall?: string } = {},
): Error {
  const { message = "", status, ...rest } = more;
  return Object.assign(
    new Error(message),
    { name, ...rest },
    status === undefined ? {} : { $metadata: { httpStatusCode: status } },
  );
}

describe("AWS's errors", () => {
  it.each([
    ["by its name on the wire", toError("DBInstanceNotFound")],
    ["by the SDK's name", toError("DBInstanceNotFoundFault")],
    ["by the code beside a name that is new", toError("SomethingNew", { Code: "DBInstanceNotFound" })],
    ["by EC2's form for every noun", toError("InvalidVpcID.NotFound")],
    ["by EC2's longer form", toError("InvalidLaunchTemplateName.NotFoundException")],
    [
      "by Auto Scaling's message",
      toError("ValidationError", {
        message: "AutoScalingGroup name not found - AutoScalingGroup 'x' not found",
      }),
    ],
    ["by CloudWatch's older name", toError("ResourceNotFound")],
  ])("are known as not found %s", (_name, error) => {
    expect(isNotFound(error)).toBe(true);
  });

  it("tell a missing subnet group from a missing database when the codes are named", () => {
    const error = toError("DBSubnetGroupNotFoundFault");
    expect(isNotFound(error, "DBInstanceNotFoundFault")).toBe(false);
    expect(isNotFound(error, "DBSubnetGroupNotFound")).toBe(true);
  });

  it.each([
    "InvalidGroup.Duplicate",
    "EntityAlreadyExistsException",
    "ReplicationGroupAlreadyExistsFault",
    "ResourceExistsException",
    "RouteAlreadyExists",
  ])("are known as already existing: %s", (name) => {
    expect(isAlreadyExists(toError(name))).toBe(true);
  });

  it("count a secret in its recovery window as existing", () => {
    const message =
      "You can't create this secret because a secret with this name is already scheduled for deletion.";
    expect(isAlreadyExists(toError("InvalidRequestException", { message }))).toBe(true);
    expect(isAlreadyExists(toError("InvalidRequestException", { message: "No." }))).toBe(false);
  });

  it("take Kafka's conflict for an existing name only where it is named", () => {
    expect(isAlreadyExists(toError("ConflictException"))).toBe(false);
    expect(isAlreadyExists(toError("ConflictException"), "ConflictException")).toBe(true);
  });

  it.each([
    ["EC2's", toError("RequestLimitExceeded", { status: 503 })],
    ["RDS's", toError("Throttling", { status: 400, message: "Rate exceeded" })],
    ["Kafka's", toError("TooManyRequestsException", { status: 429 })],
    ["one without a known name", toError("Whatever", { status: 400, message: "Rate exceeded" })],
    [
      "one that shares its name with quotas",
      toError("LimitExceededException", { status: 400, message: "Rate exceeded" }),
    ],
  ])("are known as throttles: %s", (_name, error) => {
    expect(isThrottle(error)).toBe(true);
    expect(isTransient(error)).toBe(true);
  });

  it("are not taken for throttles when they speak of a quota", () => {
    const error = toError("LimitExceededException", {
      status: 409,
      message: "Cannot exceed quota for RolesPerAccount: 1000.",
    });
    expect(isThrottle(error)).toBe(false);
    expect(isTransient(error)).toBe(false);
    expect(isRefusal(error)).toBe(true);
  });

  it.each([
    ["a name that does not resolve", toError("Error", { code: "ENOTFOUND", syscall: "getaddrinfo" })],
    ["a refused connection", toError("TimeoutError", { code: "ECONNREFUSED", syscall: "connect" })],
    [
      "a connection that is never made",
      toError("TimeoutError", {
        message:
          "the request socket did not establish a connection with the server within the configured timeout of 5000 ms.",
      }),
    ],
  ])("prove that nothing happened: %s", (_name, error) => {
    expect(isNeverConnected(error)).toBe(true);
    expect(isUnreachable(error)).toBe(true);
  });

  it.each([
    ["a reset", toError("TimeoutError", { code: "ECONNRESET" })],
    [
      "a time-out",
      toError("TimeoutError", {
        code: "ETIMEDOUT",
        message: "a request has exceeded the configured 60000 ms requestTimeout.",
      }),
    ],
  ])("prove nothing: %s", (_name, error) => {
    expect(isNeverConnected(error)).toBe(false);
    expect(isUnreachable(error)).toBe(true);
  });

  it("tell expired credentials from missing permissions", () => {
    expect([
      isExpired(toError("ExpiredTokenException")),
      isAccessDenied(toError("ExpiredTokenException")),
    ]).toEqual([true, false]);
    expect([
      isExpired(toError("UnauthorizedOperation")),
      isAccessDenied(toError("UnauthorizedOperation")),
    ]).toEqual([false, true]);
    expect(
      isCredentialProblem(
        toError("CredentialsProviderError", { message: "Could not load credentials from any providers" }),
      ),
    ).toBe(true);
    expect(
      isExpired(
        toError("CredentialsProviderError", {
          message: "Token is expired. To refresh this SSO session run 'aws sso login'",
        }),
      ),
    ).toBe(true);
  });

  it("tell what is in use from what is busy", () => {
    expect(isDependencyViolation(toError("DeleteConflictException"))).toBe(true);
    expect(isInvalidState(toError("InvalidDBInstanceStateFault"))).toBe(true);
    expect(isDependencyViolation(toError("InvalidDBInstanceStateFault"))).toBe(false);
  });

  it("are recognised within our own wrappers", () => {
    expect(isTransient(new AmbiguousEnd(toError("InternalFailure", { status: 500 })))).toBe(true);
    expect(isAlreadyExists(new AlreadyExists(toError("Whatever")))).toBe(true);
    expect(errorName(new AmbiguousEnd(toError("InternalFailure")))).toBe("InternalFailure");
  });

  it("need not be objects", () => {
    expect(errorName("text")).toBe("Unknown");
    expect(isNotFound(undefined)).toBe(false);
  });
});
