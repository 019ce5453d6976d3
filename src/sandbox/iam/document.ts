import { Refusal } from "../refusal.ts";

type Json = Readonly<Record<string, unknown>>;

/** What a document is for: a trust policy says who, the others say what about which resources. */
type Kind = "trust" | "permissions";

/** Characters without white space. Source: IAM User Guide, "IAM and AWS STS quotas". */
const LONGEST = {
  trust: { name: "ACLSizePerRole", characters: 2048 },
  permissions: { name: "PolicySize", characters: 6144 },
};

const malformed = (message: string): Refusal => new Refusal("MalformedPolicyDocumentException", message);

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const toList = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "string");

/** Checks a policy document and answers it as it was sent. Throws MalformedPolicyDocument or LimitExceeded. */
export function checkDocument(text: string | undefined, kind: Kind): string {
  const document = parse(text ?? "");
  const statements = toList(document.Statement);
  if (statements.length === 0 || !statements.every(isRecord)) throw malformed("Syntax errors in policy.");
  for (const statement of statements) checkStatement(statement, kind);
  checkSids(statements);
  const { name, characters } = LONGEST[kind];
  if ((text ?? "").replace(/\s/g, "").length > characters)
    throw new Refusal("LimitExceededException", `Cannot exceed quota for ${name}: ${characters}`);
  return text ?? "";
}

function parse(text: string): Json {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw malformed("This policy contains invalid Json");
  }
  if (!isRecord(document)) throw malformed("Syntax errors in policy.");
  const version = document.Version ?? "2008-10-17";
  if (version !== "2012-10-17" && version !== "2008-10-17")
    throw malformed("The policy failed legacy parsing: invalid Version.");
  const stranger = Object.keys(document).find((key) => !["Version", "Id", "Statement"].includes(key));
  if (stranger !== undefined) throw malformed("Syntax errors in policy.");
  return document;
}

const MEMBERS = [
  "Sid",
  "Effect",
  "Principal",
  "NotPrincipal",
  "Action",
  "NotAction",
  "Resource",
  "NotResource",
  "Condition",
];

function checkStatement(statement: Json, kind: Kind): void {
  const isKnown = Object.keys(statement).every((key) => MEMBERS.includes(key));
  if (!isKnown || (statement.Effect !== "Allow" && statement.Effect !== "Deny"))
    throw malformed("Syntax errors in policy.");
  checkActions(toList(statement.Action ?? statement.NotAction));
  checkConditions(statement.Condition);
  if (kind === "trust") checkTrust(statement);
  else checkResources(statement);
}

function checkActions(actions: readonly unknown[]): void {
  if (!isTexts(actions)) throw malformed("Policy statement must contain actions.");
  if (!actions.every((action) => action === "*" || /^[\w-]+:[\w*?]+$/.test(action)))
    throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
}

/** Source: IAM User Guide, "IAM JSON policy elements: Condition operators". */
const OPERATOR =
  /^((ForAllValues|ForAnyValue):)?((String(Not)?(Equals(IgnoreCase)?|Like))|(Numeric|Date)(Not)?Equals|(Numeric|Date)(Less|Greater)Than(Equals)?|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like))(IfExists)?$|^Null$/;

function checkConditions(condition: unknown): void {
  if (condition === undefined) return;
  if (!isRecord(condition) || !Object.keys(condition).every((operator) => OPERATOR.test(operator)))
    throw malformed("Syntax errors in policy.");
  const keys = Object.values(condition).flatMap((block) => Object.keys((block ?? {}) as object));
  if (!keys.every((key) => /^[\w-]+:[\w.${}/:-]+$/.test(key)))
    throw malformed("Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.");
}

function checkResources(statement: Json): void {
  if ("Principal" in statement || "NotPrincipal" in statement)
    throw malformed("Policy document should not specify a principal.");
  const resources = toList(statement.Resource ?? statement.NotResource);
  if (!isTexts(resources)) throw malformed("Policy statement must contain resources.");
  const stranger = resources.find((one) => one !== "*" && !/^arn:[\w*-]+:[\w*-]+:[^:]*:[^:]*:.+$/.test(one));
  if (stranger !== undefined) throw malformed(`Resource ${stranger} must be in ARN format or "*".`);
}

function checkTrust(statement: Json): void {
  if ("Resource" in statement || "NotResource" in statement) throw malformed("Has prohibited field Resource");
  const actions = toList(statement.Action ?? statement.NotAction);
  if (!actions.every((action) => String(action).startsWith("sts:")))
    throw malformed("AssumeRole policy may only specify STS AssumeRole actions.");
  const { Principal: principal } = statement;
  if (!isRecord(principal)) throw malformed("AssumeRolepolicy contained an invalid principal");
  const services = toList(principal.Service);
  const stranger = services.find(
    (one) => !/^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/.test(String(one)),
  );
  if (stranger !== undefined) throw malformed(`Invalid principal in policy: "SERVICE":"${String(stranger)}"`);
}

function checkSids(statements: readonly Json[]): void {
  const sids = statements.flatMap(({ Sid }) => (Sid === undefined ? [] : [String(Sid)]));
  if (!sids.every((sid) => /^[A-Za-z0-9]*$/.test(sid)))
    throw malformed(
      "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
    );
  if (new Set(sids).size < sids.length)
    throw malformed("Statement IDs (SID) in a single policy must be unique.");
}

/** The document as IAM tells it: URL-encoded compliant with RFC 3986. Source: IAM API reference, PolicyVersion, `Document`. */
export const encodeDocument = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
