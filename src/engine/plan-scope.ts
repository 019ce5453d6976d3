import { closure, heaviestPath } from "./graph.ts";
import type { PlanInput } from "./plan-input.ts";
import type { Plan, PlanItem } from "./plan-item.ts";
import type { Address } from "./ref.ts";
import { stepsOf } from "./steps.ts";

/** The addresses that a narrowed plan covers. */
export function scopeOf<Env>(
  input: PlanInput<Env>,
  all: readonly PlanItem[],
  isAsked: (address: Address) => boolean,
): Set<Address> {
  const asked = all.map(({ address }) => address).filter(isAsked);
  if (input.options.dependentsToo) return closure(asked, (address) => dependentsOf(input, all, address));
  const needs = new Map(all.map((item) => [item.address, item.needs]));
  const scope = closure(asked, (address) => needs.get(address) ?? []);
  addDragged(scope, all, needs);
  addStrays(scope, all);
  return scope;
}

/** What is replaced inside the scope drags its dependents outside along: they would be left pointing at nothing. */
function addDragged(
  scope: Set<Address>,
  all: readonly PlanItem[],
  needs: ReadonlyMap<Address, readonly Address[]>,
): void {
  const isDragged = (item: PlanItem): boolean =>
    item.changes.some(({ after }) => after?.some((source) => scope.has(source)));
  for (const item of all.filter(isDragged))
    for (const address of closure([item.address], (one) => needs.get(one) ?? [])) scope.add(address);
}

/** Strangers belong to where their type is at home. */
function addStrays(scope: Set<Address>, all: readonly PlanItem[]): void {
  const types = new Set(all.filter(({ address }) => scope.has(address)).map(({ type }) => type));
  for (const { address, stray, type } of all) if (stray === true && types.has(type)) scope.add(address);
}

function dependentsOf<Env>(input: PlanInput<Env>, all: readonly PlanItem[], address: Address): Address[] {
  const entries = input.journal.entries();
  const needsOf = (item: PlanItem): readonly Address[] => entries.get(item.address)?.needs ?? item.needs;
  return all.filter((item) => needsOf(item).includes(address)).map((item) => item.address);
}

/** The longest chain of steps, first to last, and its seconds. */
export function criticalPathOf<Env>(input: PlanInput<Env>, items: readonly PlanItem[]): Plan["criticalPath"] {
  const steps = stepsOf(items, input.journal.entries(), input.types);
  const byId = new Map(steps.map((step) => [step.id, step]));
  const path = heaviestPath(
    steps.map(({ id }) => id),
    (id) => byId.get(id)?.after ?? [],
    (id) => byId.get(id)?.seconds ?? 0,
  );
  return { addresses: path.path.map((id) => byId.get(id)?.address ?? id), seconds: path.weight };
}
