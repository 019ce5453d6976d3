import { fitsPattern } from "./pattern.ts";

/** What a request says of itself: values by condition key in lower case. A key that it says nothing of is absent. */
export type RequestContext = Readonly<Record<string, readonly string[]>>;

/** One comparison of a statement's conditions. */
export interface Condition {
  /** The operator in lower case, without its qualifier and its `IfExists`. */
  readonly operator: string;
  /** How a key with several values is judged. */
  readonly quantifier: "any" | "all";
  readonly ifExists: boolean;
  /** In lower case. */
  readonly key: string;
  readonly values: readonly string[];
}

type Comparison = (wanted: string, value: string) => boolean;

const like: Comparison = (wanted, value) => fitsPattern(wanted, value);
const ignoringCase: Comparison = (wanted, value) => wanted.toLowerCase() === value.toLowerCase();

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators". */
const COMPARISONS: Readonly<Record<string, Comparison>> = {
  stringequals: (wanted, value) => wanted === value,
  stringequalsignorecase: ignoringCase,
  stringlike: like,
  arnequals: like,
  arnlike: like,
  bool: ignoringCase,
};

/** Negated operators are met by a key that is not there. */
const NEGATED: Readonly<Record<string, string>> = {
  stringnotequals: "stringequals",
  stringnotequalsignorecase: "stringequalsignorecase",
  stringnotlike: "stringlike",
  arnnotequals: "arnequals",
  arnnotlike: "arnlike",
};

/**
 * The keys that the sandbox knows the values of. Source: IAM User Guide, "AWS global condition context keys"; Service
 * Authorization Reference, the condition keys of each service.
 */
const KNOWN_KEYS = [
  /^aws:requestedregion$/,
  /^aws:(requesttag|resourcetag)\/./,
  /^aws:tagkeys$/,
  /^aws:principalarn$/,
  /^aws:(principal|resource)account$/,
  /^(ec2|autoscaling|elasticloadbalancing|rds|secretsmanager|iam):resourcetag\/./,
  /^ec2:createaction$/,
  /^ec2:region$/,
  /^iam:(passedtoservice|awsservicename|policyarn)$/,
];

/** Whether the sandbox can judge this comparison. */
export const isKnown = ({ operator, key }: Condition): boolean =>
  (operator === "null" || operator in COMPARISONS || operator in NEGATED) &&
  KNOWN_KEYS.some((known) => known.test(key));

/** Reads the `Condition` of a statement. Undefined where it is not of IAM's form. */
export function parseConditions(block: unknown): readonly Condition[] | undefined {
  if (block === undefined) return [];
  if (!isRecord(block)) return undefined;
  const conditions: Condition[] = [];
  for (const [operator, comparisons] of Object.entries(block)) {
    if (!isRecord(comparisons)) return undefined;
    for (const [key, values] of Object.entries(comparisons))
      conditions.push(toCondition(operator, key, [values].flat().map(String)));
  }
  return conditions;
}

function toCondition(text: string, key: string, values: readonly string[]): Condition {
  const [, qualifier, operator = "", exists] =
    /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/.exec(text.toLowerCase()) ?? [];
  return {
    operator,
    quantifier: qualifier === "forallvalues" ? "all" : "any",
    ifExists: exists !== undefined,
    key: key.toLowerCase(),
    values,
  };
}

/** Whether a request meets a condition. */
export function isMet(
  { operator, quantifier, ifExists, key, values }: Condition,
  context: RequestContext,
): boolean {
  const present = context[key];
  if (operator === "null") return values.some((value) => (value === "true") === (present === undefined));
  const negated = NEGATED[operator];
  if (present === undefined) return ifExists || negated !== undefined || quantifier === "all";
  const compare = COMPARISONS[negated ?? operator];
  if (compare === undefined) return false;
  const fits = (value: string): boolean =>
    values.some((wanted) => compare(wanted, value)) === (negated === undefined);
  return quantifier === "all" ? present.every(fits) : present.some(fits);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
