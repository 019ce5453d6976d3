import { actionsFor, type Purpose } from "./actions.ts";
import { applicationGrants } from "./grants/application.ts";
import { dataGrants } from "./grants/data.ts";
import { networkGrants } from "./grants/network.ts";
import { watchGrants } from "./grants/watch.ts";
import type { Condition, Grant, PolicyPlace } from "./place.ts";

/** A statement of a policy as IAM takes it. */
export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Condition;
}

/** A policy as IAM takes it. */
export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

/** A policy with its name. */
export interface NamedPolicy {
  /** `plan`, `verify`, or `change-1` and so on. */
  readonly name: string;
  readonly purpose: Purpose;
  /** Length as it would be sent, without white space. */
  readonly characters: number;
  readonly document: PolicyDocument;
}

/**
 * Most characters of a managed policy; IAM does not count white space. Source: IAM User Guide, "IAM and AWS STS quotas".
 */
export const MOST_CHARACTERS = 6144;

/** Everything that an action is bound to, in the order of the chapters. */
export const grantsOf = (place: PolicyPlace): readonly Grant[] => [
  ...networkGrants(place),
  ...dataGrants(place),
  ...applicationGrants(place),
  ...watchGrants(place),
];

/**
 * Allows just these actions, each on what IAM can bind it to: the stack's tag, its names, or the tags of the request. What only
 * reads, and is bound nowhere, is allowed on everything.
 */
export function statementsOf(actions: readonly string[], place: PolicyPlace): Statement[] {
  const grants = grantsOf(place);
  const bound = new Set(grants.flatMap((grant) => grant.actions));
  const free = actions.filter((action) => !bound.has(action));
  const merged = merge(
    grants.map((grant) => ({
      ...grant,
      actions: grant.actions.filter((action) => actions.includes(action)),
    })),
  );
  return [
    ...(free.length === 0 ? [] : [allow("Reads", { actions: free, on: ["*"] })]),
    ...merged.map((grant, index) => allow(`${grant.area}${index + 1}`, grant)),
  ];
}

/** Grants of an area that hold under the same condition become one: no action means anything on what is not its own kind. */
function merge(grants: readonly Grant[]): Grant[] {
  const merged = new Map<string, Grant>();
  for (const grant of grants) {
    if (grant.actions.length === 0) continue;
    const key = JSON.stringify([grant.area, grant.under, grant.under === undefined ? grant.on : []]);
    const { actions = [], on = [] } = merged.get(key) ?? {};
    merged.set(key, {
      ...grant,
      actions: unique([...actions, ...grant.actions]),
      on: unique([...on, ...grant.on]),
    });
  }
  return [...merged.values()];
}

const unique = (list: readonly string[]): string[] => [...new Set(list)].sort();

function allow(Sid: string, { actions, on, under }: Pick<Grant, "actions" | "on" | "under">): Statement {
  const Resource = on.length === 1 ? (on[0] ?? "*") : on;
  return {
    Sid,
    Effect: "Allow",
    Action: actions,
    Resource,
    ...(under === undefined ? {} : { Condition: under }),
  };
}

/**
 * The policies for a purpose, each short enough to be a managed policy. Those for `verify` and `change` allow what goes beyond
 * `plan`, and are attached together with its.
 */
export function policiesFor(purpose: Purpose, actions: readonly string[], place: PolicyPlace): NamedPolicy[] {
  const documents = pack(statementsOf(actionsFor(purpose, actions), place));
  return documents.map((document, index) => ({
    name: documents.length === 1 ? purpose : `${purpose}-${index + 1}`,
    purpose,
    characters: lengthOf(document.Statement),
    document,
  }));
}

/** Fills documents with statements, each into the first that still has room. */
export function pack(statements: readonly Statement[]): PolicyDocument[] {
  const filled: Statement[][] = [];
  for (const statement of statements) {
    const home = filled.find((held) => lengthOf([...held, statement]) <= MOST_CHARACTERS);
    if (home === undefined) filled.push([statement]);
    else home.push(statement);
  }
  return filled.map(toDocument);
}

const toDocument = (Statement: readonly Statement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement,
});

const lengthOf = (statements: readonly Statement[]): number =>
  JSON.stringify(toDocument(statements)).replaceAll(/\s/g, "").length;
