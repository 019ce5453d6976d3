import type { Call } from "./operation.ts";
import { fitsPattern } from "./pattern.ts";
import { judge, missingKeys, type Need, type Policy, type Verdict } from "./policy.ts";
import { Refusal } from "./refusal.ts";
import { contextOf, type StatedNeed } from "./request-context.ts";
import type { NeedRow, NeedRule, SandboxService } from "./service.ts";

/** What may refuse a call: the sandbox's policy and the fault `deny`. */
export interface Guard {
  readonly policy: Policy | undefined;
  readonly deny: readonly string[];
}

/** Tells what IAM wants for a call, from the service's table. */
export function findNeeds(rules: readonly NeedRule[], input: object, call: Call): readonly Need[] {
  const members = { ...input };
  const stated = rules.flatMap((rule): readonly StatedNeed[] =>
    typeof rule === "function" ? rule(members, call) : needsOfRow(rule, members, call),
  );
  return stated.map((need) => ({ ...need, context: contextOf(need, stated, { input: members, call }) }));
}

/** Throws the service's own refusal when the caller may not do this. */
export function authorize(
  service: SandboxService,
  needs: readonly Need[],
  { guard, call }: { guard: Guard; call: Call },
): void {
  for (const need of needs) {
    const reason = findReason(guard, need);
    if (reason !== undefined) throw refusalOf(service, need, { reason, call });
  }
}

/** Whether the caller may do something; without a guard everybody may do everything. */
export function verdictOn(guard: Guard | undefined, need: Need): Verdict {
  if (guard?.deny.some((pattern) => fitsPattern(pattern, need.action, true)) === true) return "denied";
  return guard?.policy === undefined ? "allowed" : judge(guard.policy, need);
}

/** What would have to be known of a need for its verdict to be sure; nothing without a policy. */
export const missingOn = (guard: Guard | undefined, need: Need): readonly string[] =>
  guard?.policy === undefined ? [] : missingKeys(guard.policy, need);

function findReason(guard: Guard, need: Need): string | undefined {
  const verdict = verdictOn(guard, need);
  if (verdict === "allowed") return undefined;
  return verdict === "denied"
    ? "with an explicit deny in an identity-based policy"
    : `because no identity-based policy allows the ${need.action} action`;
}

function refusalOf(
  service: SandboxService,
  need: Need,
  { reason, call }: { reason: string; call: Call },
): Refusal {
  const [name, status] = service.dialect.denied;
  if (need.refusal !== undefined) return new Refusal(name, need.refusal, { status });
  const sentence = `User: ${call.callerArn} is not authorized to perform: ${need.action} on resource: ${need.resource} ${reason}`;
  if (name !== "UnauthorizedOperation") return new Refusal(name, sentence, { status });
  const encoded = encodeAuthorizationMessage(need, call, reason.startsWith("with"));
  const text = `You are not authorized to perform this operation. ${sentence}. Encoded authorization failure message: ${encoded}`;
  return new Refusal(name, text, { status });
}

/** Encodes why EC2 refused; the sandbox's STS decodes it with `decodeAuthorizationMessage`. */
function encodeAuthorizationMessage(need: Need, call: Call, explicitDeny: boolean): string {
  const message = {
    allowed: false,
    explicitDeny,
    matchedStatements: { items: [] },
    failures: { items: [] },
    context: {
      principal: { id: "AIDASANDBOXCALLER0000", arn: call.callerArn },
      action: need.action,
      resource: need.resource,
      conditions: { items: [] },
    },
  };
  return Buffer.from(JSON.stringify(message)).toString("base64url");
}

/** Decodes what EC2 appended to a refusal, to AWS's JSON; undefined when it is no such message. */
export function decodeAuthorizationMessage(encoded: string): string | undefined {
  const text = Buffer.from(encoded, "base64url").toString("utf8");
  return text.startsWith('{"allowed":') ? text : undefined;
}

function needsOfRow(row: NeedRow, input: Readonly<Record<string, unknown>>, call: Call): readonly Need[] {
  if (row.when !== undefined && isEmpty(input[row.when])) return [];
  return fill(row.resource ?? "*", input, call).map((resource) => ({ action: row.action, resource }));
}

function fill(template: string, input: Readonly<Record<string, unknown>>, call: Call): readonly string[] {
  const facts: Record<string, unknown> = {
    ...input,
    partition: call.partition,
    region: call.region,
    account: call.accountId,
  };
  const place = /\{(\w+)\}/.exec(template);
  if (place === null) return [template];
  const value = facts[place[1] ?? ""];
  const values = isEmpty(value) ? ["*"] : Array.isArray(value) ? value : [value];
  return values.flatMap((entry) => fill(template.replace(place[0], String(entry)), input, call));
}

function isEmpty(value: unknown): boolean {
  return (
    value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0)
  );
}
