import { CreateVpcCommand } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { createClients } from "../../src/aws/clients.ts";
import { createDecoder, judgeRead, translate } from "../../src/aws/translate.ts";
import {
  AlreadyExists,
  AmbiguousEnd,
  AwsError,
  Bug,
  Cancelled,
  Interrupted,
  PlanError,
} from "../../src/errors.ts";
import { type Answer, ec2Error, FAILED, REFUSED } from "./local-aws.ts";
import { serve, toOptions } from "./serve.ts";

/** The error of a call that AWS answers so. */
async function fail(answer: Answer, kind: "safe" | "once" = "safe"): Promise<unknown> {
  const clients = createClients(toOptions(await serve(answer)));
  return clients[kind].ec2
    .send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }))
    .catch((error: unknown) => error);
}

function toError(name: string, message = "", status = 400): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: status } });
}

describe("an error of AWS", () => {
  it("is told with the call, the resource, AWS's code and request, its cause and a command", async () => {
    const told = await translate(await fail(REFUSED), { address: "network.vpc" });
    expect(told).toBeInstanceOf(AwsError);
    expect(told).toMatchObject({
      code: "QuotaReached",
      exitCode: 1,
      call: {
        service: "EC2",
        operation: "CreateVpc",
        awsCode: "VpcLimitExceeded",
        requestId: "req-VpcLimitExceeded",
      },
    });
    expect(told.detail).toMatch(
      /^EC2 CreateVpc for network\.vpc failed with VpcLimitExceeded \(request req-VpcLimitExceeded\): "The maximum/,
    );
    expect(told.fix[0]).toContain("L-F678F1CE");
  });

  it("that nobody foresaw is told in AWS's words", async () => {
    const told = await translate(toError("BrandNewProblem", "Something is new."));
    expect(told).toMatchObject({ code: "AwsRefused", exitCode: 1, call: { awsCode: "BrandNewProblem" } });
    expect(told.detail).toContain("Something is new");
  });

  it("of a lost answer or an internal failure is 69", async () => {
    expect(await translate(await fail("reset", "once"))).toMatchObject({
      code: "AwsUnreachable",
      exitCode: 69,
    });
    expect(await translate(await fail(FAILED, "once"))).toMatchObject({
      code: "AwsInTrouble",
      exitCode: 69,
      call: { operation: "CreateVpc" },
    });
  });

  it("about a certificate names AWS_CA_BUNDLE", async () => {
    const told = await translate(
      Object.assign(new Error("self-signed certificate"), { code: "SELF_SIGNED_CERT_IN_CHAIN" }),
    );
    expect(told).toMatchObject({ code: "CertificateUntrusted", exitCode: 69 });
    expect(told.detail).toContain("AWS_CA_BUNDLE");
  });

  it.each([
    ["InvalidParameterCombination", "Cannot find version 15.3 for postgres", "SettingRefused"],
    ["DBSubnetGroupDoesNotCoverEnoughAZs", "", "SettingRefused"],
    ["KMSKeyNotAccessibleFault", "", "SettingRefused"],
    ["InvalidVPCNetworkStateFault", "", "SettingRefused"],
    ["BadRequestException", "Unsupported KafkaVersion [3.5.1]. Valid values: [3.9.x]", "SettingRefused"],
    ["InsufficientDBInstanceCapacityFault", "", "CapacityLacking"],
    ["StorageQuotaExceededFault", "", "QuotaReached"],
    ["LimitExceededException", "Cannot exceed quota for RolesPerAccount: 1000.", "QuotaReached"],
    ["DependencyViolation", "", "StillInUse"],
    ["InvalidDBInstanceStateFault", "", "BusyChanging"],
    ["OptInRequired", "", "AccountNotReady"],
    ["RequestLimitExceeded", "", "Throttled"],
    ["InvalidClientTokenId", "The security token included in the request is invalid.", "CredentialsRejected"],
    ["SignatureDoesNotMatch", "Signature expired", "CredentialsRejected"],
    ["ExpiredToken", "The security token included in the request is expired", "CredentialsExpired"],
  ])("%s %s is told as %s%s", async (name, message, code) => {
    expect(await translate(toError(name, message))).toMatchObject({ code });
  });
});

describe("a refused read", () => {
  it.each([
    ["AccessDeniedException", "no identity-based policy allows it", 77],
    ["UnauthorizedException", "", 77],
    ["SubscriptionRequiredException", "The AWS Access Key Id needs a subscription for the service", 1],
    ["OptInRequired", "You are not subscribed to this service", 1],
    ["ValidationError", "unheard of", 1],
  ])("with %s stops only what needs it", async (name, message, exitCode) => {
    expect(await judgeRead(toError(name, message), {})).toMatchObject({ exitCode });
  });

  it("of a service that the region does not have stops only what needs it", async () => {
    const missing = Object.assign(new Error("getaddrinfo ENOTFOUND kafka.example"), { code: "ENOTFOUND" });
    expect(await judgeRead(missing, {})).toMatchObject({ failure: "unreachable" });
  });

  it.each([
    ["expired credentials", toError("ExpiredToken", "expired")],
    ["an unknown key", toError("InvalidClientTokenId", "invalid")],
    ["an interrupt", new Interrupted()],
    ["a mistake of our own", new TypeError("undefined is not a function")],
  ])("is none where %s ends the run", async (_what, error) => {
    expect(await judgeRead(error, {})).toBeUndefined();
  });
});

describe("a missing permission", () => {
  const plain =
    "User: arn:aws:iam::123456789012:user/ann is not authorized to perform: iam:CreateRole on resource: arn:aws:iam::123456789012:role/FlashSaleAppRole because no identity-based policy allows the iam:CreateRole action";

  it("is told with its action and resource", async () => {
    const told = await translate(toError("AccessDenied", plain, 403));
    expect(told).toMatchObject({ code: "PermissionMissing", exitCode: 77 });
    expect(told.detail).toContain(
      "lacks iam:CreateRole on arn:aws:iam::123456789012:role/FlashSaleAppRole. No policy",
    );
  });

  it("says when a policy denies it", async () => {
    const told = await translate(
      toError(
        "AccessDenied",
        plain.replace(
          "no identity-based policy allows",
          "of an explicit deny in a service control policy for",
        ),
        403,
      ),
    );
    expect(told.detail).toContain("denies it explicitly");
  });

  it("is decoded where EC2 encodes it", async () => {
    const decoded = JSON.stringify({
      allowed: false,
      explicitDeny: true,
      context: { action: "ec2:CreateVpc", resource: "arn:aws:ec2:eu-west-1:123456789012:vpc/*" },
    });
    const answer = {
      status: 200,
      body: `<DecodeAuthorizationMessageResponse><DecodeAuthorizationMessageResult><DecodedMessage>${decoded.replaceAll('"', "&quot;")}</DecodedMessage></DecodeAuthorizationMessageResult></DecodeAuthorizationMessageResponse>`,
    };
    const aws = await serve(answer);
    const denied = await fail(
      ec2Error(
        403,
        "UnauthorizedOperation",
        "You are not authorized to perform this operation. Encoded authorization failure message: 4GIOHlTk-IaWH_Q0",
      ),
    );
    const told = await translate(denied, { decode: createDecoder(createClients(toOptions(aws)).safe.sts) });
    expect(aws.seen[0]?.body).toContain("EncodedMessage=4GIOHlTk-IaWH_Q0");
    expect(told.detail).toContain("lacks ec2:CreateVpc on arn:aws:ec2:eu-west-1:123456789012:vpc/*");
    expect(told.detail).not.toContain("4GIOHlTk");
  });

  it("is told all the same where nobody may decode it", async () => {
    const decode = createDecoder(
      createClients(toOptions(await serve(ec2Error(403, "AccessDenied")))).safe.sts,
    );
    const denied = toError(
      "UnauthorizedOperation",
      "You are not authorized. Encoded authorization failure message: abc",
      403,
    );
    expect(await translate(denied, { decode })).toMatchObject({ code: "PermissionMissing", exitCode: 77 });
  });
});

describe("an error of ours", () => {
  it("passes as it is, also from within a wrapper", async () => {
    const error = new PlanError({ code: "X", summary: "x", detail: "x" });
    expect(await translate(error)).toBe(error);
    expect(await translate(new AmbiguousEnd(error))).toBe(error);
  });

  it("that marks an interruption says that the same command carries on", async () => {
    expect(await translate(new Interrupted())).toBeInstanceOf(Cancelled);
  });

  it("that marks a taken name is told as AWS's", async () => {
    expect(
      await translate(new AlreadyExists(toError("EntityAlreadyExistsException", "taken"))),
    ).toMatchObject({ call: { awsCode: "EntityAlreadyExistsException" } });
  });

  it("that nobody expected is a bug", async () => {
    const cause = new TypeError("x is not a function");
    expect(await translate(cause)).toMatchObject({ code: "Bug", detail: "x is not a function", cause });
    expect(await translate("text")).toBeInstanceOf(Bug);
  });
});
