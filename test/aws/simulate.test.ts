import { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { findPrincipal, simulate } from "../../src/aws/simulate.ts";

const USER = "arn:aws:iam::123456789012:user/ada";
const WHO = { principal: USER, region: "eu-west-1", partition: "aws" };

function bench() {
  const iam = new IAMClient({ region: "us-east-1" });
  return { iam, mock: mockClient(iam) };
}

/** IAM's answer that allows some actions and leaves the rest without an Allow. */
const allowing =
  (...allowed: string[]) =>
  ({ ActionNames = [] }: { ActionNames?: string[] | undefined }) => ({
    EvaluationResults: ActionNames.map((EvalActionName) => ({
      EvalActionName,
      EvalDecision: allowed.includes(EvalActionName) ? ("allowed" as const) : ("implicitDeny" as const),
    })),
  });

describe("the principal of a caller", () => {
  it("is the user itself", async () => {
    expect(await findPrincipal(bench().iam, USER)).toBe(USER);
  });

  it("is the role of a session, with the path that the session's ARN leaves out", async () => {
    const { iam, mock } = bench();
    const arn = "arn:aws:iam::123456789012:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_1";
    mock.on(GetRoleCommand, { RoleName: "AWSReservedSSO_Admin_1" }).resolves({ Role: { Arn: arn } as never });
    const caller = "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_1/ada";
    expect(await findPrincipal(iam, caller)).toBe(arn);
  });

  it("is nobody for the root user, whom IAM does not simulate", async () => {
    expect(await findPrincipal(bench().iam, "arn:aws:iam::123456789012:root")).toBeUndefined();
  });
});

describe("the simulation", () => {
  it("names the actions that nothing allows", async () => {
    const { iam, mock } = bench();
    mock.on(SimulatePrincipalPolicyCommand).callsFake(allowing("ec2:CreateVpc"));
    const wanted = [{ actions: ["ec2:CreateVpc", "ec2:DeleteVpc"], resources: ["*"] }];
    expect(await simulate(iam, WHO, wanted)).toEqual({
      denied: ["ec2:DeleteVpc"],
      unknown: [],
      missing: [],
    });
    expect(mock.calls().map(({ args: [{ input }] }) => input)).toEqual([
      expect.objectContaining({ PolicySourceArn: USER, ActionNames: ["ec2:CreateVpc", "ec2:DeleteVpc"] }),
    ]);
    expect(mock.calls()[0]?.args[0].input).not.toHaveProperty("ResourceArns");
  });

  it("takes an action for allowed that is allowed on one of its resources", async () => {
    const { iam, mock } = bench();
    const decide = (action: string, arn: string): "allowed" | "implicitDeny" =>
      ["iam:CreateRole arn:a", "iam:CreatePolicy arn:b"].includes(`${action} ${arn}`)
        ? "allowed"
        : "implicitDeny";
    mock.on(SimulatePrincipalPolicyCommand).callsFake(({ ActionNames = [], ResourceArns = [] }) => ({
      EvaluationResults: (ActionNames as string[]).map((EvalActionName) => ({
        EvalActionName,
        EvalDecision: "implicitDeny",
        ResourceSpecificResults: (ResourceArns as string[]).map((EvalResourceName) => ({
          EvalResourceName,
          EvalResourceDecision: decide(EvalActionName, EvalResourceName),
        })),
      })),
    }));
    const actions = ["iam:CreateRole", "iam:CreatePolicy", "iam:PassRole"];
    const { denied } = await simulate(iam, WHO, [{ actions, resources: ["arn:a", "arn:b"] }]);
    expect(denied).toEqual(["iam:PassRole"]);
  });

  it("says in which region the requests are made, and for services of no region in which they end", async () => {
    const { iam, mock } = bench();
    mock.on(SimulatePrincipalPolicyCommand).callsFake(allowing());
    const context = { "aws:RequestTag/team": ["sale"] };
    await simulate(iam, WHO, [{ actions: ["ec2:CreateVpc", "iam:CreateRole"], resources: ["*"], context }]);
    const regions = mock.calls().map(({ args: [{ input }] }) => {
      const { ActionNames, ContextEntries = [] } = input as {
        ActionNames: string[];
        ContextEntries?: { ContextKeyName: string; ContextKeyValues: string[] }[];
      };
      const told = ContextEntries.map(({ ContextKeyName, ContextKeyValues }) => [
        ContextKeyName,
        ContextKeyValues,
      ]);
      return [ActionNames, Object.fromEntries(told)];
    });
    expect(Object.fromEntries(regions)).toEqual({
      "ec2:CreateVpc": { "aws:RequestedRegion": ["eu-west-1"], "aws:RequestTag/team": ["sale"] },
      "iam:CreateRole": { "aws:RequestedRegion": ["us-east-1"], "aws:RequestTag/team": ["sale"] },
    });
  });

  it("takes for unknown, not for denied, what hangs on a value that IAM was not told", async () => {
    const { iam, mock } = bench();
    const told = { EvalDecision: "explicitDeny" as const, MissingContextValues: ["aws:SourceIp"] };
    mock.on(SimulatePrincipalPolicyCommand).resolves({
      EvaluationResults: [
        { EvalActionName: "ec2:CreateVpc", ...told },
        { EvalActionName: "ec2:DeleteVpc", EvalDecision: "implicitDeny" },
      ],
    });
    const wanted = [{ actions: ["ec2:CreateVpc", "ec2:DeleteVpc"], resources: ["*"] }];
    expect(await simulate(iam, WHO, wanted)).toEqual({
      denied: ["ec2:DeleteVpc"],
      unknown: ["ec2:CreateVpc"],
      missing: ["aws:SourceIp"],
    });
  });

  it("asks for at most a hundred actions at once and reads every page", async () => {
    const { iam, mock } = bench();
    const actions = Array.from({ length: 150 }, (_, index) => `ec2:Action${index}`);
    mock.on(SimulatePrincipalPolicyCommand).callsFake((input: { ActionNames: string[]; Marker?: string }) => {
      const half = Math.ceil(input.ActionNames.length / 2);
      const isFirst = input.Marker === undefined;
      const ActionNames = isFirst ? input.ActionNames.slice(0, half) : input.ActionNames.slice(half);
      return {
        ...allowing(...actions)({ ActionNames }),
        IsTruncated: isFirst,
        ...(isFirst ? { Marker: "more" } : {}),
      };
    });
    expect(await simulate(iam, WHO, [{ actions, resources: ["*"] }])).toMatchObject({ denied: [] });
    const sizes = mock
      .calls()
      .map(({ args: [{ input }] }) => (input as { ActionNames: string[] }).ActionNames.length);
    expect(Math.max(...sizes)).toBe(100);
  });
});
