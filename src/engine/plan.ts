import type { Change } from "./change.ts";
import { diff } from "./diff.ts";
import { type Entry, everSent, inputOf } from "./entry.ts";
import { topological } from "./graph.ts";
import { dataStoreProblems } from "./guard.ts";
import { withLiveName } from "./live-name.ts";
import { nameOfDeclared } from "./observe.ts";
import { type Match, matchResource, OURS } from "./ownership.ts";
import type { PlanInput, Planned } from "./plan-input.ts";
import type { Action, Plan, PlanItem, PlanProblem, Work } from "./plan-item.ts";
import { declaredItem, deletedItem, type SeenGoing } from "./plan-items.ts";
import { criticalPathOf, scopeOf } from "./plan-scope.ts";
import { actionFor, matchProblem } from "./plan-words.ts";
import { type Address, type Attributes, resolveInput } from "./ref.ts";
import type { AnyType, Declaration, Observed, Props } from "./resource.ts";

/** Holds what is desired against what is observed. Pure: reads nothing and changes nothing. */
export function makePlan<Env>(input: PlanInput<Env>): Planned<Env> {
  return new Planner(input).run();
}

class Planner<Env> {
  readonly #input: PlanInput<Env>;
  readonly #works = new Map<Address, Work<Env>>();
  readonly #known = new Map<Address, Attributes>();
  readonly #problems: PlanProblem[] = [];
  readonly #notices: string[] = [];
  /** What our own delete may have taken, though reads still show it; and what needs such. */
  readonly #unsettled = new Set<Address>();
  /** Ids that some address of ours accounts for, by type. */
  readonly #accounted = new Set<string>();

  constructor(input: PlanInput<Env>) {
    this.#input = input;
  }

  run(): Planned<Env> {
    const { declarations } = this.#input;
    const sorted = topological(
      declarations,
      ({ address }) => address,
      ({ needs }) => needs,
    );
    for (const declaration of sorted) this.#planDeclared(declaration);
    this.#planUndeclared(new Set(declarations.map(({ address }) => address)));
    this.#planStrays();
    return this.#finish();
  }

  #match(declaration: Declaration<Env>): Match {
    const { observation, journal, options } = this.#input;
    const { address, type } = declaration;
    return matchResource({
      address,
      type,
      entry: journal.entries().get(address),
      name: nameOfDeclared(declaration, (needed) => this.#known.get(needed)),
      adopt: options.adopt.get(address),
      candidates: observation.get(type.name) ?? [],
      stack: journal.stack,
      lineage: journal.lineage,
    });
  }

  #planDeclared(declaration: Declaration<Env>): void {
    const { address, type } = declaration;
    const entry = this.#input.journal.entries().get(address);
    const match = this.#match(declaration);
    const problem = matchProblem(declaration, match);
    if (problem !== undefined) this.#problems.push(problem);
    const isKnown = match.found === "one" && match.verdict.whose !== "unknown";
    const observed = isKnown ? match.observed : undefined;
    if (observed !== undefined) this.#accounted.add(`${type.name} ${observed.id}`);
    const resolved = resolveInput(declaration.input, (needed) => this.#known.get(needed)) as Props;
    const desired = withLiveName(type, resolved, { entry, observed });
    const changes = this.#changes(declaration, observed, desired, entry);
    this.#tellWhatStaysMore(declaration, desired, observed);
    const forcedBy = this.#forcedBy(type, changes);
    const follows = declaration.needs.filter((needed) => this.#unsettled.has(needed));
    const action = actionFor({ observed, entry, changes, forcedBy, follows });
    if (action === "update" && (entry?.status === "deleting" || follows.length > 0))
      this.#unsettled.add(address);
    this.#learn(declaration, { action, changes }, observed);
    const name = nameOfDeclared(declaration, (needed) => this.#known.get(needed));
    const item = declaredItem(this.#input, {
      declaration,
      name,
      action,
      changes,
      forcedBy,
      follows,
      observed,
      entry,
    });
    this.#works.set(address, {
      item,
      type,
      input: declaration.input,
      ...(observed === undefined ? {} : { observed }),
    });
  }

  #changes(
    declaration: Declaration<Env>,
    observed: Observed | undefined,
    desired: Props,
    entry: Entry | undefined,
  ): Change[] {
    if (observed === undefined || observed.condition === "leaving") return [];
    return diff({ type: declaration.type, desired, observed, last: inputOf(entry), ever: everSent(entry) });
  }

  /** What only grows is not taken back: that is told, so that nobody waits for it. */
  #tellWhatStaysMore(
    { address, type }: Declaration<Env>,
    desired: Props,
    observed: Observed | undefined,
  ): void {
    const growing = Object.keys(type.compare).filter((prop) => type.compare[prop] === "atLeast");
    for (const prop of growing) {
      const [asked, stands] = [desired[prop], observed?.props[prop]];
      if (typeof asked !== "number" || typeof stands !== "number" || asked >= stands) continue;
      this.#notices.push(`${address} ${prop} stays ${stands}: it only grows (${asked} is asked for).`);
    }
  }

  /** A prop that cannot change in place, or one whose referent cannot go while this stands. */
  #forcedBy(type: AnyType<Env>, changes: readonly Change[]): string[] {
    const forces = (change: Change): boolean => {
      if (type.replaceOn.includes(change.prop)) return true;
      const goes = (address: Address): boolean => this.#works.get(address)?.item.action === "replace";
      return (type.holds?.includes(change.prop) ?? false) && (change.after ?? []).some(goes);
    };
    return changes.filter(forces).map((change) => change.prop);
  }

  #learn(
    declaration: Declaration<Env>,
    { action, changes }: { readonly action: Action; readonly changes: readonly Change[] },
    observed: Observed | undefined,
  ): void {
    if (observed === undefined || action === "create" || action === "replace") return;
    const { stable } = declaration.type;
    const isKept = (key: string): boolean => changes.length === 0 || stable.includes(key);
    const kept = Object.entries(observed.attributes).filter(
      ([key, value]) => isKept(key) && value !== undefined,
    );
    this.#known.set(declaration.address, Object.fromEntries(kept));
  }

  /** What the state or our tags know and no section declares any more. */
  #planUndeclared(declared: ReadonlySet<Address>): void {
    const { journal, types } = this.#input;
    for (const [address, entry] of journal.entries()) {
      const type = types.get(entry.type);
      if (!declared.has(address) && type !== undefined) this.#planDelete(address, type, entry);
    }
    for (const [typeName, list] of this.#input.observation) {
      for (const observed of list) this.#planLost(typeName, observed, declared);
    }
  }

  #planDelete(address: Address, type: AnyType<Env>, entry: Entry): void {
    const { journal, observation } = this.#input;
    const { name } = entry;
    const candidates = observation.get(type.name) ?? [];
    const match = matchResource({
      address,
      type,
      entry,
      name,
      candidates,
      stack: journal.stack,
      lineage: journal.lineage,
    });
    const observed = match.found === "one" && match.verdict.whose === "ours" ? match.observed : undefined;
    if (observed !== undefined) this.#accounted.add(`${type.name} ${observed.id}`);
    this.#addDelete({
      address,
      type,
      entry,
      observed,
      needs: entry.status === "replacing" ? entry.old.needs : entry.needs,
    });
  }

  /** Ours by its tags, but neither declared nor remembered. */
  #planLost(typeName: string, observed: Observed, declared: ReadonlySet<Address>): void {
    const { journal, types } = this.#input;
    const type = types.get(typeName);
    if (type === undefined || typeof observed.tags !== "object" || observed.condition === "leaving") return;
    const address = observed.tags[OURS.address];
    const isOurs =
      observed.tags[OURS.stack] === journal.stack && observed.tags[OURS.lineage] === journal.lineage;
    if (!isOurs || address === undefined || this.#accounted.has(`${typeName} ${observed.id}`)) return;
    if (declared.has(address) || this.#works.has(address)) return;
    this.#addDelete({ address, type, entry: undefined, observed, needs: [] });
  }

  #addDelete(seen: SeenGoing<Env>): void {
    const { address, type, observed } = seen;
    const item = deletedItem(this.#input, seen);
    this.#works.set(address, { item, type, ...(observed === undefined ? {} : { observed }) });
  }

  /** Strangers inside our resources: shown, and removed only when asked. */
  #planStrays(): void {
    for (const [typeName, list] of this.#input.observation) {
      const type = this.#input.types.get(typeName);
      if (type?.showsStrays !== true || this.#input.options.mode === "destroy") continue;
      const strays = list.filter((one) => !this.#accounted.has(`${typeName} ${one.id}`) && !isOurTag(one));
      for (const observed of strays) this.#planStray(type, observed);
    }
  }

  #planStray(type: AnyType<Env>, observed: Observed): void {
    const text = `${type.title} ${observed.name ?? observed.id} in our resources was not made by us`;
    if (!this.#input.options.pruneRules) {
      this.#notices.push(`${text}; --prune-rules removes it.`);
      return;
    }
    this.#addDelete({
      address: `stray/${observed.id}`,
      type,
      entry: undefined,
      observed,
      needs: [],
      stray: true,
    });
  }

  #finish(): Planned<Env> {
    const { isAsked } = this.#input.options;
    const all = [...this.#works.values()].map(({ item }) => item);
    const inScope = isAsked === undefined ? undefined : scopeOf(this.#input, all, isAsked);
    const isIn = (item: PlanItem): boolean => inScope === undefined || inScope.has(item.address);
    const items = all.filter(isIn);
    const others = all.filter((item) => !isIn(item) && item.action !== "no-op");
    const works = new Map([...this.#works].filter(([, work]) => isIn(work.item)));
    const problems = this.#problems.filter(({ address }) => inScope?.has(address) ?? true);
    problems.push(...dataStoreProblems(works, this.#input));
    const plan: Plan = {
      items,
      others,
      problems,
      notices: this.#notices,
      criticalPath: criticalPathOf(this.#input, items),
    };
    return { plan, works, known: this.#known };
  }
}

const isOurTag = (observed: Observed): boolean =>
  typeof observed.tags === "object" && observed.tags[OURS.stack] !== undefined;
