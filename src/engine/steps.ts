import { type Entry, neededBefore } from "./entry.ts";
import { closure } from "./graph.ts";
import type { PlanItem } from "./plan-item.ts";
import type { Address } from "./ref.ts";
import type { AnyType } from "./resource.ts";

/** Half of a replace, or the whole of any other action. */
export interface Step {
  readonly id: string;
  readonly address: Address;
  /** `make` creates or updates, `drop` deletes. */
  readonly kind: "make" | "drop";
  /** Ids of the steps that must have ended well before. */
  readonly after: readonly string[];
  readonly seconds: number;
}

/** What the order of steps needs to know of a resource type. */
type StepType = Pick<AnyType<never>, "rename" | "typicalSeconds">;

/** Whether an action makes something, wholly or as its second half. */
export const makes = ({ action }: PlanItem): boolean => action !== "delete" && action !== "no-op";
/** Whether an action deletes something, wholly or as its first half. */
export const drops = ({ action }: PlanItem): boolean => action === "delete" || action === "replace";

/**
 * The steps of a plan and what each waits for: makes after the makes they need, drops after the drops and updates of
 * what used them and after what takes their place, and a make after the drop that frees its name.
 */
export function stepsOf(
  items: readonly PlanItem[],
  entries: ReadonlyMap<Address, Entry>,
  types: ReadonlyMap<string, StepType>,
): Step[] {
  return new Steps(items, entries, types).all();
}

class Steps {
  readonly #items: readonly PlanItem[];
  readonly #byAddress: ReadonlyMap<Address, PlanItem>;
  readonly #entries: ReadonlyMap<Address, Entry>;
  readonly #types: ReadonlyMap<string, StepType>;

  constructor(
    items: readonly PlanItem[],
    entries: ReadonlyMap<Address, Entry>,
    types: ReadonlyMap<string, StepType>,
  ) {
    this.#items = items;
    this.#byAddress = new Map(items.map((item) => [item.address, item]));
    this.#entries = entries;
    this.#types = types;
  }

  all(): Step[] {
    const steps = this.#items.flatMap((item) => [
      ...(drops(item) ? [this.#drop(item)] : []),
      ...(makes(item) ? [this.#make(item)] : []),
    ]);
    const afters = new Map(steps.map(({ id, after }) => [id, after]));
    for (const item of this.#items.filter(drops)) this.#afterLettingGo(item, afters);
    return steps.map((step) => ({ ...step, after: afters.get(step.id) ?? step.after }));
  }

  /**
   * A dependent that stays lets go of what is deleted by its own update, which comes first, as does what takes its place;
   * unless these wait for the delete themselves: then the delete is repeated until AWS allows it.
   */
  #afterLettingGo(item: PlanItem, afters: Map<string, readonly string[]>): void {
    if (item.action !== "delete" && !this.#isRenamed(item)) return;
    const id = `drop:${item.address}`;
    const letGo = this.#dependents(item).filter(
      (dependent) => makes(dependent) && (!drops(dependent) || this.#isRenamed(dependent)),
    );
    for (const { address } of [...letGo, ...this.#successors(item)]) {
      const before = `make:${address}`;
      if (closure([before], (step) => afters.get(step) ?? []).has(id)) continue;
      afters.set(id, [...(afters.get(id) ?? []), before]);
    }
  }

  /**
   * What may take the place of something that goes: new ones of its type that belong to the same thing, as a rule of a security
   * group that lets others in instead. Were it to go first, a refusal of the new one would leave nothing that serves.
   */
  #successors(item: PlanItem): PlanItem[] {
    if (item.action !== "delete") return [];
    const needed = this.#neededBefore(item);
    return this.#items.filter(
      (other) =>
        other.type === item.type &&
        other.action === "create" &&
        other.needs.some((need) => needed.includes(need)),
    );
  }

  #dependents(item: PlanItem): PlanItem[] {
    return this.#items.filter(
      (other) => other.address !== item.address && this.#neededBefore(other).includes(item.address),
    );
  }

  #isRenamed(item: PlanItem): boolean {
    return item.action === "replace" && this.#types.get(item.type)?.rename !== undefined;
  }

  #make(item: PlanItem): Step {
    const needed = item.needs.flatMap((need) => this.#byAddress.get(need) ?? []).filter(makes);
    const freed = this.#items.filter(
      (other) => drops(other) && other.address !== item.address && this.#frees(other, item),
    );
    const own = item.action === "replace" && !this.#isRenamed(item) ? [`drop:${item.address}`] : [];
    const after = [
      ...own,
      ...needed.map(({ address }) => `make:${address}`),
      ...freed.map(({ address }) => `drop:${address}`),
    ];
    const typical = this.#types.get(item.type)?.typicalSeconds;
    const dropSeconds = item.action === "replace" ? (typical?.delete ?? 0) : 0;
    return {
      id: `make:${item.address}`,
      address: item.address,
      kind: "make",
      after,
      seconds: item.typicalSeconds - dropSeconds,
    };
  }

  /** Whether a drop frees the natural key that a make is about to take. */
  #frees(dropped: PlanItem, made: PlanItem): boolean {
    const oldName = this.#entries.get(dropped.address)?.name ?? dropped.name;
    return (
      dropped.type === made.type && made.action !== "update" && oldName !== undefined && oldName === made.name
    );
  }

  #drop(item: PlanItem): Step {
    const after = this.#dependents(item)
      .filter((dependent) => drops(dependent) && !this.#isRenamed(dependent))
      .map(({ address }) => `drop:${address}`);
    const own = this.#isRenamed(item) ? [`make:${item.address}`] : [];
    const seconds = this.#types.get(item.type)?.typicalSeconds.delete ?? 0;
    return {
      id: `drop:${item.address}`,
      address: item.address,
      kind: "drop",
      after: [...own, ...after],
      seconds,
    };
  }

  /** What a resource needed when it was made; what stands in the way of a delete. */
  #neededBefore(item: PlanItem): readonly Address[] {
    const entry = this.#entries.get(item.address);
    return entry === undefined ? item.needs : neededBefore(entry);
  }
}
