import { Refusal, SandboxError } from "../refusal.ts";

/** CloudWatch's refusal of what a request says. */
export const invalid = (message: string): Refusal => new Refusal("ValidationError", message);

/** CloudWatch's refusal of a value. */
export const badValue = (message: string): Refusal => new Refusal("InvalidParameterValue", message);

/** CloudWatch's refusal of members that do not go together. */
export const uncombinable = (message: string): Refusal => new Refusal("InvalidParameterCombination", message);

/** CloudWatch's refusal of a request that lacks a member. */
export const missing = (message: string): Refusal => new Refusal("MissingParameter", message);

/** Refuses, by name, members that the sandbox neither acts on nor could echo. */
export function refuseUnmodelled(operation: string, input: object, modelled: readonly string[]): void {
  const stranger = Object.entries(input).find(
    ([name, value]) => value !== undefined && !modelled.includes(name),
  );
  if (stranger !== undefined)
    throw new SandboxError(`sandbox does not simulate CloudWatch ${operation}.${stranger[0]}`);
}
