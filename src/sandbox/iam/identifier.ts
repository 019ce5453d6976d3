import { randomBytes } from "node:crypto";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";

/** What a name is compared by: IAM does not distinguish case. Source: IAM API reference, CreateRole. */
export const keyOf = (name: string | undefined): string => (name ?? "").toLowerCase();

/** Names an object of IAM, which belongs to no region: `toIamArn(call, "role", "/", "FlashSaleAppRole")`. */
export const toIamArn = (
  { partition, accountId }: Pick<Call, "partition" | "accountId">,
  kind: "role" | "policy" | "instance-profile",
  path: string,
  name: string,
): string => `arn:${partition}:iam::${accountId}:${kind}${path}${name}`;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Makes a unique id: `AROA` for roles, `ANPA` for managed policies, `AIPA` for instance profiles. */
export const newUniqueId = (prefix: "AROA" | "ANPA" | "AIPA"): string =>
  prefix + [...randomBytes(17)].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");

export const noSuchEntity = (message: string): Refusal => new Refusal("NoSuchEntityException", message);

export const invalid = (message: string): Refusal => new Refusal("ValidationError", message);

/** Checks a name. Source: IAM API reference, the pattern `[\w+=,.@-]+` of each name. */
export function checkName(name: string | undefined, member: string, longest: number): string {
  const text = name ?? "";
  if (text.length >= 1 && text.length <= longest && /^[\w+=,.@-]+$/.test(text)) return text;
  throw invalid(
    `1 validation error detected: Value '${text}' at '${member}' failed to satisfy constraint: Member must have length between 1 and ${longest} and contain only alphanumeric characters and +=,.@_-`,
  );
}

/** Checks a path. Source: IAM API reference, CreateRole, `Path`. */
export function checkPath(path = "/"): string {
  if (path.length <= 512 && /^(\/|\/[!-~]+\/)$/.test(path)) return path;
  throw invalid(
    "The specified value for path is invalid. It must begin and end with / and contain only ASCII characters.",
  );
}

/** Checks a description. Source: IAM API reference, CreateRole and CreatePolicy, `Description`. */
export function checkDescription(description: string | undefined): string | undefined {
  if (description === undefined || description.length <= 1000) return description;
  throw invalid(
    "1 validation error detected: Value at 'description' failed to satisfy constraint: Member must have length less than or equal to 1000",
  );
}
