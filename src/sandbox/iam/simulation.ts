import type {
  EvaluationResult,
  SimulatePrincipalPolicyCommandInput,
  SimulatePrincipalPolicyCommandOutput,
} from "@aws-sdk/client-iam";
import { type Call, read } from "../operation.ts";
import type { Verdict } from "../policy.ts";
import { Refusal } from "../refusal.ts";
import { getRole } from "./find.ts";
import { noSuchEntity } from "./identifier.ts";
import { paginate } from "./page.ts";

const DECISIONS = {
  allowed: "allowed",
  denied: "explicitDeny",
  "not allowed": "implicitDeny",
} as const satisfies Record<Verdict, EvaluationResult["EvalDecision"]>;

/**
 * The one caller may do what the sandbox's policy lets it do; of roles the sandbox knows no more than that. Source: IAM API
 * reference, SimulatePrincipalPolicy: users, groups and roles have policies, the root user has none.
 */
function checkSource(call: Call, arn: string): void {
  if (arn === call.callerArn) return;
  const prefix = `arn:${call.partition}:iam::${call.accountId}:`;
  const [, kind, name] = /^(user|group|role)\/(?:.*\/)?([^/]+)$/.exec(arn.slice(prefix.length)) ?? [];
  if (!arn.startsWith(prefix) || kind === undefined)
    throw new Refusal(
      "InvalidInputException",
      `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`,
    );
  if (kind !== "role") throw noSuchEntity(`The ${kind} with name ${name} cannot be found.`);
  getRole(call, name);
}

/**
 * What the simulated requests say of themselves: no more than the caller tells, but who makes them. Source: IAM API reference,
 * SimulatePrincipalPolicy, ContextEntries.
 */
const contextOf = ({ ContextEntries: entries = [] }: SimulatePrincipalPolicyCommandInput, call: Call) => ({
  "aws:principalarn": [call.callerArn],
  "aws:principalaccount": [call.accountId],
  ...Object.fromEntries(
    entries.map(({ ContextKeyName: key = "", ContextKeyValues: values = [] }) => [key.toLowerCase(), values]),
  ),
});

function simulate(
  input: SimulatePrincipalPolicyCommandInput,
  call: Call,
): Omit<SimulatePrincipalPolicyCommandOutput, "$metadata"> {
  const { PolicySourceArn: source = "", ActionNames = [], ResourceArns: arns = [] } = input;
  checkSource(call, source);
  const context = contextOf(input, call);
  const resources = arns.length === 0 ? ["*"] : arns;
  const results = ActionNames.flatMap((action) =>
    resources.map((resource): EvaluationResult => {
      const need = { action, resource, context };
      return {
        EvalActionName: action,
        EvalResourceName: resource,
        EvalDecision: DECISIONS[call.verdictOn(need)],
        MatchedStatements: [],
        MissingContextValues: [...call.missingOn(need)],
      };
    }),
  );
  const { elements: EvaluationResults, rest } = paginate(results, input);
  return { EvaluationResults, ...rest };
}

/** IAM's policy simulator, by the policy that the sandbox was started with. */
export const simulationOperations = {
  SimulatePrincipalPolicy: read<SimulatePrincipalPolicyCommandInput, SimulatePrincipalPolicyCommandOutput>(
    simulate,
  ),
};
