import { GetPolicyCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { checkIam } from "../../../src/sections/iam/checks.ts";
import { mockIam } from "../../resources/iam/mocked-iam.ts";
import { inputsOf, refusal } from "../../resources/rds/mocked-aws.ts";
import { observationOf, settingsOf } from "../declared.ts";

const ARN = "arn:aws:iam::aws:policy/CloudWatchFullAccess";

function scene(managedPolicies: readonly string[], attached: readonly string[] = []) {
  const mocked = mockIam();
  const found = attached.map((policyArn) => ({ props: { roleName: "FlashSaleAppRole", policyArn } }));
  const check = () =>
    checkIam({
      env: mocked.aws,
      settings: settingsOf({ iam: { managedPolicies } }),
      answers: new Map(),
      observation: observationOf("iam/role-policy-attachment", ...found),
    });
  return { ...mocked, check };
}

describe("the managed policies of the settings", () => {
  it("are looked for before anything is made", async () => {
    const { safe, check } = scene(["CloudWatchFullAccess"]);
    safe.on(GetPolicyCommand).resolves({ Policy: { Arn: ARN } });
    expect(await check()).toEqual([]);
    expect(inputsOf(safe, "GetPolicy")).toEqual([{ PolicyArn: ARN }]);
  });

  it("need no look where they are attached already, or where there are none", async () => {
    for (const { safe, check } of [scene(["CloudWatchFullAccess"], [ARN]), scene([])]) {
      expect(await check()).toEqual([]);
      expect(inputsOf(safe, "GetPolicy")).toEqual([]);
    }
  });

  it("are told by key where AWS has none of that name", async () => {
    const { safe, check } = scene(["ReadOnlyAccess", "Nope"]);
    safe.on(GetPolicyCommand).rejects(refusal("NoSuchEntityException"));
    safe
      .on(GetPolicyCommand, { PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" })
      .resolves({ Policy: { Arn: ARN } });
    expect(await check()).toEqual([
      {
        key: "iam.managedPolicies.1",
        value: "Nope",
        text: "AWS has no managed policy of this name",
        allowed: "one that AWS lists",
      },
    ]);
  });

  it("are told where they are of another partition", async () => {
    const { safe, check } = scene(["arn:aws-cn:iam::aws:policy/ReadOnlyAccess"]);
    expect(await check()).toMatchObject([
      { key: "iam.managedPolicies.0", text: "it is of the partition aws-cn" },
    ]);
    expect(inputsOf(safe, "GetPolicy")).toEqual([]);
  });

  it("are left to AWS where IAM may not be asked", async () => {
    const { safe, check } = scene(["Nope"]);
    safe.on(GetPolicyCommand).rejects(refusal("AccessDenied"));
    expect(await check()).toEqual([]);
  });
});
