import { createHash, randomBytes } from "node:crypto";
import type { Tag } from "@aws-sdk/client-rds";
import type { Tags } from "../account.ts";
import { type Call, toArn } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";

/** RDS's refusal of one parameter. */
export function invalid(message: string): Refusal {
  return new Refusal("InvalidParameterValue", message);
}

/** RDS's refusal of parameters that do not go together. */
export function uncombinable(message: string): Refusal {
  return new Refusal("InvalidParameterCombination", message);
}

/**
 * Checks an identifier and puts it into lower case, as RDS stores it: letters, digits and hyphens, a letter first, no
 * hyphen last, no two in a row. Source: RDS API reference, CreateDBInstance and CreateDBSnapshot.
 */
export function toIdentifier(member: string, value: string | undefined, longest: number): string {
  if (value !== undefined && value.length <= longest && /^[A-Za-z](-?[A-Za-z0-9])*$/.test(value))
    return value.toLowerCase();
  throw invalid(
    `The parameter ${member} is not a valid identifier. Identifiers must begin with a letter; must contain only ASCII letters, digits, and hyphens; and must not end with a hyphen or contain two consecutive hyphens.`,
  );
}

/** Refuses, by name, members that the sandbox neither acts on nor could echo. */
export function refuseUnmodelled(operation: string, input: object, modelled: readonly string[]): void {
  const stranger = Object.entries(input).find(
    ([name, value]) => value !== undefined && !modelled.includes(name),
  );
  if (stranger !== undefined)
    throw new SandboxError(`sandbox does not simulate RDS ${operation}.${stranger[0]}`);
}

/** Names an RDS resource: `rdsArn(call, "db", "flashsale-db")`. */
export function rdsArn(
  call: Pick<Call, "partition" | "region" | "accountId">,
  kind: "db" | "subgrp" | "snapshot" | "og" | "pg",
  name: string,
): string {
  return toArn(call, "rds", `${kind}:${name}`);
}

/** Makes the id that an instance keeps for life: `db-` and 26 capitals and digits. */
export function newResourceId(): string {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  return `db-${[...randomBytes(26)].map((byte) => alphabet[byte % 32]).join("")}`;
}

/** The ARN of the key that AWS makes for RDS in each account and region. */
export function defaultKeyArn(call: Call): string {
  const hex = createHash("sha256").update(`kms/rds/${call.accountId}/${call.region}`).digest("hex");
  const uuid = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)];
  return toArn(call, "kms", `key/${uuid.join("-")}`);
}

/** The part of every endpoint's name that an account has in a region. */
export function endpointDomain(call: Call): string {
  const hex = createHash("sha256").update(`rds/${call.accountId}/${call.region}`).digest("hex");
  const label = `c${BigInt(`0x${hex}`).toString(36).slice(0, 11)}`;
  return call.partition === "aws-cn"
    ? `${label}.rds.${call.region}.amazonaws.com.cn`
    : `${label}.${call.region}.rds.amazonaws.com`;
}

/** Checks tags and reads them. Throws for reserved prefixes, repeated keys and more than 50. Source: RDS API reference, `Tag`. */
export function toTags(list: readonly Tag[] | undefined, present: Tags = {}): Tags {
  const keys = (list ?? []).map(({ Key = "" }) => Key);
  const reserved = keys.find((key) => key === "" || key.length > 128 || /^(aws|rds):/i.test(key));
  if (reserved !== undefined) throw invalid(`The tag key "${reserved}" is not valid.`);
  if (new Set(keys).size < keys.length) throw invalid("Tag keys must be unique.");
  const tags = {
    ...present,
    ...Object.fromEntries((list ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
  };
  if (Object.keys(tags).length > 50) throw invalid("A resource can have at most 50 tags.");
  return tags;
}

/** Tags as RDS tells them. */
export function toTagList(tags: Tags | undefined): Tag[] {
  return Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
}
