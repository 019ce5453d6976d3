import { paginateSimulatePrincipalPolicy, SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../../src/sandbox/policy.ts";
import { refusalOf } from "../harness.ts";
import { makeRole, practiseIam } from "./client.ts";

const CALLER = "arn:aws:iam::314159265358:user/flashsale";
const policy = parsePolicy(
  JSON.stringify({
    Statement: [
      { Effect: "Allow", Action: ["iam:*", "ec2:Describe*"], Resource: "*" },
      { Effect: "Allow", Action: "rds:*", Resource: "arn:aws:rds:*:*:db:flashsale-*" },
      { Effect: "Deny", Action: "iam:DeleteRole", Resource: "*" },
    ],
  }),
);

const asked = { PolicySourceArn: CALLER, ActionNames: ["iam:CreateRole", "iam:DeleteRole", "ec2:CreateVpc"] };

describe("the policy simulator of the sandbox", () => {
  it("answers by the sandbox's policy", async () => {
    const { iam } = practiseIam({ policy });
    const { EvaluationResults } = await iam.send(new SimulatePrincipalPolicyCommand(asked));
    expect(
      EvaluationResults?.map(({ EvalActionName, EvalDecision }) => [EvalActionName, EvalDecision]),
    ).toEqual([
      ["iam:CreateRole", "allowed"],
      ["iam:DeleteRole", "explicitDeny"],
      ["ec2:CreateVpc", "implicitDeny"],
    ]);
  });

  it("answers for each resource", async () => {
    const { iam } = practiseIam({ policy });
    const ResourceArns = ["arn:aws:rds:us-east-1:1:db:flashsale-db", "arn:aws:rds:us-east-1:1:db:other"];
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: CALLER,
        ActionNames: ["rds:DeleteDBInstance"],
        ResourceArns,
      }),
    );
    expect(EvaluationResults?.map(({ EvalDecision }) => EvalDecision)).toEqual(["allowed", "implicitDeny"]);
  });

  it("allows everything without a policy, but for what faults deny", async () => {
    const { iam } = practiseIam({ faults: { deny: ["ec2:CreateVpc"] } });
    const { EvaluationResults } = await iam.send(new SimulatePrincipalPolicyCommand(asked));
    expect(EvaluationResults?.map(({ EvalDecision }) => EvalDecision)).toEqual([
      "allowed",
      "allowed",
      "explicitDeny",
    ]);
  });

  it("tells its answers page by page", async () => {
    const { iam } = practiseIam();
    const ActionNames = Array.from({ length: 5 }, (_, index) => `ec2:Action${index}`);
    const pages = paginateSimulatePrincipalPolicy(
      { client: iam, pageSize: 2 },
      { PolicySourceArn: CALLER, ActionNames },
    );
    const told: (string | undefined)[] = [];
    for await (const page of pages)
      told.push(...(page.EvaluationResults ?? []).map((one) => one.EvalActionName));
    expect(told).toEqual(ActionNames);
  });

  it("knows the caller and roles, and takes neither sessions nor the root user", async () => {
    const practice = practiseIam();
    await makeRole(practice);
    const simulate = (PolicySourceArn: string) =>
      practice.iam.send(new SimulatePrincipalPolicyCommand({ ...asked, PolicySourceArn }));
    await simulate("arn:aws:iam::314159265358:role/AppRole");
    const refused = async (arn: string) => (await refusalOf(simulate(arn))).name;
    expect(await refused("arn:aws:iam::314159265358:role/Absent")).toBe("NoSuchEntityException");
    expect(await refused("arn:aws:iam::314159265358:user/ann")).toBe("NoSuchEntityException");
    expect(await refused("arn:aws:iam::314159265358:root")).toBe("InvalidInputException");
    expect(await refused("arn:aws:sts::314159265358:assumed-role/AppRole/x")).toBe("InvalidInputException");
  });
});
