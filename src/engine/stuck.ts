import { again } from "../advice.ts";
import type { PlanOptions } from "./plan-input.ts";
import type { PlanItem, PlanProblem, Work } from "./plan-item.ts";
import type { Address } from "./ref.ts";
import type { Stuck } from "./resource.ts";

type Options = Pick<PlanOptions, "mode" | "deleteAdopted" | "replace">;

/** What a plan would do to something that takes it not before a person has acted; nothing of such a plan may begin. */
export function stuckProblems<Env>(works: ReadonlyMap<Address, Work<Env>>, options: Options): PlanProblem[] {
  return [...works.values()].flatMap((work) => {
    const { stuck } = work.item;
    return stuck === undefined ? [] : (problemOf(work, stuck, options) ?? []);
  });
}

/** What stands as wanted, and yet needs somebody. */
export function stuckNotices(items: readonly PlanItem[]): string[] {
  return items.flatMap(({ action, address, stuck }) =>
    action === "no-op" && stuck !== undefined ? [[`${address} ${stuck.text}.`, ...stuck.ways].join(" ")] : [],
  );
}

function problemOf<Env>(work: Work<Env>, stuck: Stuck, options: Options): PlanProblem | undefined {
  const { action } = work.item;
  if (action === "delete") return deleteProblem(work, stuck, options);
  // Of a replace that nobody has asked for yet the guard tells.
  if (action === "replace")
    return options.replace.has(work.item.address) ? deleteProblem(work, stuck, options) : undefined;
  return action === "no-op" || isMended(work.item, stuck) ? undefined : toProblem(work.item, stuck);
}

const isMended = ({ changes }: PlanItem, { mendedBy = [] }: Stuck): boolean =>
  changes.some(({ prop }) => mendedBy.includes(prop));

function deleteProblem<Env>(
  { item, type, observed }: Work<Env>,
  stuck: Stuck,
  { mode, deleteAdopted }: Options,
): PlanProblem | undefined {
  if (item.adopted && !deleteAdopted && item.action === "delete") return undefined;
  if (stuck.deletable === "no") return toProblem(item, stuck);
  if (stuck.deletable === "without-snapshot" && item.snapshot !== undefined)
    return toProblem(item, stuck, withoutSnapshot(item.address, mode));
  const isProtected = type.protection !== undefined && observed?.props[type.protection] === true;
  if (!isProtected || stuck.unprotect === undefined) return undefined;
  const lift = "Lift its deletion protection, which AWS may refuse until the above is done";
  return toProblem(item, stuck, lift, stuck.unprotect);
}

/** The way out for what AWS makes no final snapshot of. */
export const withoutSnapshot = (address: Address, mode: PlanOptions["mode"]): string => {
  const section = address.split(".")[0];
  const command =
    mode === "destroy"
      ? again("--no-final-snapshot")
      : `flashsale-setup destroy ${section} --no-final-snapshot`;
  return `Or give up what it holds, since AWS makes no final snapshot of it now: ${command}`;
};

const toProblem = ({ address, title }: PlanItem, { text, ways }: Stuck, ...more: string[]): PlanProblem => ({
  code: "Stuck",
  address,
  text: `The ${title} ${address} ${text}. Nothing was changed.`,
  ways: [...ways, ...more],
});
