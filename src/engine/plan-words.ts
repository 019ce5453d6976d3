import type { Change } from "./change.ts";
import { isSatisfied } from "./compare.ts";
import type { Entry } from "./entry.ts";
import type { Match } from "./ownership.ts";
import type { Action, PlanProblem } from "./plan-item.ts";
import type { Address } from "./ref.ts";
import type { Declaration, Observed, Props } from "./resource.ts";

interface Seen {
  readonly observed: Observed | undefined;
  readonly entry: Entry | undefined;
  readonly changes: readonly Change[];
  readonly forcedBy: readonly string[];
  /** What it needs of which nobody knows yet whether it stands or has to be made again. */
  readonly follows: readonly Address[];
  /** Whether an unfinished replacement is not wanted any more. */
  readonly givesUp?: boolean;
}

/** What is to be done with a declared resource. */
export function actionFor(seen: Seen): Action {
  const { observed, entry, changes, forcedBy, follows } = seen;
  if (entry?.status === "replacing") return "replace";
  if (observed === undefined || observed.condition === "leaving") return "create";
  if (observed.condition === "broken" || forcedBy.length > 0) return "replace";
  if (entry?.status === "creating") return "create";
  const differs = changes.length > 0 || entry?.status !== "ready";
  return differs || follows.length > 0 ? "update" : "no-op";
}

/** Why, as part of a sentence. */
export function describeReason(seen: Seen & { readonly action: Action }): string {
  switch (seen.action) {
    case "create":
      return createReason(seen);
    case "replace":
      return replaceReason(seen);
    case "update":
      return updateReason(seen);
    case "delete":
      return "no longer wanted";
    case "no-op":
      return "as wanted";
  }
}

function createReason({ observed, entry }: Seen): string {
  if (observed?.restorableUntil !== undefined) return "restored with its value, within its recovery window";
  if (entry?.status === "creating") return "an interrupted create is carried on";
  if (observed?.condition === "leaving") return "made again once the one being deleted is gone";
  if (entry?.status === "ready" || entry?.status === "updating") return "vanished from the account";
  return "not there yet";
}

function replaceReason({ observed, entry, forcedBy, changes, givesUp }: Seen): string {
  if (givesUp === true) return "an interrupted replace is given up";
  if (entry?.status === "replacing") return "an interrupted replace is carried on";
  if (observed?.condition === "broken") return `broken: ${observed.reason ?? observed.status}`;
  const after = changes.filter(({ prop }) => forcedBy.includes(prop)).flatMap((change) => change.after ?? []);
  const because =
    after.length > 0 ? `because ${[...new Set(after)].join(", ")} is made anew` : "it cannot change in place";
  return `${forcedBy.join(", ")}: ${because}`;
}

function updateReason({ entry, changes, follows }: Seen): string {
  if (entry === undefined) return "found by its tags and recorded";
  if (changes.length === 0 && entry.status === "ready")
    return `looked at again once ${follows.join(", ")} is settled`;
  if (changes.length === 0)
    return `an interrupted ${entry.status === "deleting" ? "delete" : "update"} is settled`;
  const causes = new Set(changes.map(({ cause }) => cause));
  const after = [...new Set(changes.flatMap((change) => change.after ?? []))];
  const parts = [
    ...(causes.has("settings") ? ["settings changed"] : []),
    ...(causes.has("drift") ? ["changed outside"] : []),
    ...(causes.has("resource") ? [`known after ${after.join(", ")}`] : []),
  ];
  return parts.join("; ");
}

/** What is held against what stands, and what others added of it. */
interface Held {
  readonly desired: Props;
  readonly observed: Observed | undefined;
  readonly changes: readonly Change[];
  readonly more: readonly Change[];
}

/** What differs and stays so, at least for a while, told so that nobody waits for it. */
export const describeStays = <Env>(
  declaration: Declaration<Env>,
  { desired, observed, changes, more }: Held,
): string[] => [
  ...describeUnsettled(declaration, observed, changes),
  ...staysMore(declaration, desired, observed),
  ...staysKept(declaration, desired, observed),
  ...staysAdded(declaration, desired, more),
];

/** What AWS will probably refuse for a while. */
function describeUnsettled<Env>(
  { address }: Declaration<Env>,
  observed: Observed | undefined,
  changes: readonly Change[],
): string[] {
  const { props = [], text = "" } = observed?.unsettled ?? {};
  const concerned = changes.map(({ prop }) => prop).filter((prop) => props.includes(prop));
  return concerned.length === 0 ? [] : [`${address} ${concerned.join(", ")} ${text}.`];
}

/** What only grows is not taken back. */
function staysMore<Env>(
  { address, type }: Declaration<Env>,
  desired: Props,
  observed: Observed | undefined,
): string[] {
  const growing = Object.keys(type.compare).filter((prop) => type.compare[prop] === "atLeast");
  return growing.flatMap((prop) => {
    const [asked, stands] = [desired[prop], observed?.props[prop]];
    if (typeof asked !== "number" || typeof stands !== "number" || asked >= stands) return [];
    return [`${address} ${prop} stays ${stands}: it only grows (${asked} is asked for).`];
  });
}

/** What somebody else keeps and is not as the settings have it. */
function staysKept<Env>(
  { address, type }: Declaration<Env>,
  desired: Props,
  observed: Observed | undefined,
): string[] {
  const { kept, props = {} } = observed ?? {};
  if (kept === undefined) return [];
  const differing = kept.props.filter(
    (prop) => !isSatisfied(type.compare[prop] ?? "exact", desired[prop], props[prop]),
  );
  if (differing.length === 0) return [];
  return [`${address} ${differing.join(", ")}: ${kept.by} keeps that, and the settings do not change it.`];
}

/** What others added is told, with the command that takes it away. */
function staysAdded<Env>(
  { address, type }: Declaration<Env>,
  desired: Props,
  more: readonly Change[],
): string[] {
  if (type.mayGrow === undefined || more.length === 0) return [];
  const counts = more.map(({ prop, from, to }) => `${prop} ${String(from)} instead of ${String(to)}`);
  const fewer = type.mayGrow.fewer(desired);
  return [
    `${address} has ${counts.join(", ")}: somebody, or scaling by AWS, added that, and it stays. It goes by: ${fewer}`,
  ];
}

/** The key of the settings from which the names of a type are made. */
export const nameKeyOf = ({ accountWide }: { readonly accountWide?: true }): string =>
  accountWide === true ? "displayName" : "name";

/** What stands in the way when the match is somebody else's, or two. */
export function matchProblem<Env>(declaration: Declaration<Env>, match: Match): PlanProblem | undefined {
  const { address, type } = declaration;
  if (match.found === "two") {
    const [first, second] = match.observed.map(({ id }) => id);
    const text = `Two of type ${type.title} are marked as ${address}: ${first} and ${second}. Only one can be it.`;
    return {
      code: "TwoMatches",
      address,
      text,
      ways: [`Delete the one that is not used, or name the right one: --adopt ${address}=${first}`],
    };
  }
  if (match.found === "none" || match.observed.condition === "leaving") return undefined;
  const { verdict, observed } = match;
  const known = observed.name ?? observed.id;
  if (verdict.whose === "foreign") {
    const text = `The ${type.title} ${known} is taken by ${verdict.owner}.`;
    const ways = [
      `Choose another ${nameKeyOf(type)} in the settings`,
      `Take it over (it then survives destroy): --adopt ${address}=${observed.id}`,
    ];
    return { code: "NotOurs", address, text, ways };
  }
  return undefined;
}
