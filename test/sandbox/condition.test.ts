import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteVpcCommand,
  type ResourceType,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { judge, parsePolicy } from "../../src/sandbox/policy.ts";
import { practise, refusalOf } from "./harness.ts";

const STACK = "flashsale-setup:stack";

const statement = (Action: string | string[], Condition?: object): object => ({
  Effect: "Allow",
  Action,
  Resource: "*",
  ...(Condition === undefined ? {} : { Condition }),
});

const policyOf = (...Statement: object[]) => parsePolicy(JSON.stringify({ Statement }));

const tagged = (ResourceType: ResourceType, Value: string) => ({
  TagSpecifications: [{ ResourceType, Tags: [{ Key: STACK, Value }] }],
});

const vpc = (stack: string) => new CreateVpcCommand({ CidrBlock: "10.0.0.0/16", ...tagged("vpc", stack) });

describe("a condition of a policy", () => {
  it.each([
    ["StringEquals is met by the very text", { StringEquals: { k: "a" } }, { k: "a" }, true],
    ["StringEquals is not met by another text", { StringEquals: { k: "a" } }, { k: "b" }, false],
    ["StringEquals is not met by nothing", { StringEquals: { k: "a" } }, {}, false],
    ["one of several values is enough", { StringEquals: { k: ["a", "b"] } }, { k: "b" }, true],
    ["IfExists is met by nothing", { StringEqualsIfExists: { k: "a" } }, {}, true],
    ["IfExists is not met by another text", { StringEqualsIfExists: { k: "a" } }, { k: "b" }, false],
    ["a negated operator is met by nothing", { StringNotEquals: { k: "a" } }, {}, true],
    ["a negated operator is not met by the text", { StringNotEquals: { k: "a" } }, { k: "a" }, false],
    ["StringLike knows wildcards", { StringLike: { k: "us-*" } }, { k: "us-east-1" }, true],
    ["ArnLike knows wildcards", { ArnLike: { k: "arn:*:x" } }, { k: "arn:aws:x" }, true],
    ["case counts", { StringEquals: { k: "a" } }, { k: "A" }, false],
    [
      "case does not count where the operator says so",
      { StringEqualsIgnoreCase: { k: "a" } },
      { k: "A" },
      true,
    ],
    ["Null true wants the key away", { Null: { k: "true" } }, {}, true],
    ["Null true is not met by a key that is there", { Null: { k: "true" } }, { k: "a" }, false],
    ["Null false wants the key there", { Null: { k: "false" } }, { k: "a" }, true],
    ["Null false is not met by a key that is away", { Null: { k: "false" } }, {}, false],
    ["all operators must be met", { StringEquals: { k: "a" }, Null: { k: "true" } }, { k: "a" }, false],
  ] as const)("%s", (_title, condition, context, isAllowed) => {
    const KEY = "aws:RequestedRegion";
    const named = JSON.parse(JSON.stringify(condition).replaceAll('"k"', `"${KEY}"`)) as object;
    const values = Object.values(context).map((value) => [KEY.toLowerCase(), [value]]);
    const need = { action: "ec2:CreateVpc", resource: "*", context: Object.fromEntries(values) };
    expect(judge(policyOf(statement("ec2:*", named)), need)).toBe(isAllowed ? "allowed" : "not allowed");
  });

  it.each([
    ["ForAllValues is met by values that all fit", "ForAllValues", ["a", "b"], true],
    ["ForAllValues is not met by one that does not", "ForAllValues", ["a", "c"], false],
    ["ForAllValues is met by none", "ForAllValues", undefined, true],
    ["ForAnyValue is met by one that fits", "ForAnyValue", ["a", "c"], true],
    ["ForAnyValue is not met by none", "ForAnyValue", undefined, false],
  ] as const)("%s", (_title, quantifier, keys, isAllowed) => {
    const policy = policyOf(
      statement("ec2:*", { [`${quantifier}:StringEquals`]: { "aws:TagKeys": ["a", "b"] } }),
    );
    const context = keys === undefined ? {} : { "aws:tagkeys": keys };
    const need = { action: "ec2:CreateTags", resource: "*", context };
    expect(judge(policy, need)).toBe(isAllowed ? "allowed" : "not allowed");
  });

  it("in a Deny refuses only what meets it", () => {
    const elsewhere = { StringNotEquals: { "aws:RequestedRegion": "us-east-1" } };
    const policy = policyOf(statement("*"), { ...statement("*", elsewhere), Effect: "Deny" });
    const at = (region: string) => ({
      action: "rds:X",
      resource: "*",
      context: { "aws:requestedregion": [region] },
    });
    expect(judge(policy, at("us-east-1"))).toBe("allowed");
    expect(judge(policy, at("eu-west-1"))).toBe("denied");
  });

  it("is refused when it is not of IAM's form", () => {
    expect(() => policyOf(statement("*", { StringEquals: "a" }))).toThrow("Condition");
  });
});

describe("the policies of a caller", () => {
  it("may be several documents, which count together", () => {
    const two = parsePolicy(
      JSON.stringify([{ Statement: statement("ec2:CreateVpc") }, { Statement: [statement("rds:X")] }]),
    );
    expect(judge(two, { action: "rds:X", resource: "*" })).toBe("allowed");
    expect(judge(two, { action: "rds:Y", resource: "*" })).toBe("not allowed");
  });

  it("are told to be too long for AWS, white space not counted", () => {
    const long = { Statement: statement(Array.from({ length: 600 }, (_, index) => `ec2:A${index}`)) };
    expect(parsePolicy(JSON.stringify(long, undefined, 8)).notices).toEqual([
      "AWS takes no managed policy of more than 6144 characters: 1 document(s) have more.",
    ]);
    const spaced = JSON.stringify({ Statement: statement("ec2:*") }, undefined, 1).replaceAll(
      " ",
      " ".repeat(900),
    );
    expect(parsePolicy(spaced).notices).toEqual([]);
  });
});

describe("a call under a policy with conditions", () => {
  const ours = { StringEquals: { [`aws:ResourceTag/${STACK}`]: "flashsale" } };
  const asked = { StringEquals: { [`aws:RequestTag/${STACK}`]: "flashsale" } };

  it("may make only what it tags as the condition says", async () => {
    const { ec2 } = practise({ policy: policyOf(statement(["ec2:CreateVpc", "ec2:CreateTags"], asked)) });
    await expect(ec2.send(vpc("flashsale"))).resolves.toHaveProperty("Vpc");
    expect((await refusalOf(ec2.send(vpc("other")))).name).toBe("UnauthorizedOperation");
    const bare = new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" });
    expect((await refusalOf(ec2.send(bare))).message).toContain("ec2:CreateVpc");
  });

  it("may take down only what carries the tag", async () => {
    const practice = practise();
    const [mine, theirs] = await Promise.all(
      ["flashsale", "other"].map(async (stack) => (await practice.ec2.send(vpc(stack))).Vpc?.VpcId),
    );
    const { ec2 } = practice.reopen({ policy: policyOf(statement("ec2:DeleteVpc", ours)) });
    expect((await refusalOf(ec2.send(new DeleteVpcCommand({ VpcId: theirs })))).name).toBe(
      "UnauthorizedOperation",
    );
    await expect(ec2.send(new DeleteVpcCommand({ VpcId: mine }))).resolves.toBeDefined();
  });

  it("must meet it for every resource of the call", async () => {
    const practice = practise();
    const theirs = (await practice.ec2.send(vpc("other"))).Vpc?.VpcId;
    const policy = policyOf(
      statement(["ec2:CreateSubnet", "ec2:CreateInternetGateway", "ec2:CreateTags"], asked),
      statement(["ec2:CreateSubnet", "ec2:AttachInternetGateway"], ours),
    );
    const { ec2 } = practice.reopen({ policy });
    const subnet = { VpcId: theirs, CidrBlock: "10.0.1.0/24", ...tagged("subnet", "flashsale") };
    expect((await refusalOf(ec2.send(new CreateSubnetCommand(subnet)))).message).toContain(`vpc/${theirs}`);
    const made = await ec2.send(new CreateInternetGatewayCommand(tagged("internet-gateway", "flashsale")));
    const InternetGatewayId = made.InternetGateway?.InternetGatewayId;
    const attach = new AttachInternetGatewayCommand({ InternetGatewayId, VpcId: theirs });
    expect((await refusalOf(ec2.send(attach))).message).toContain(`vpc/${theirs}`);
  });

  it("is told which create it is that tags", async () => {
    const creating = { StringEquals: { "ec2:CreateAction": "CreateVpc" } };
    const policy = policyOf(statement("ec2:CreateVpc"), statement("ec2:CreateTags", creating));
    const { ec2 } = practise({ policy });
    const { Vpc } = await ec2.send(vpc("flashsale"));
    const retag = new CreateTagsCommand({ Resources: [Vpc?.VpcId ?? ""], Tags: [{ Key: "a", Value: "b" }] });
    expect((await refusalOf(ec2.send(retag))).message).toContain("ec2:CreateTags");
  });

  it.each(["us-east-1", "eu-west-1"])("is made in its region: %s", async (region) => {
    const here = { StringEquals: { "aws:RequestedRegion": "us-east-1" } };
    const { ec2 } = practise({ region, policy: policyOf(statement("*", here)) });
    const made = ec2.send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
    if (region === "us-east-1") await expect(made).resolves.toBeDefined();
    else expect((await refusalOf(made)).name).toBe("UnauthorizedOperation");
  });
});
