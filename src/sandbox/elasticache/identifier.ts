import { createHash } from "node:crypto";
import type { Tag } from "@aws-sdk/client-elasticache";
import type { Tags } from "../account.ts";
import { type Call, toArn } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";

/** ElastiCache's refusal of one parameter. */
export function invalid(message: string): Refusal {
  return new Refusal("InvalidParameterValue", message);
}

/** ElastiCache's refusal of parameters that do not go together. */
export function uncombinable(message: string): Refusal {
  return new Refusal("InvalidParameterCombination", message);
}

/** ElastiCache's refusal of a call that a group's state does not allow. */
export function busy(message: string): Refusal {
  return new Refusal("InvalidReplicationGroupState", message);
}

/**
 * Checks an identifier and puts it into lower case, as ElastiCache stores it: letters, digits and hyphens, a letter first, no
 * hyphen last, no two in a row. Source: ElastiCache API reference, CreateReplicationGroup.
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
    throw new SandboxError(`sandbox does not simulate ElastiCache ${operation}.${stranger[0]}`);
}

type Kind = "cluster" | "parametergroup" | "replicationgroup" | "snapshot" | "subnetgroup";

/** Names an ElastiCache resource: `cacheArn(call, "replicationgroup", "flashsale-redis")`. */
export function cacheArn(
  call: Pick<Call, "partition" | "region" | "accountId">,
  kind: Kind,
  name: string,
): string {
  return toArn(call, "elasticache", `${kind}:${name}`);
}

/** The part of every endpoint's name that an account has in a region, and the region's short name: `abc123.use1`. */
export function endpointLabel(call: Call): { readonly label: string; readonly domain: string } {
  const hex = createHash("sha256").update(`elasticache/${call.accountId}/${call.region}`).digest("hex");
  const label = BigInt(`0x${hex}`).toString(36).slice(0, 6);
  const [area = "", place = "", number = ""] = call.region.split("-");
  return { label, domain: `${area}${place.charAt(0)}${number}.cache.amazonaws.com` };
}

/** Checks tags and reads them. Throws for reserved prefixes, repeated keys and more than 50. Source: ElastiCache API reference, `Tag`. */
export function toTags(list: readonly Tag[] | undefined, present: Tags = {}): Tags {
  const keys = (list ?? []).map(({ Key = "" }) => Key);
  const reserved = keys.find((key) => key === "" || key.length > 128 || /^aws:/i.test(key));
  if (reserved !== undefined) throw invalid(`The tag key "${reserved}" is not valid.`);
  if (new Set(keys).size < keys.length) throw invalid("Tag keys must be unique.");
  const tags = {
    ...present,
    ...Object.fromEntries((list ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
  };
  if (Object.keys(tags).length > 50)
    throw new Refusal("TagQuotaPerResourceExceeded", "A resource can have at most 50 tags.");
  return tags;
}

/** Tags as ElastiCache tells them. */
export function toTagList(tags: Tags | undefined): Tag[] {
  return Object.entries(tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
}
