import { createHash, randomUUID } from "node:crypto";
import type { Tags } from "../account.ts";
import { type Call, toArn } from "../operation.ts";
import { SandboxError } from "../refusal.ts";
import { badRequest } from "./dialect.ts";

/** Checks a cluster's or configuration's name: letters, digits and hyphens, no hyphen first. Source: MSK API reference. */
export function toName(parameter: string, name: string | undefined, longest: number): string {
  if (name !== undefined && name.length <= longest && /^[0-9A-Za-z][0-9A-Za-z-]*$/.test(name)) return name;
  throw badRequest(
    parameter,
    `The ${parameter} must have 1 to ${longest} letters, digits and hyphens, and begin with a letter or digit.`,
  );
}

/** Names a new cluster or configuration: MSK puts a random part behind the name. */
export const newArn = (call: Call, kind: "cluster" | "configuration", name: string): string =>
  toArn(call, "kafka", `${kind}/${name}/${randomUUID()}-3`);

/** Names an operation on a cluster. */
export const newOperationArn = (clusterArn: string): string =>
  `${clusterArn.replace(":cluster/", ":cluster-operation/")}/${randomUUID()}`;

/** Names a topic of a cluster. */
export const topicArn = (clusterArn: string, name: string): string =>
  `${clusterArn.replace(":cluster/", ":topic/")}/${name}`;

/** A short text that is always the same for the same words. */
export const shortHash = (...words: readonly (string | number)[]): string =>
  BigInt(`0x${createHash("sha256").update(words.join("/")).digest("hex")}`).toString(36);

/** Refuses, by name, members that the sandbox neither acts on nor could echo. */
export function refuseUnmodelled(operation: string, input: object, modelled: readonly string[]): void {
  const stranger = Object.entries(input).find(
    ([name, value]) => value !== undefined && !modelled.includes(name),
  );
  if (stranger !== undefined)
    throw new SandboxError(`sandbox does not simulate Kafka ${operation}.${stranger[0]}`);
}

/** Checks tags and adds them to those that are there. Source: MSK Developer Guide, "Tag an Amazon MSK cluster". */
export function toTags(given: Tags | undefined, present: Tags = {}): Tags {
  const reserved = Object.keys(given ?? {}).find(
    (key) => key === "" || key.length > 128 || /^aws:/i.test(key),
  );
  if (reserved !== undefined) throw badRequest("tags", `The tag key "${reserved}" is not valid.`);
  const tags = { ...present, ...given };
  if (Object.keys(tags).length > 50) throw badRequest("tags", "A resource can have at most 50 tags.");
  return tags;
}

/** The paging members of every List call of MSK. */
interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** Cuts a page out of what was found: 1 to 100 entries, 100 by default. Source: MSK API reference, `maxResults`. */
export function paginate<R>(found: readonly R[], request: PageRequest): { page: R[]; NextToken?: string } {
  const { MaxResults = 100, NextToken } = request;
  if (!Number.isInteger(MaxResults) || MaxResults < 1 || MaxResults > 100)
    throw badRequest("maxResults", "The maxResults must be from 1 to 100.");
  const start = NextToken === undefined ? 0 : parseToken(NextToken);
  const end = start + MaxResults;
  const page = found.slice(start, end);
  return end < found.length
    ? { page, NextToken: Buffer.from(`page-${end}`).toString("base64url") }
    : { page };
}

function parseToken(token: string): number {
  const offset = /^page-(\d+)$/.exec(Buffer.from(token, "base64url").toString("utf8"))?.[1];
  if (offset === undefined) throw badRequest("nextToken", "The nextToken is not valid.");
  return Number(offset);
}
