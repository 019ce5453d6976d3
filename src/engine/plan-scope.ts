import { canonicalText } from "./compare.ts";
import { closure, heaviestPath } from "./graph.ts";
import { rememberedAttributes } from "./observe.ts";
import type { PlanInput } from "./plan-input.ts";
import type { Plan, PlanItem, Work } from "./plan-item.ts";
import { type Address, resolveInput, sourcesOf } from "./ref.ts";
import type { Declaration } from "./resource.ts";
import { stepsOf } from "./steps.ts";

/** The addresses that a narrowed plan covers; `undefined` where it is not narrowed. */
export function scopeOf<Env>(input: PlanInput<Env>, works: readonly Work<Env>[]): Set<Address> | undefined {
  const { isAsked, dependentsToo } = input.options;
  if (isAsked === undefined) return undefined;
  if (dependentsToo) return removalScope(input, works, isAsked);
  const all = works.map(({ item }) => item);
  const needs = new Map(all.map((item) => [item.address, item.needs]));
  const asked = all.map(({ address }) => address).filter(isAsked);
  const scope = closure(asked, (address) => needs.get(address) ?? []);
  addDragged(scope, all, needs);
  addStrays(scope, all);
  return scope;
}

/** What is asked to go, and all that depends on it or names it, as far as it stands: a removal makes nothing. */
function removalScope<Env>(
  input: PlanInput<Env>,
  works: readonly Work<Env>[],
  isAsked: (address: Address) => boolean,
): Set<Address> {
  const needs = new Map(works.map(({ item }) => [item.address, everNeeded(input, item)]));
  const dependents = (address: Address): Address[] =>
    [...needs].filter(([, needed]) => needed.includes(address)).map(([dependent]) => dependent);
  const asked = [...needs.keys(), ...[...needs.values()].flat()].filter(isAsked);
  const able = standingOf(works);
  const scope = closure([...asked, ...redeclared(input)], dependents);
  return new Set([...scope].filter((address) => able.has(address)));
}

/** What an item needs, needed when it was made, and was declared to need before the removal. */
function everNeeded<Env>({ journal, before = [] }: PlanInput<Env>, { address, needs }: PlanItem): Address[] {
  const entry = journal.entries().get(address);
  const old = entry?.status === "replacing" ? entry.old.needs : [];
  const declared = before.find((declaration) => declaration.address === address)?.needs ?? [];
  return [...needs, ...(entry?.needs ?? []), ...old, ...declared];
}

/** What is declared in other words since the asked are switched off: it named them without a reference. */
export function redeclared<Env>({
  journal,
  declarations,
  before = [],
}: Pick<PlanInput<Env>, "journal" | "declarations" | "before">): Address[] {
  const known = rememberedAttributes(journal.entries());
  const textOf = ({ input }: Declaration<Env>): string => canonicalText(resolveInput(input, known));
  const texts = new Map(before.map((declaration) => [declaration.address, textOf(declaration)]));
  return declarations
    .filter((declaration) => (texts.get(declaration.address) ?? textOf(declaration)) !== textOf(declaration))
    .map(({ address }) => address);
}

/** What stands, in the order of what needs what: what waits for something that does not is left as it is, too. */
function standingOf<Env>(works: readonly Work<Env>[]): Set<Address> {
  const able = new Set<Address>();
  for (const { item, input } of works) {
    const isAble = item.action !== "create" && sourcesOf(input).every((source) => able.has(source));
    if (item.action === "delete" || isAble) able.add(item.address);
  }
  return able;
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
