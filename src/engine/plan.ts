import type { FlashsaleError } from "../errors.ts";
import type { Change } from "./change.ts";
import { added, diff } from "./diff.ts";
import { type Entry, everSent, inputOf } from "./entry.ts";
import { wantedAgain } from "./give-up.ts";
import { topological } from "./graph.ts";
import { dataStoreProblems } from "./guard.ts";
import { leftOutOf } from "./left-out.ts";
import { withLiveName } from "./live-name.ts";
import { nameOfDeclared, rememberedAttributes, withRemembered } from "./observe.ts";
import { OtherStates } from "./other-state.ts";
import { isSomebodyElses, type Match, marksOf, matchResource } from "./ownership.ts";
import type { PlanInput, Planned } from "./plan-input.ts";
import type { Action, LeftOut, Plan, PlanItem, PlanProblem, Work } from "./plan-item.ts";
import { declaredItem, deletedItem, type SeenGoing } from "./plan-items.ts";
import { criticalPathOf, scopeOf } from "./plan-scope.ts";
import { actionFor, describeStays, matchProblem } from "./plan-words.ts";
import { type Address, type Attributes, resolveInput, unknownSources } from "./ref.ts";
import type { AnyType, Declaration, Observed, Props } from "./resource.ts";
import { describeStray, straysOf } from "./strays.ts";
import { stuckNotices, stuckProblems } from "./stuck.ts";

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
  /** Why what could not be read was refused. */
  readonly #unread = new Map<Address, FlashsaleError>();
  readonly #beyond = new Set<Address>();

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
    for (const declaration of sorted) {
      const { address } = declaration;
      if (this.#isReached(address)) this.#planDeclared(declaration);
      else if (this.#isMoved(declaration)) this.#beyond.add(address);
    }
    this.#planUndeclared(new Set(declarations.map(({ address }) => address)));
    this.#planFormer();
    this.#planStrays();
    return this.#finish();
  }

  #isReached(address: Address): boolean {
    return this.#input.reach?.has(address) ?? true;
  }

  /** Whether something that was not looked at stands, and points to what will be another. */
  #isMoved({ address, input }: Declaration<Env>): boolean {
    const entries = this.#input.journal.entries();
    const remembered = rememberedAttributes(entries);
    const known = (needed: Address): Attributes | undefined =>
      this.#isReached(needed) ? this.#known.get(needed) : remembered(needed);
    const awaited = unknownSources(resolveInput(input, known)).flatMap(
      (needed) => this.#works.get(needed) ?? [],
    );
    return entries.has(address) && awaited.some(({ item }) => item.action !== "no-op");
  }

  /** Notes why an address could not be read: by its id, or at all. */
  #noteUnread(address: Address, type: AnyType<Env>, match: Match): void {
    const refusal = match.found === "one" ? match.observed.refusal : this.#input.refusals?.get(type.name);
    if (refusal !== undefined && match.found !== "two") this.#unread.set(address, refusal);
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
    this.#noteUnread(address, type, match);
    const resolved = resolveInput(declaration.input, (needed) => this.#known.get(needed)) as Props;
    const candidates = this.#input.observation.get(type.name) ?? [];
    const again = wantedAgain({ type, entry, desired: resolved, candidates });
    const observed = again ?? knownOf(match, entry);
    const desired = withLiveName(type, resolved, { entry, observed });
    const { changes, more } = this.#changes(declaration, observed, desired, entry);
    this.#notices.push(...describeStays(declaration, { desired, observed, changes, more }));
    const forcedBy = this.#forcedBy(type, changes);
    const follows = declaration.needs.filter((needed) => this.#unsettled.has(needed));
    const action = actionFor({ observed, entry, changes, forcedBy, follows });
    if (action === "update" && (entry?.status === "deleting" || follows.length > 0))
      this.#unsettled.add(address);
    this.#learn(declaration, { action, changes }, observed);
    const name = nameOfDeclared(declaration, (needed) => this.#known.get(needed));
    const decided = { action, changes, forcedBy, follows, added: more, givesUp: again !== undefined };
    const item = declaredItem(this.#input, { declaration, name, ...decided, observed, entry });
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
  ): { readonly changes: Change[]; readonly more: Change[] } {
    if (observed === undefined || observed.condition === "leaving") return { changes: [], more: [] };
    const { mayShrink } = this.#input.options;
    const sent = { last: inputOf(entry), ever: everSent(entry) };
    const held = { type: declaration.type, desired, observed, ...sent, mayShrink: () => mayShrink === true };
    return { changes: diff(held), more: added(held) };
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
      if (declared.has(address) || type === undefined || !this.#isReached(address)) continue;
      this.#planDelete(address, type, entry);
    }
    for (const [typeName, list] of this.#input.observation) {
      for (const observed of list) this.#planLost(typeName, observed, declared);
    }
  }

  #planDelete(address: Address, type: AnyType<Env>, entry: Entry): void {
    const match = this.#match({ address, type }, entry.name);
    if (match.found === "one") this.#accounted.add(`${type.name} ${match.observed.id}`);
    if (this.#others.note({ address, type }, match, true)) return;
    this.#noteUnread(address, type, match);
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
    const isKnown = declared.has(address) || this.#works.has(address) || journal.entries().has(address);
    if (lineage !== journal.lineage) {
      const verdict = { whose: "other-state", lineage } as const;
      this.#others.note({ address, type }, { found: "one", observed, verdict }, false);
    } else if (!isKnown) this.#addDelete({ address, type, entry: undefined, observed, needs: [] });
  }

  /** What was to go and could not be looked at, though nothing remembers it, may stand all the same. */
  #planFormer(): void {
    const { former = [], refusals, options } = this.#input;
    for (const { address, type } of former) {
      const refusal = options.isAsked?.(address) === false ? undefined : refusals?.get(type.name);
      if (refusal === undefined || this.#works.has(address)) continue;
      this.#unread.set(address, refusal);
      this.#addDelete({ address, type, entry: undefined, observed: undefined, needs: [] });
    }
  }

  #addDelete(seen: SeenGoing<Env>): void {
    const { address, type, observed } = seen;
    const item = deletedItem(this.#input, seen);
    this.#works.set(address, { item, type, ...(observed === undefined ? {} : { observed }) });
  }

  /** Strangers inside our resources: shown, and removed only when asked. */
  #planStrays(): void {
    for (const one of straysOf(this.#input, (typeName, id) => this.#accounted.has(`${typeName} ${id}`))) {
      const { type, observed } = one;
      const seen = { address: `stray/${observed.id}`, type, entry: undefined, observed, needs: [] };
      if (this.#input.options.pruneRules) this.#addDelete({ ...seen, stray: true });
      else this.#notices.push(`${describeStray(one)}; --prune-rules removes it.`);
    }
  }

  #finish(): Planned<Env> {
    const all = [...this.#works.values()].map(({ item }) => item);
    const inScope = scopeOf(this.#input, [...this.#works.values()]);
    const isIn = ({ address }: Pick<PlanItem, "address">): boolean => inScope?.has(address) ?? true;
    const { journal, refusals, options } = this.#input;
    const without = leftOutOf({ items: all, unread: this.#unread, refusals, entries: journal.entries() });
    const isKept = (item: PlanItem): boolean => isIn(item) && !without.has(item.address);
    const items = all.filter(isKept);
    const others = all.filter((item) => !isIn(item) && item.action !== "no-op");
    const works = new Map([...this.#works].filter(([, work]) => isKept(work.item)));
    const roots = new Set([...without.values()].filter(isIn).map(({ because }) => because));
    // What is asked to go and could not be seen to stand is in no scope, and yet has to be told.
    const isTold = ({ address, refusal }: LeftOut): boolean =>
      roots.has(address) || (refusal !== undefined && options.isAsked?.(address) === true);
    const leftOut = [...without.values()].filter((one) => isIn(one) || isTold(one));
    const problems = this.#problems.filter(({ address }) => inScope?.has(address) ?? true);
    problems.push(...this.#others.problems(inScope));
    problems.push(...dataStoreProblems(works, this.#input), ...stuckProblems(works, options));
    const plan: Plan = {
      items,
      others,
      leftOut,
      problems,
      notices: [...this.#notices, ...stuckNotices(items), ...this.#others.notices()],
      criticalPath: criticalPathOf(this.#input, items),
    };
    return { plan, works, known: this.#known, beyond: this.#beyond };
  }
}

/** What was found, where AWS tells whose it is. */
const knownOf = (match: Match, entry: Entry | undefined): Observed | undefined =>
  match.found === "one" && match.verdict.whose !== "unknown"
    ? withRemembered(match.observed, entry)
    : undefined;
