import type { Call } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { type Group, groups } from "./tables.ts";

/** Auto Scaling's refusal of what a request says. */
export const invalid = (message: string): Refusal => new Refusal("ValidationError", message);

/** Gets a group by name, one that is being deleted included. Throws Auto Scaling's error, which has no code of its own. */
export function getGroup(call: Call, name: string | undefined): Group {
  const row = call.account.table(groups).find(name ?? "");
  if (row === undefined)
    throw invalid(`AutoScalingGroup name not found - AutoScalingGroup '${name ?? ""}' not found`);
  return row;
}

/** Gets a group that is to be changed. Throws for one that is being deleted. */
export function getStanding(call: Call, name: string | undefined): Group {
  const row = getGroup(call, name);
  if (row.deletedAt !== undefined)
    throw new Refusal("ScalingActivityInProgressFault", `AutoScalingGroup '${row.id}' is pending delete`);
  return row;
}

/** Refuses, by name, members that the sandbox neither acts on nor could echo. */
export function refuseUnmodelled(operation: string, input: object, modelled: readonly string[]): void {
  const stranger = Object.entries(input).find(
    ([name, value]) => value !== undefined && !modelled.includes(name),
  );
  if (stranger !== undefined)
    throw new SandboxError(`sandbox does not simulate AutoScaling ${operation}.${stranger[0]}`);
}

/** Cuts a page out of what was found: 1 to 100 records. Source: API reference, `MaxRecords`. */
export function paginate<R>(
  found: readonly R[],
  { MaxRecords = 50, NextToken }: { MaxRecords?: number | undefined; NextToken?: string | undefined },
): { readonly rows: readonly R[]; readonly next: string | undefined } {
  if (!Number.isInteger(MaxRecords) || MaxRecords < 1 || MaxRecords > 100)
    throw invalid(`1 validation error detected: MaxRecords must be between 1 and 100, not ${MaxRecords}`);
  const start = NextToken === undefined ? 0 : Number(Buffer.from(NextToken, "base64url").toString("utf8"));
  if (Number.isNaN(start)) throw new Refusal("InvalidNextToken", "The token is not valid");
  const end = start + MaxRecords;
  const next = end < found.length ? Buffer.from(String(end)).toString("base64url") : undefined;
  return { rows: found.slice(start, end), next };
}
