import { type Condition, isKnown, isMet, parseConditions, type RequestContext } from "./condition.ts";
import { SandboxOptionError } from "./option-error.ts";
import { fitsPattern } from "./pattern.ts";

/** One permission that a call needs. */
export interface Need {
  /** IAM's own name of the action: `ec2:CreateVpc`. */
  readonly action: string;
  /** ARN of what is acted upon, or `*`. */
  readonly resource: string;
  /** What the conditions of a policy may ask about. @default nothing */
  readonly context?: RequestContext;
  /** What the service says instead of IAM's sentence where this is refused. */
  readonly refusal?: string;
}

interface Statement {
  readonly effect: "Allow" | "Deny";
  readonly actions: Patterns;
  readonly resources: Patterns;
  /** Those that the sandbox can judge; the others are ignored. */
  readonly conditions: readonly Condition[];
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

/**
 * Most characters of a managed policy, white space not counted. Source: IAM User Guide, "IAM and AWS STS quotas".
 */
const MOST_CHARACTERS = 6144;

/**
 * Reads an IAM policy document, or a list of them, which a caller has all at once. Throws `SandboxOptionError` when it is
 * neither.
 */
export function parsePolicy(text: string): Policy {
  const documents = parseDocuments(text);
  const read = documents.flatMap((document) => toList(document.Statement).map(toStatement));
  const unknown = read.filter(({ ignores }) => ignores).length;
  const long = documents.filter((document) => lengthOf(document) > MOST_CHARACTERS).length;
  return {
    statements: read.map(({ statement }) => statement),
    notices: [
      ...(unknown === 0 ? [] : [`The sandbox ignores the conditions of ${unknown} statement(s).`]),
      ...(long === 0
        ? []
        : [
            `AWS takes no managed policy of more than ${MOST_CHARACTERS} characters: ${long} document(s) have more.`,
          ]),
    ],
  };
}

const lengthOf = (document: object): number => JSON.stringify(document).replaceAll(/\s/g, "").length;

/** Judges one need as IAM does: a Deny wins, then an Allow, else nothing allows it. */
export function judge(policy: Policy, need: Need): Verdict {
  const { context = {} } = need;
  const matching = statementsOn(policy, need).filter(({ conditions }) =>
    conditions.every((condition) => isMet(condition, context)),
  );
  if (matching.some(({ effect }) => effect === "Deny")) return "denied";
  return matching.length > 0 ? "allowed" : "not allowed";
}

/** The keys on which a policy's answer to a need hangs, and of which nothing is known. */
export function missingKeys(policy: Policy, need: Need): readonly string[] {
  const keys = statementsOn(policy, need).flatMap(({ conditions }) => conditions.map(({ key }) => key));
  return [...new Set(keys)].filter((key) => need.context?.[key] === undefined).sort();
}

const statementsOn = ({ statements }: Policy, { action, resource }: Need): readonly Statement[] =>
  statements.filter(
    ({ actions, resources }) => matches(actions, action, true) && matches(resources, resource, false),
  );

function matches({ list, inverted }: Patterns, text: string, ignoreCase: boolean): boolean {
  return list.some((pattern) => fitsPattern(pattern, text, ignoreCase)) !== inverted;
}

function toStatement(value: unknown): { readonly statement: Statement; readonly ignores: boolean } {
  if (!isRecord(value)) throw refused("a statement is not an object.");
  const effect = value.Effect;
  if (effect !== "Allow" && effect !== "Deny")
    throw refused('a statement\'s Effect is neither "Allow" nor "Deny".');
  const conditions = parseConditions(value.Condition);
  if (conditions === undefined) throw refused("a statement's Condition is not of IAM's form.");
  const known = conditions.filter(isKnown);
  const statement = {
    effect,
    actions: toPatterns(value, "Action"),
    resources: toPatterns(value, "Resource"),
    conditions: known,
  } as const;
  return { statement, ignores: known.length < conditions.length };
}

function toPatterns(statement: Record<string, unknown>, name: "Action" | "Resource"): Patterns {
  const inverted = `Not${name}` in statement;
  const list = toList(statement[inverted ? `Not${name}` : name]);
  if (list.length === 0 || !list.every((entry) => typeof entry === "string"))
    throw refused(`a statement has no ${name}.`);
  return { list, inverted };
}

function parseDocuments(text: string): readonly Record<string, unknown>[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refused(`not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  const documents = toList(value);
  if (documents.length === 0 || !documents.every(isDocument))
    throw refused("not an IAM policy document: it has no Statement.");
  return documents;
}

const isDocument = (value: unknown): value is Record<string, unknown> =>
  isRecord(value) && "Statement" in value;

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
