import type { Call } from "../operation.ts";
import { keyOf, noSuchEntity } from "./identifier.ts";
import { iamOffers } from "./offers.ts";
import {
  type InstanceProfileRow,
  instanceProfiles,
  type PolicyRow,
  policies,
  type RoleRow,
  roles,
} from "./tables.ts";

/** Gets a role by its name. Throws NoSuchEntity. */
export function getRole(call: Call, name: string | undefined): RoleRow {
  const row = call.account.table(roles).find(keyOf(name));
  if (row === undefined) throw noSuchEntity(`The role with name ${name} cannot be found.`);
  return row;
}

/** Gets a policy of the account's own by its ARN. Throws NoSuchEntity. */
export function getPolicy(call: Call, arn: string | undefined): PolicyRow {
  const row = call.account.table(policies).find(arn ?? "");
  if (row === undefined) throw noSuchEntity(`Policy ${arn} was not found.`);
  return row;
}

/** Path and name of a managed policy of AWS's own, if the ARN is of one: `service-role/AmazonECSTaskExecutionRolePolicy`. */
export function findAwsManagedPolicy(call: Call, arn: string | undefined): string | undefined {
  const prefix = `arn:${call.partition}:iam::aws:policy/`;
  const name = arn?.startsWith(prefix) ? arn.slice(prefix.length) : undefined;
  const { awsManagedPolicies } = call.account.offers(iamOffers);
  return name !== undefined && awsManagedPolicies.includes(name) ? name : undefined;
}

/** Gets an instance profile by its name. Throws NoSuchEntity. */
export function getInstanceProfile(call: Call, name: string | undefined): InstanceProfileRow {
  const row = call.account.table(instanceProfiles).find(keyOf(name));
  if (row === undefined) throw noSuchEntity(`Instance Profile ${name} cannot be found.`);
  return row;
}

/** An instance profile as other services see it. */
export interface FoundInstanceProfile {
  readonly name: string;
  readonly arn: string;
  /** `AIPA…`, which EC2 tells of an instance's association. */
  readonly id: string;
  /** The role in it, if there is one: whoever hands the profile to a service needs iam:PassRole on it. */
  readonly role?: { readonly name: string; readonly arn: string };
}

/** Finds an instance profile by name or ARN, for the services that take one. */
export function findInstanceProfile(call: Call, nameOrArn: string): FoundInstanceProfile | undefined {
  const name = nameOrArn.slice(nameOrArn.lastIndexOf("/") + 1);
  const row = call.account.table(instanceProfiles).find(keyOf(name));
  if (row === undefined) return undefined;
  if (nameOrArn.startsWith("arn:") && nameOrArn !== row.arn) return undefined;
  const role = call.account.table(roles).find(row.roles[0] ?? "");
  const told = { name: row.name, arn: row.arn, id: row.profileId };
  return role === undefined ? told : { ...told, role: { name: role.name, arn: role.arn } };
}
