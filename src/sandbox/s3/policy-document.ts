import { fitsPattern } from "../pattern.ts";
import { Refusal } from "../refusal.ts";

/** A statement of a bucket policy that has passed {@link parsePolicy}. */
interface Statement {
  readonly Effect: "Allow" | "Deny";
  readonly Principal: unknown;
  readonly Action: unknown;
  readonly Resource: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** One access, as a bucket policy judges it. */
export interface Access {
  /** Name of an AWS service, such as `cloudtrail.amazonaws.com`. */
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  /** What the request has, by condition key. */
  readonly context: Readonly<Record<string, string>>;
}

/** Most bytes of a policy. Source: S3 User Guide, "Bucket policies". */
const MOST_BYTES = 20 * 1024;

const toList = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const malformed = (message: string): Refusal => new Refusal("MalformedPolicy", message);

/** Reads a bucket policy as S3 takes it. Throws MalformedPolicy. Source: S3 User Guide, "Bucket policies". */
export function parsePolicy(text: string, bucketArn: string): readonly Statement[] {
  if (Buffer.byteLength(text) > MOST_BYTES)
    throw malformed("Policy exceeds the maximum allowed document size.");
  const document = parse(text);
  const statements = toList(document.Statement);
  if (statements.length === 0) throw malformed("Missing required field Statement");
  for (const statement of statements) checkStatement(statement, bucketArn);
  return statements as readonly Statement[];
}

function parse(text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw malformed("This policy contains invalid Json");
  }
  if (!isRecord(value)) throw malformed("This policy contains invalid Json");
  const { Version } = value;
  if (Version !== undefined && Version !== "2012-10-17" && Version !== "2008-10-17")
    throw malformed("The policy must contain a valid version string");
  return value;
}

function checkStatement(statement: unknown, bucketArn: string): void {
  if (!isRecord(statement)) throw malformed("Invalid policy syntax.");
  const { Effect, Principal, Action, Resource } = statement;
  if (Effect !== "Allow" && Effect !== "Deny") throw malformed(`Invalid effect: ${String(Effect)}`);
  if (Principal === undefined) throw malformed("Missing required field Principal");
  const actions = toList(Action);
  if (actions.length === 0) throw malformed("Missing required field Action");
  if (!actions.every((action) => /^(\*|s3:[A-Za-z*?]+)$/.test(String(action))))
    throw malformed("Policy has invalid action");
  const resources = toList(Resource).map(String);
  if (resources.length === 0) throw malformed("Missing required field Resource");
  if (!resources.every((resource) => resource === bucketArn || resource.startsWith(`${bucketArn}/`)))
    throw malformed("Policy has invalid resource");
}

/** Whether a policy lets anybody in. Source: S3 User Guide, "The meaning of public"; of conditions any will do here. */
export const isPublic = (statements: readonly Statement[]): boolean =>
  statements.some(
    ({ Effect, Principal, Condition = {} }) =>
      Effect === "Allow" && isAnybody(Principal) && Object.keys(Condition).length === 0,
  );

const isAnybody = (principal: unknown): boolean =>
  principal === "*" || (isRecord(principal) && toList(principal.AWS).includes("*"));

/** Whether a policy allows an access; a Deny wins. What it says with operators that are not known here counts for nothing. */
export function allows(statements: readonly Statement[], access: Access): boolean {
  const fitting = statements.filter((statement) => isAbout(statement, access));
  return (
    fitting.some(({ Effect }) => Effect === "Allow") && fitting.every(({ Effect }) => Effect === "Allow")
  );
}

function isAbout({ Principal, Action, Resource, Condition = {} }: Statement, access: Access): boolean {
  const services = isRecord(Principal) ? toList(Principal.Service) : [];
  return (
    (Principal === "*" || services.includes(access.service)) &&
    toList(Action).some((action) => fitsPattern(String(action), access.action, true)) &&
    toList(Resource).some((resource) => fitsPattern(String(resource), access.resource)) &&
    Object.entries(Condition).every(([operator, wanted]) => isMet(operator, wanted, access))
  );
}

const COMPARISONS: Readonly<Record<string, (wanted: string, found: string) => boolean>> = {
  StringEquals: (wanted, found) => wanted === found,
  StringLike: (wanted, found) => fitsPattern(wanted, found),
  ArnEquals: (wanted, found) => fitsPattern(wanted, found),
  ArnLike: (wanted, found) => fitsPattern(wanted, found),
  Bool: (wanted, found) => wanted === found,
};

/** Condition keys are compared without case. Source: IAM User Guide, "IAM JSON policy elements: Condition". */
function isMet(operator: string, wanted: Readonly<Record<string, unknown>>, { context }: Access): boolean {
  const compare = COMPARISONS[operator];
  return Object.entries(wanted).every(([key, values]) => {
    const found = context[key.toLowerCase()];
    if (compare === undefined || found === undefined) return false;
    return toList(values).some((value) => compare(String(value), found));
  });
}
