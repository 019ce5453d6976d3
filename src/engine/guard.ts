import { again } from "../advice.ts";
import type { Entry } from "./entry.ts";
import type { PlanOptions } from "./plan-input.ts";
import type { PlanItem, PlanProblem, Work } from "./plan-item.ts";
import type { Address } from "./ref.ts";
import type { Stuck } from "./resource.ts";
import { withoutSnapshot } from "./stuck.ts";

interface GuardInput {
  readonly journal: { entries(): ReadonlyMap<Address, Entry> };
  readonly options: Pick<PlanOptions, "mode" | "replace" | "deleteAdopted">;
}

type Loss = "replaced" | "deleted" | "made again, empty, after it vanished";

/** What a plan would do to the content of a data store, if anything. */
function lossOf<Env>(work: Work<Env>, entry: Entry | undefined): Loss | undefined {
  const { action } = work.item;
  if (action === "replace") return "replaced";
  if (action === "delete") return "deleted";
  const stood = entry?.status === "ready" || entry?.status === "updating";
  const isRestored = work.observed?.restorableUntil !== undefined;
  return action === "create" && stood && !isRestored ? "made again, empty, after it vanished" : undefined;
}

/** What holds data, stands, and needs this resource, or needed it when it was made. */
function standingDependents<Env>(
  address: Address,
  works: ReadonlyMap<Address, Work<Env>>,
  entries: ReadonlyMap<Address, Entry>,
): Address[] {
  const dependents = [...works.values()].filter(({ item, observed }) => {
    const stands = observed !== undefined && observed.condition !== "leaving";
    const needs = [...item.needs, ...(entries.get(item.address)?.needs ?? [])];
    return item.holdsData && stands && needs.includes(address);
  });
  return dependents.map(({ item }) => item.address);
}

/** The changes at the beginning of the chain that forces a replace, each as `address prop`; none if it is this one. */
function rootsOf<Env>(work: Work<Env>, works: ReadonlyMap<Address, Work<Env>>): string[] {
  const roots = new Set<string>();
  const seen = new Set<Address>();
  const follow = ({ item }: Work<Env>): void => {
    if (seen.has(item.address)) return;
    seen.add(item.address);
    for (const { prop, after } of item.changes.filter((change) => item.forcedBy.includes(change.prop))) {
      const sources = (after ?? []).flatMap((address) => works.get(address) ?? []);
      if (sources.length === 0 && item !== work.item) roots.add(`${item.address} ${prop}`);
      sources.forEach(follow);
    }
  };
  follow(work);
  return [...roots];
}

/** What would be lost because of a state that somebody could mend. */
const stuckIn = (loss: Loss, { forcedBy, stuck }: PlanItem): Stuck | undefined =>
  loss === "replaced" && forcedBy.length === 0 ? stuck : undefined;

/** What is stuck is mended first: to replace it is the last of all ways. */
function stuckWays({ ways, deletable }: Stuck, address: Address, mode: PlanOptions["mode"]): string[] {
  const last =
    deletable === "yes"
      ? `Say that you mean it: ${again(`--replace ${address}`)}`
      : withoutSnapshot(address, mode);
  return [...ways, last];
}

function waysOut(address: Address, loss: Loss, forcedBy: readonly string[]): string[] {
  const undo = forcedBy.length > 0 ? [`Put the setting back that changes ${forcedBy.join(", ")}`] : [];
  const section = address.split(".")[0];
  const whole = loss === "deleted" ? [`Delete all of its section: flashsale-setup destroy ${section}`] : [];
  return [...undo, `Say that you mean it: ${again(`--replace ${address}`)}`, ...whole];
}

/**
 * The data stores that a plan would replace, delete or silently make again without having been named. A plan with
 * such a problem must not begin.
 */
export function dataStoreProblems<Env>(
  works: ReadonlyMap<Address, Work<Env>>,
  input: GuardInput,
): PlanProblem[] {
  return [...works.values()].flatMap((work) => problemOf(work, works, input) ?? []);
}

/** Named, or asked for by a destroy; what was adopted is only forgotten where others are deleted. */
function isMeant(loss: Loss, { address, adopted }: PlanItem, options: GuardInput["options"]): boolean {
  const isKept = adopted && !options.deleteAdopted;
  return options.replace.has(address) || (loss === "deleted" && (isKept || options.mode === "destroy"));
}

function problemOf<Env>(
  work: Work<Env>,
  works: ReadonlyMap<Address, Work<Env>>,
  { journal, options }: GuardInput,
): PlanProblem | undefined {
  const { address, title, forcedBy, holdsData } = work.item;
  const loss = lossOf(work, journal.entries().get(address));
  if (loss === undefined || isMeant(loss, work.item, options)) return undefined;
  const guards =
    work.type.holdsData === "for-dependents" ? standingDependents(address, works, journal.entries()) : [];
  if (!holdsData && guards.length === 0) return undefined;
  const roots = rootsOf(work, works);
  const since = roots.length > 0 ? `, since ${roots.join(", ")} changes` : "";
  const why = forcedBy.length > 0 ? ` (forced by ${forcedBy.join(", ")}${since})` : "";
  const needed = guards.length > 0 ? `, and ${guards.join(", ")} needs it` : "";
  const stuck = stuckIn(loss, work.item);
  if (stuck !== undefined) {
    const state = `The ${title} ${address} ${stuck.text}. It could only be ${loss}. Nothing was changed.`;
    return { code: "DataStoreGuarded", address, text: state, ways: stuckWays(stuck, address, options.mode) };
  }
  const text = `The ${title} ${address} would be ${loss}${why}${needed}. Nothing was changed.`;
  return {
    code: "DataStoreGuarded",
    address,
    text,
    ways: waysOut(address, loss, roots.length > 0 ? roots : forcedBy),
  };
}
