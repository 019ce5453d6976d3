import type { Change } from "./change.ts";
import { diff } from "./diff.ts";
import { type Entry, inputOf } from "./entry.ts";
import { closure, heaviestPath, topological } from "./graph.ts";
import { dataStoreProblems } from "./guard.ts";
import { nameOfDeclared, type Observation } from "./observe.ts";
import { type Match, matchResource, OURS } from "./ownership.ts";
import type { Action, Plan, PlanItem, PlanProblem, Work } from "./plan-item.ts";
import { actionFor, describeReason, matchProblem } from "./plan-words.ts";
import type { Clock, Journal } from "./ports.ts";
import { type Address, type Attributes, resolveInput } from "./ref.ts";
import type { AnyType, Declaration, Observed, Props } from "./resource.ts";
import { stepsOf } from "./steps.ts";

/** What may be chosen about a plan. */
export interface PlanOptions {
  /** `destroy` is the one mode in which data stores go without being named. */
  readonly mode: "up" | "destroy";
  /** Whether an address belongs to what was asked for; what those need comes along. Absent: everything. */
  readonly isAsked?: (address: Address) => boolean;
  /** For removals: what depends on the asked comes along, not what they need. */
  readonly dependentsToo?: boolean;
  /** Data stores that may be replaced, or made again after they vanished. */
  readonly replace: ReadonlySet<Address>;
  readonly adopt: ReadonlyMap<Address, string>;
  readonly pruneRules: boolean;
  readonly deleteAdopted: boolean;
  /** Whether data stores leave a final snapshot. */
  readonly finalSnapshots: boolean;
}

export interface PlanInput<Env> {
  readonly declarations: readonly Declaration<Env>[];
  readonly types: ReadonlyMap<string, AnyType<Env>>;
  readonly observation: Observation;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly options: PlanOptions;
}

/** A plan and what the running process needs to carry it out. */
export interface Planned<Env> {
  readonly plan: Plan;
  readonly works: ReadonlyMap<Address, Work<Env>>;
  /** Ids observed under each address, for references to what does not change. */
  readonly known: ReadonlyMap<Address, Attributes>;
}

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
    const desired = resolveInput(declaration.input, (needed) => this.#known.get(needed)) as Props;
    const changes = this.#changes(declaration, observed, desired, entry);
    const forcedBy = this.#forcedBy(type, changes);
    const action = actionFor({ observed, entry, changes, forcedBy });
    this.#learn(declaration, action, observed);
    const item = this.#item({ declaration, action, changes, forcedBy, observed, entry, desired });
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
    return diff({ type: declaration.type, desired, observed, last: inputOf(entry) });
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

  #learn(declaration: Declaration<Env>, action: Action, observed: Observed | undefined): void {
    if (observed === undefined || action === "create" || action === "replace") return;
    const { stable } = declaration.type;
    const isKept = (key: string): boolean => action === "no-op" || stable.includes(key);
    const kept = Object.entries(observed.attributes).filter(
      ([key, value]) => isKept(key) && value !== undefined,
    );
    this.#known.set(declaration.address, Object.fromEntries(kept));
  }

  #item(seen: {
    declaration: Declaration<Env>;
    action: Action;
    changes: readonly Change[];
    forcedBy: readonly string[];
    observed: Observed | undefined;
    entry: Entry | undefined;
    desired: Props;
  }): PlanItem {
    const { declaration, action, changes, observed, entry } = seen;
    const { type, address, needs } = declaration;
    const name = nameOfDeclared(declaration, (needed) => this.#known.get(needed));
    const adopted = this.#input.options.adopt.has(address) || (entry !== undefined && "adopted" in entry);
    return {
      address,
      type: type.name,
      title: type.title,
      action,
      reason: describeReason({ action, changes, observed, entry, forcedBy: seen.forcedBy }),
      changes,
      forcedBy: seen.forcedBy,
      outage:
        action === "update"
          ? changes.map(({ prop }) => prop).filter((prop) => type.outage?.includes(prop))
          : [],
      needs,
      ...this.#snapshot(type, action === "replace" ? (observed?.name ?? name) : undefined, entry),
      holdsData: type.holdsData === true,
      adopted,
      typicalSeconds: this.#seconds(type, action, entry),
      ...(observed === undefined ? {} : { id: observed.id, status: observed.status }),
      ...(name === undefined ? {} : { name }),
      ...(observed?.condition === "broken" ? { broken: observed.reason ?? observed.status } : {}),
    };
  }

  #snapshot(type: AnyType<Env>, name: string | undefined, entry: Entry | undefined): { snapshot?: string } {
    if (name === undefined || type.snapshotName === undefined || !this.#input.options.finalSnapshots)
      return {};
    const journaled = entry?.status === "deleting" ? entry.snapshot : undefined;
    return { snapshot: journaled ?? type.snapshotName(name, new Date(this.#input.clock.now())) };
  }

  #seconds(type: AnyType<Env>, action: Action, entry: Entry | undefined): number {
    const seen = entry !== undefined && "timings" in entry ? entry.timings : undefined;
    const { create, update, delete: remove } = type.typicalSeconds;
    const of: Record<Action, number> = {
      create: seen?.create ?? create,
      update: seen?.update ?? update,
      replace: remove + (seen?.create ?? create),
      delete: remove,
      "no-op": 0,
    };
    return of[action];
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

  #addDelete(seen: {
    address: Address;
    type: AnyType<Env>;
    entry: Entry | undefined;
    observed: Observed | undefined;
    needs: readonly Address[];
    stray?: true;
  }): void {
    const { address, type, entry, observed, needs } = seen;
    const name = observed?.name ?? entry?.name;
    const item: PlanItem = {
      address,
      type: type.name,
      title: type.title,
      action: "delete",
      reason: seen.stray
        ? "not declared by us"
        : this.#input.options.mode === "destroy"
          ? "asked for"
          : "no longer wanted",
      changes: [],
      forcedBy: [],
      outage: [],
      needs,
      ...this.#snapshot(type, name, entry),
      holdsData: type.holdsData === true,
      adopted: entry !== undefined && "adopted" in entry,
      typicalSeconds: type.typicalSeconds.delete,
      ...(observed === undefined ? {} : { id: observed.id, status: observed.status }),
      ...(name === undefined ? {} : { name }),
      ...(seen.stray ? { stray: true } : {}),
    };
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
    const inScope = isAsked === undefined ? undefined : this.#scopeOf(all, isAsked);
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
      criticalPath: this.#criticalPath(items),
    };
    return { plan, works, known: this.#known };
  }

  #scopeOf(all: readonly PlanItem[], isAsked: (address: Address) => boolean): Set<Address> {
    const asked = all.map(({ address }) => address).filter(isAsked);
    if (this.#input.options.dependentsToo)
      return closure(asked, (address) => this.#dependentsOf(all, address));
    const needs = new Map(all.map((item) => [item.address, item.needs]));
    const scope = closure(asked, (address) => needs.get(address) ?? []);
    // What is replaced inside the scope drags its dependents outside along: they would be left pointing at nothing.
    for (const item of all) {
      const isDragged = item.changes.some(({ after }) => after?.some((source) => scope.has(source)));
      if (isDragged) scope.add(item.address);
    }
    return scope;
  }

  #dependentsOf(all: readonly PlanItem[], address: Address): Address[] {
    const entries = this.#input.journal.entries();
    const needsOf = (item: PlanItem): readonly Address[] => entries.get(item.address)?.needs ?? item.needs;
    return all.filter((item) => needsOf(item).includes(address)).map((item) => item.address);
  }

  #criticalPath(items: readonly PlanItem[]): Plan["criticalPath"] {
    const steps = stepsOf(items, this.#input.journal.entries(), this.#input.types);
    const byId = new Map(steps.map((step) => [step.id, step]));
    const path = heaviestPath(
      steps.map(({ id }) => id),
      (id) => byId.get(id)?.after ?? [],
      (id) => byId.get(id)?.seconds ?? 0,
    );
    return { addresses: path.path.map((id) => byId.get(id)?.address ?? id), seconds: path.weight };
  }
}

const isOurTag = (observed: Observed): boolean =>
  typeof observed.tags === "object" && observed.tags[OURS.stack] !== undefined;
