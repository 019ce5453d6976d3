import { GetRoleCommand, IAMClient, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { findPrincipal, simulate } from "../../src/aws/simulate.ts";

const USER = "arn:aws:iam::123456789012:user/ada";

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
    expect(await simulate(iam, USER, wanted)).toEqual({ denied: ["ec2:DeleteVpc"] });
    expect(mock.calls().map(({ args: [{ input }] }) => input)).toEqual([
      expect.objectContaining({ PolicySourceArn: USER, ActionNames: ["ec2:CreateVpc", "ec2:DeleteVpc"] }),
    ]);
    expect(mock.calls()[0]?.args[0].input).not.toHaveProperty("ResourceArns");
  });

  it("takes an action for allowed that is allowed on one of its resources", async () => {
    const { iam, mock } = bench();
    mock
      .on(SimulatePrincipalPolicyCommand, { ResourceArns: ["arn:a"] })
      .callsFake(allowing("iam:CreateRole"));
    mock
      .on(SimulatePrincipalPolicyCommand, { ResourceArns: ["arn:b"] })
      .callsFake(allowing("iam:CreatePolicy"));
    const actions = ["iam:CreateRole", "iam:CreatePolicy", "iam:PassRole"];
    const { denied } = await simulate(iam, USER, [{ actions, resources: ["arn:a", "arn:b"] }]);
    expect(denied).toEqual(["iam:PassRole"]);
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
    expect(await simulate(iam, USER, [{ actions, resources: ["*"] }])).toEqual({ denied: [] });
    const sizes = mock
      .calls()
      .map(({ args: [{ input }] }) => (input as { ActionNames: string[] }).ActionNames.length);
    expect(Math.max(...sizes)).toBe(100);
  });
});
