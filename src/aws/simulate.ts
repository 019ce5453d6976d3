import { GetRoleCommand, type IAMClient, paginateSimulatePrincipalPolicy } from "@aws-sdk/client-iam";

/** What IAM says that a caller may not do. */
export interface Simulation {
  readonly denied: readonly string[];
}

/** Actions on the resources to which a policy limits them; `*` for those that it does not limit. */
export interface ActionsOn {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
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

/**
 * Asks IAM which actions the identity's policies, its boundary and its organization allow. An action counts as allowed where it
 * is allowed on any of its resources. Resource policies and conditions are not simulated. Throws what IAM throws.
 */
export async function simulate(
  iam: IAMClient,
  principal: string,
  wanted: readonly ActionsOn[],
): Promise<Simulation> {
  const all = wanted.flatMap(({ actions }) => actions);
  const asked = wanted.flatMap(({ actions, resources }) =>
    resources.flatMap((resource) => inParts(actions, AT_ONCE).map((part) => ({ part, resource }))),
  );
  const allowed = new Set<string>();
  await Promise.all(
    asked.map(async ({ part, resource }) => {
      for (const action of await findAllowed(iam, principal, { part, resource })) allowed.add(action);
    }),
  );
  return { denied: all.filter((action) => !allowed.has(action)) };
}

async function findAllowed(
  iam: IAMClient,
  principal: string,
  { part, resource }: { readonly part: readonly string[]; readonly resource: string },
): Promise<string[]> {
  const input = {
    PolicySourceArn: principal,
    ActionNames: [...part],
    ...(resource === "*" ? {} : { ResourceArns: [resource] }),
  };
  const allowed: string[] = [];
  for await (const page of paginateSimulatePrincipalPolicy({ client: iam }, input))
    for (const { EvalActionName, EvalDecision } of page.EvaluationResults ?? [])
      if (EvalDecision === "allowed" && EvalActionName !== undefined) allowed.push(EvalActionName);
  return allowed;
}

const inParts = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, part) =>
    list.slice(part * size, (part + 1) * size),
  );
