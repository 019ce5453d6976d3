import type { Change } from "./change.ts";
import { diff } from "./diff.ts";
import { type Entry, everSent, inputOf } from "./entry.ts";
import { topological } from "./graph.ts";
import { dataStoreProblems } from "./guard.ts";
import { withLiveName } from "./live-name.ts";
import { nameOfDeclared } from "./observe.ts";
import { OtherStates } from "./other-state.ts";
import { isSomebodyElses, type Match, marksOf, matchResource, OURS } from "./ownership.ts";
import type { PlanInput, Planned } from "./plan-input.ts";
import type { Action, Plan, PlanItem, PlanProblem, Work } from "./plan-item.ts";
import { declaredItem, deletedItem, type SeenGoing } from "./plan-items.ts";
import { criticalPathOf, scopeOf } from "./plan-scope.ts";
import { actionFor, matchProblem, staysMore } from "./plan-words.ts";
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
  readonly #others: OtherStates<Env>;
  /** What our own delete may have taken, though reads still show it; and what needs such. */
  readonly #unsettled = new Set<Address>();
  /** Ids that some address of ours accounts for, by type. */
  readonly #accounted = new Set<string>();

  constructor(input: PlanInput<Env>) {
    this.#input = input;
    this.#others = new OtherStates(input);
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

  #match(
    { address, type }: Pick<Declaration<Env>, "address" | "type">,
    name: string | undefined,
    adopt?: string,
  ): Match {
    const { observation, journal } = this.#input;
    const entry = journal.entries().get(address);
    const candidates = observation.get(type.name) ?? [];
    const { stack, lineage } = journal;
    return matchResource({ address, type, entry, name, adopt, candidates, stack, lineage });
  }

  #planDeclared(declaration: Declaration<Env>): void {
    const { address, type } = declaration;
    const { journal, options } = this.#input;
    const entry = journal.entries().get(address);
    const before = nameOfDeclared(declaration, (needed) => this.#known.get(needed));
    const match = this.#match(declaration, before, options.adopt.get(address));
    if (match.found === "one") this.#accounted.add(`${type.name} ${match.observed.id}`);
    this.#others.note(declaration, match, options.mode === "up");
    // A removal has nothing to do with what somebody else made under the name of something that stays.
    if (options.mode === "destroy" && isSomebodyElses(match)) return;
    const problem = matchProblem(declaration, match);
    if (problem !== undefined) this.#problems.push(problem);
    const isKnown = match.found === "one" && match.verdict.whose !== "unknown";
    const observed = isKnown ? match.observed : undefined;
    const resolved = resolveInput(declaration.input, (needed) => this.#known.get(needed)) as Props;
    const desired = withLiveName(type, resolved, { entry, observed });
    const changes = this.#changes(declaration, observed, desired, entry);
    this.#notices.push(...staysMore(declaration, desired, observed));
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
    const match = this.#match({ address, type }, entry.name);
    if (match.found === "one") this.#accounted.add(`${type.name} ${match.observed.id}`);
    if (this.#others.note({ address, type }, match, true)) return;
    const observed = match.found === "one" && match.verdict.whose === "ours" ? match.observed : undefined;
    this.#addDelete({
      address,
      type,
      entry,
      observed,
      needs: entry.status === "replacing" ? entry.old.needs : entry.needs,
    });
  }

  /** Ours by its marks, or another state file's of this stack, but neither declared nor remembered. */
  #planLost(typeName: string, observed: Observed, declared: ReadonlySet<Address>): void {
    const { journal, types } = this.#input;
    const type = types.get(typeName);
    const marks = marksOf(observed);
    if (type === undefined || marks?.stack !== journal.stack || observed.condition === "leaving") return;
    if (this.#accounted.has(`${typeName} ${observed.id}`)) return;
    const { address, lineage } = marks;
    if (lineage !== journal.lineage) {
      const verdict = { whose: "other-state", lineage } as const;
      this.#others.note({ address, type }, { found: "one", observed, verdict }, false);
    } else if (!declared.has(address) && !this.#works.has(address))
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
    const all = [...this.#works.values()].map(({ item }) => item);
    const inScope = scopeOf(this.#input, [...this.#works.values()]);
    const isIn = (item: PlanItem): boolean => inScope === undefined || inScope.has(item.address);
    const items = all.filter(isIn);
    const others = all.filter((item) => !isIn(item) && item.action !== "no-op");
    const works = new Map([...this.#works].filter(([, work]) => isIn(work.item)));
    const problems = this.#problems.filter(({ address }) => inScope?.has(address) ?? true);
    problems.push(...this.#others.problems(inScope));
    problems.push(...dataStoreProblems(works, this.#input));
    const plan: Plan = {
      items,
      others,
      problems,
      notices: [...this.#notices, ...this.#others.notices()],
      criticalPath: criticalPathOf(this.#input, items),
    };
    return { plan, works, known: this.#known };
  }
}

const isOurTag = (observed: Observed): boolean =>
  typeof observed.tags === "object" && observed.tags[OURS.stack] !== undefined;
