import { SandboxOptionError } from "./option-error.ts";

/** One permission that a call needs. */
export interface Need {
  /** IAM's own name of the action: `ec2:CreateVpc`. */
  readonly action: string;
  /** ARN of what is acted upon, or `*`. */
  readonly resource: string;
}

interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: Patterns;
  readonly resources: Patterns;
}

interface Patterns {
  readonly list: readonly string[];
  /** True for NotAction and NotResource. */
  readonly inverted: boolean;
}

/** An IAM policy as far as the sandbox understands it, and what it does not. */
export interface Policy {
  readonly statements: readonly Statement[];
  readonly notices: readonly string[];
}

/** How a need is answered: allowed, refused by a Deny, or refused for want of an Allow. */
export type Verdict = "allowed" | "denied" | "not allowed";

/** Reads an IAM policy document. Throws `SandboxOptionError` when it is not one. */
export function parsePolicy(text: string): Policy {
  const document = parseDocument(text);
  const statements = toList(document.Statement).map(toStatement);
  const conditions = toList(document.Statement).filter(
    (statement) => isRecord(statement) && "Condition" in statement,
  );
  const notices =
    conditions.length === 0
      ? []
      : [`The sandbox ignores the conditions of ${conditions.length} statement(s).`];
  return { statements, notices };
}

/** Judges one need as IAM does: a Deny wins, then an Allow, else nothing allows it. */
export function judge(policy: Policy, need: Need): Verdict {
  const matching = policy.statements.filter(
    ({ actions, resources }) =>
      matches(actions, need.action, true) && matches(resources, need.resource, false),
  );
  if (matching.some(({ effect }) => effect === "Deny")) return "denied";
  return matching.length > 0 ? "allowed" : "not allowed";
}

/** True when `text` fits a pattern in which `*` stands for any text and `?` for one character. */
export function fitsPattern(pattern: string, text: string, ignoreCase = false): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, ignoreCase ? "is" : "s").test(text);
}

function matches({ list, inverted }: Patterns, text: string, ignoreCase: boolean): boolean {
  return list.some((pattern) => fitsPattern(pattern, text, ignoreCase)) !== inverted;
}

function toStatement(value: unknown): Statement {
  if (!isRecord(value)) throw refused("a statement is not an object.");
  const effect = value.Effect;
  if (effect !== "Allow" && effect !== "Deny")
    throw refused('a statement\'s Effect is neither "Allow" nor "Deny".');
  return { effect, actions: toPatterns(value, "Action"), resources: toPatterns(value, "Resource") };
}

function toPatterns(statement: Record<string, unknown>, name: "Action" | "Resource"): Patterns {
  const inverted = `Not${name}` in statement;
  const list = toList(statement[inverted ? `Not${name}` : name]);
  if (list.length === 0 || !list.every((entry) => typeof entry === "string"))
    throw refused(`a statement has no ${name}.`);
  return { list, inverted };
}

function parseDocument(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refused(`not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (!isRecord(value) || !("Statement" in value))
    throw refused("not an IAM policy document: it has no Statement.");
  return value;
}

function toList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refused(message: string): SandboxOptionError {
  return new SandboxOptionError("policy", message);
}
