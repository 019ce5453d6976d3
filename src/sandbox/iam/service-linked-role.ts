import { type AccountRecord, defineGlobalTable } from "../account.ts";
import type { Call } from "../operation.ts";
import type { NeedRule } from "../service.ts";

/** Roles that services make for themselves, by name. Like AWS's own things they are in no listing. */
const roles = defineGlobalTable<AccountRecord>("IAM", "service-linked-role");

/** Makes a service's own role unless the account has it. */
export function ensureServiceLinkedRole(call: Call, service: string, name: string): void {
  const table = call.account.table(roles);
  const id = `${service}/${name}`;
  if (table.find(id) === undefined) table.insert({ id, createdAt: call.account.clock.now() });
}

/**
 * While an account lacks a service's own role, who makes the service's first resource needs the right to create it.
 * Source: IAM User Guide, "Create a service-linked role".
 */
export function needsServiceLinkedRole(service: string, name: string): NeedRule {
  return (_input, call) => {
    if (call.account.table(roles).find(`${service}/${name}`) !== undefined) return [];
    const resource = `arn:${call.partition}:iam::${call.accountId}:role/aws-service-role/${service}/${name}`;
    return [{ action: "iam:CreateServiceLinkedRole", resource }];
  };
}
