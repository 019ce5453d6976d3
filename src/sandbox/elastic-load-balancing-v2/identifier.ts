import { randomBytes } from "node:crypto";
import type { Tag } from "@aws-sdk/client-elastic-load-balancing-v2";
import type { AccountRecord, TableName, Tags } from "../account.ts";
import type { Call } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { loadBalancingOffers } from "./offers.ts";

/** The refusal of a request that says something wrong. */
export const invalid = (message: string): Refusal => new Refusal("ValidationError", message);

/** Makes the last part of an ARN: 16 hexadecimal digits. */
export const newPart = (): string => randomBytes(8).toString("hex");

/** Checks the name of a load balancer or a target group. Source: API reference, CreateLoadBalancer and CreateTargetGroup. */
export function toName(noun: string, name: string | undefined): string {
  const text = name ?? "";
  if (text.length > 32) throw invalid(`The ${noun} name '${text}' cannot be longer than '32' characters`);
  if (!/^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$/.test(text))
    throw invalid(
      `The ${noun} name '${text}' can only contain alphanumeric characters and hyphens, and cannot begin or end with a hyphen`,
    );
  return text;
}

/** Refuses, by name, members that the sandbox neither acts on nor could echo. */
export function refuseUnmodelled(operation: string, input: object, modelled: readonly string[]): void {
  const stranger = Object.entries(input).find(
    ([name, value]) => value !== undefined && !modelled.includes(name),
  );
  if (stranger !== undefined)
    throw new SandboxError(`sandbox does not simulate ElasticLoadBalancingV2 ${operation}.${stranger[0]}`);
}

/** Adds tags to others. Throws for repeated keys, for AWS's own and for more than 50. Source: API reference, AddTags. */
export function mergeTags(present: Tags, added: readonly Tag[] | undefined): Tags {
  const keys = (added ?? []).map(({ Key = "" }) => Key);
  if (new Set(keys).size < keys.length)
    throw new Refusal("DuplicateTagKeysException", "Tag keys must be unique.");
  const wrong = keys.find((key) => key === "" || key.length > 128 || /^aws:/i.test(key));
  if (wrong !== undefined) throw invalid(`The tag key '${wrong}' is not valid`);
  const tags = { ...present, ...toRecord(added) };
  if (Object.keys(tags).length > 50)
    throw new Refusal("TooManyTagsException", "The maximum number of tags on a resource has been reached.");
  return tags;
}

const toRecord = (list: readonly Tag[] | undefined): Tags =>
  Object.fromEntries((list ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));

/** Gets a record by ARN. Throws the error of its kind. */
export function getByArn<R extends AccountRecord>(
  call: Call,
  kind: { readonly table: TableName<R>; readonly notFound: string; readonly noun: string },
  arn: string | undefined,
): R {
  const row = call.account.table(kind.table).find(arn ?? "");
  if (row === undefined) throw new Refusal(kind.notFound, `One or more ${kind.noun} not found`);
  return row;
}

/** Selects by ARNs or names, or all. Throws for one that is not there. */
export function selectRows<R extends AccountRecord & { readonly name?: string }>(
  call: Call,
  kind: { readonly table: TableName<R>; readonly notFound: string; readonly noun: string },
  by: { readonly arns?: readonly string[] | undefined; readonly names?: readonly string[] | undefined },
): readonly R[] {
  const { arns = [], names = [] } = by;
  const all = call.account.table(kind.table).all();
  const missing = [
    ...arns.filter((arn) => !all.some(({ id }) => id === arn)),
    ...names.filter((name) => !all.some((row) => row.name === name)),
  ];
  if (missing.length > 0)
    throw new Refusal(kind.notFound, `${kind.noun} '[${missing.join(", ")}]' not found`);
  if (arns.length === 0 && names.length === 0) return all;
  return all.filter(({ id, name }) => arns.includes(id) || (name !== undefined && names.includes(name)));
}

/** Cuts a page out of what was found. Source: API reference, `PageSize`: 1 to 400. */
export function paginate<R>(
  call: Call,
  found: readonly R[],
  { PageSize, Marker }: { readonly PageSize?: number | undefined; readonly Marker?: string | undefined },
): { readonly rows: readonly R[]; readonly marker: string | undefined } {
  const size = PageSize ?? call.account.offers(loadBalancingOffers).pageSize;
  if (!Number.isInteger(size) || size < 1 || size > 400)
    throw invalid(`Page size '${size}' must be between '1' and '400'`);
  const start = Marker === undefined ? 0 : Number(Buffer.from(Marker, "base64url").toString("utf8"));
  if (Number.isNaN(start)) throw invalid("The marker is not valid");
  const end = start + size;
  const marker = end < found.length ? Buffer.from(String(end)).toString("base64url") : undefined;
  return { rows: found.slice(start, end), marker };
}
