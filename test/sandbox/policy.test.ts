import {
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteVpcCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { decodeAuthorizationMessage } from "../../src/sandbox/authorization.ts";
import { judge, parsePolicy } from "../../src/sandbox/policy.ts";
import { practise, refusalOf } from "./harness.ts";

const document = (...Statement: object[]): string => JSON.stringify({ Version: "2012-10-17", Statement });
const allow = (Action: string | string[], Resource: string | string[] = "*"): object => ({
  Effect: "Allow",
  Action,
  Resource,
});
const deny = (Action: string, Resource = "*"): object => ({ Effect: "Deny", Action, Resource });

describe("a policy in the sandbox", () => {
  it.each([
    ["allows what a wildcard names", [allow("ec2:Describe*")], "ec2:DescribeVpcs on *", "allowed"],
    ["takes no heed of the case of actions", [allow("EC2:describevpcs")], "ec2:DescribeVpcs on *", "allowed"],
    ["does not allow what nothing names", [allow("ec2:Describe*")], "ec2:CreateVpc on *", "not allowed"],
    ["lets a Deny win", [allow("*"), deny("ec2:Create*")], "ec2:CreateVpc on *", "denied"],
    [
      "looks at the resource",
      [allow("rds:*", "arn:aws:rds:*:db:flashsale-*")],
      "rds:X on arn:aws:rds:r:1:db:flashsale-db",
      "allowed",
    ],
    [
      "refuses another resource",
      [allow("rds:*", "arn:aws:rds:*:db:flashsale-*")],
      "rds:X on arn:aws:rds:r:1:db:mine",
      "not allowed",
    ],
    ["takes ? for one character", [allow("ec2:CreateVp?")], "ec2:CreateVpc on *", "allowed"],
  ] as const)("%s", (_title, statements, need, verdict) => {
    const [action = "", resource = ""] = need.split(" on ");
    expect(judge(parsePolicy(document(...statements)), { action, resource })).toBe(verdict);
  });

  it("knows NotAction", () => {
    const policy = parsePolicy(document({ Effect: "Allow", NotAction: "iam:*", Resource: "*" }));
    expect(judge(policy, { action: "ec2:CreateVpc", resource: "*" })).toBe("allowed");
    expect(judge(policy, { action: "iam:CreateRole", resource: "*" })).toBe("not allowed");
  });

  it("tells that its conditions are ignored", () => {
    const conditional = { ...allow("*"), Condition: { Bool: { "aws:SecureTransport": "true" } } };
    const policy = parsePolicy(document(conditional));
    expect(practise({ policy }).sandbox.notices).toEqual([
      "The sandbox ignores the conditions of 1 statement(s).",
    ]);
  });

  it.each([
    "{",
    "{}",
    document({ Effect: "Maybe", Action: "*", Resource: "*" }),
    document({ Effect: "Allow", Resource: "*" }),
  ])("is refused when it is none: %s", (text) => {
    expect(() => parsePolicy(text)).toThrow(
      expect.objectContaining({ name: "SandboxOptionError", option: "policy" }),
    );
  });
});

describe("a call that the policy does not allow", () => {
  const policy = parsePolicy(document(allow(["ec2:CreateVpc", "ec2:DescribeVpcs"])));

  it("is refused as EC2 refuses it, with a message that can be decoded", async () => {
    const { ec2 } = practise({ policy });
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    const refusal = await refusalOf(ec2.send(new DeleteVpcCommand({ VpcId: Vpc?.VpcId ?? "" })));
    expect(refusal).toMatchObject({ name: "UnauthorizedOperation", $metadata: { httpStatusCode: 403 } });
    expect(refusal.message).toContain(
      `User: arn:aws:iam::314159265358:user/flashsale is not authorized to perform: ec2:DeleteVpc on resource: ` +
        `arn:aws:ec2:us-east-1:314159265358:vpc/${Vpc?.VpcId} because no identity-based policy allows the ec2:DeleteVpc action`,
    );
    const encoded = refusal.message.split("Encoded authorization failure message: ")[1] ?? "";
    const decoded = JSON.parse(decodeAuthorizationMessage(encoded) ?? "{}") as object;
    expect(decoded).toMatchObject({
      allowed: false,
      explicitDeny: false,
      context: { action: "ec2:DeleteVpc" },
    });
    expect(decodeAuthorizationMessage("nonsense")).toBeUndefined();
  });

  it("names each resource that it would have tagged", async () => {
    const { ec2, sandbox } = practise({ policy });
    const Resources = ["nat-0123456789abcdef0", "vpc-0123456789abcdef0"];
    await refusalOf(ec2.send(new CreateTagsCommand({ Resources, Tags: [{ Key: "a", Value: "b" }] })));
    expect(sandbox.calls()[0]?.actions).toEqual(["ec2:CreateTags", "ec2:CreateTags"]);
    const nat = allow("ec2:CreateTags", "arn:aws:ec2:*:*:natgateway/*");
    const narrow = practise({ policy: parsePolicy(document(nat)) });
    const refusal = await refusalOf(narrow.ec2.send(new CreateTagsCommand({ Resources, Tags: [] })));
    expect(refusal.message).toContain(
      "on resource: arn:aws:ec2:us-east-1:314159265358:vpc/vpc-0123456789abcdef0",
    );
  });

  it("is refused in a dry run too; one that is allowed would have succeeded", async () => {
    const { ec2, sandbox } = practise({ policy });
    const dry = await refusalOf(ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", DryRun: true })));
    expect(dry).toMatchObject({ name: "DryRunOperation", $metadata: { httpStatusCode: 412 } });
    const other = await refusalOf(
      ec2.send(new DeleteVpcCommand({ VpcId: "vpc-0123456789abcdef0", DryRun: true })),
    );
    expect(other.name).toBe("UnauthorizedOperation");
    expect(sandbox.list()).toEqual([]);
    expect((await ec2.send(new DescribeVpcsCommand({}))).Vpcs).toEqual([]);
  });
});
