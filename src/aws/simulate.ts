import {
  type EvaluationResult,
  GetRoleCommand,
  type IAMClient,
  paginateSimulatePrincipalPolicy,
} from "@aws-sdk/client-iam";

/** What IAM says that a caller may not do. */
export interface Simulation {
  readonly denied: readonly string[];
  /** Actions that hang on something which no simulation knows, such as the caller's network. */
  readonly unknown: readonly string[];
  /** Condition keys on which those hang. */
  readonly missing: readonly string[];
}

/** Actions on the resources to which a policy limits them; `*` for those that it does not limit. */
export interface ActionsOn {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** What the requests say of themselves, by condition key. @default nothing */
  readonly context?: Readonly<Record<string, readonly string[]>>;
}

/** Whose requests are simulated, and from where. */
export interface Simulated {
  /** ARN of a user or role. */
  readonly principal: string;
  readonly region: string;
  /** `aws`, `aws-cn` or `aws-us-gov`. */
  readonly partition: string;
}

/**
 * The user or role behind a caller's ARN: IAM simulates neither sessions nor the root user, for whom this is `undefined`. A
 * role's path (that of an SSO role) is in no session's ARN: it is looked up. Throws what GetRole throws.
 */
export async function findPrincipal(iam: IAMClient, callerArn: string): Promise<string | undefined> {
  if (callerArn.endsWith(":root")) return undefined;
  const session = /^arn:[^:]+:sts::\d+:assumed-role\/([^/]+)\//.exec(callerArn);
  if (session === null) return callerArn.includes(":user/") ? callerArn : undefined;
  const { Role } = await iam.send(new GetRoleCommand({ RoleName: session[1] ?? "" }));
  return Role?.Arn;
}

/** Actions of one call. Source: IAM API reference, SimulatePrincipalPolicy: a call takes any number; pages answer 100. */
const AT_ONCE = 100;

/** Services that belong to no region, and the one that their requests go to. Source: IAM User Guide, `aws:RequestedRegion`. */
const GLOBAL = /^(iam|budgets):/;
const HOMES: Readonly<Record<string, string>> = { "aws-cn": "cn-north-1", "aws-us-gov": "us-gov-west-1" };

/**
 * Asks IAM which actions the identity's policies, its boundary and its organization allow. An action counts as allowed where it
 * is allowed on any of its resources, and as unknown where it is refused for want of a value that IAM was not told. Resource
 * policies are not simulated. Throws what IAM throws.
 */
export async function simulate(
  iam: IAMClient,
  who: Simulated,
  wanted: readonly ActionsOn[],
): Promise<Simulation> {
  const asked = wanted.flatMap(({ actions, resources, context = {} }) =>
    [true, false].flatMap((isGlobal) => {
      const home = isGlobal ? (HOMES[who.partition] ?? "us-east-1") : who.region;
      const there = actions.filter((action) => GLOBAL.test(action) === isGlobal);
      const told = { ...context, "aws:RequestedRegion": [home] };
      return inParts(there, AT_ONCE).map((part) => ({ actions: part, resources, context: told }));
    }),
  );
  const answers = (await Promise.all(asked.map((one) => evaluate(iam, who.principal, one)))).flat();
  const allowed = new Set(answers.filter(({ isAllowed }) => isAllowed).map(({ action }) => action));
  const open = answers.filter(({ action, missing }) => !allowed.has(action) && missing.length > 0);
  const unknown = new Set(open.map(({ action }) => action));
  const all = [...new Set(wanted.flatMap(({ actions }) => actions))];
  return {
    denied: all.filter((action) => !(allowed.has(action) || unknown.has(action))),
    unknown: all.filter((action) => unknown.has(action)),
    missing: [...new Set(open.flatMap(({ missing }) => missing))].sort(),
  };
}

interface Evaluated {
  readonly action: string;
  readonly isAllowed: boolean;
  readonly missing: readonly string[];
}

async function evaluate(iam: IAMClient, principal: string, asked: Required<ActionsOn>): Promise<Evaluated[]> {
  const { actions, resources, context } = asked;
  const input = {
    PolicySourceArn: principal,
    ActionNames: [...actions],
    ...(resources.includes("*") ? {} : { ResourceArns: [...resources] }),
    ContextEntries: Object.entries(context).map(([ContextKeyName, values]) => ({
      ContextKeyName,
      ContextKeyValues: [...values],
      ContextKeyType: values.length === 1 ? ("string" as const) : ("stringList" as const),
    })),
  };
  const evaluated: Evaluated[] = [];
  for await (const page of paginateSimulatePrincipalPolicy({ client: iam }, input))
    evaluated.push(...(page.EvaluationResults ?? []).map(toEvaluated));
  return evaluated;
}

/** IAM tells several resources of one action each by itself, in a list within the action's own result. */
function toEvaluated(result: EvaluationResult): Evaluated {
  const { EvalActionName: action = "", EvalDecision, MissingContextValues = [] } = result;
  const each = result.ResourceSpecificResults ?? [];
  return {
    action,
    isAllowed:
      EvalDecision === "allowed" ||
      each.some(({ EvalResourceDecision }) => EvalResourceDecision === "allowed"),
    missing: [...MissingContextValues, ...each.flatMap((one) => one.MissingContextValues ?? [])],
  };
}

const inParts = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, part) =>
    list.slice(part * size, (part + 1) * size),
  );
