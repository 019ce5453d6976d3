import type { FlashsaleError } from "../errors.ts";
import { type Entry, idOf, inputOf } from "./entry.ts";
import type { Journal } from "./ports.ts";
import { type Address, type Attributes, resolveInput, unknownSources } from "./ref.ts";
import { Refusals } from "./refusals.ts";
import type { AnyType, Declaration, Observed, Props, Scope } from "./resource.ts";

/** What AWS has now of the types that matter, by type name. */
export type Observation = ReadonlyMap<string, readonly Observed[]>;

export interface ObserveInput<Env> {
  readonly env: Env;
  readonly declarations: readonly Declaration<Env>[];
  /** Type name to type, for what only the state knows. */
  readonly types: ReadonlyMap<string, AnyType<Env>>;
  readonly journal: Pick<Journal, "stack" | "lineage" | "entries">;
  /** Look at every type, also at those that nothing declares or remembers. @default false */
  readonly everyType?: boolean;
  /** Ids that the user says are ours. */
  readonly adopt?: ReadonlyMap<Address, string>;
  /** Where reads that are refused are noted, so that they stop only what needs them. @default none may be refused */
  readonly refusals?: Refusals;
}

/** The attributes that the state remembers. */
export function rememberedAttributes(
  entries: ReadonlyMap<Address, Entry>,
): (address: Address) => Attributes | undefined {
  return (address) => {
    const entry = entries.get(address);
    return entry?.status === "ready" || entry?.status === "updating" ? entry.attributes : undefined;
  };
}

/**
 * What is observed, with the attributes that AWS does not tell while it works on it: they are taken to be what they were when
 * they were last told. Where the resource stands, what is not told is not there.
 */
export function withRemembered(observed: Observed, entry: Entry | undefined): Observed {
  const isRemembered = entry?.status === "ready" || entry?.status === "updating";
  if (observed.condition !== "pending" || !isRemembered || entry.id !== observed.id) return observed;
  const told = Object.entries(observed.attributes).filter(([, value]) => value !== undefined);
  return { ...observed, attributes: { ...entry.attributes, ...Object.fromEntries(told) } };
}

/** The natural key of a declared resource as far as it is known. */
export function nameOfDeclared<Env>(
  declaration: Pick<Declaration<Env>, "type" | "input">,
  known: (address: Address) => Attributes | undefined,
): string | undefined {
  const props = resolveInput(declaration.input, known) as Props;
  const knownProps = Object.fromEntries(
    Object.entries(props).filter(([, value]) => unknownSources(value).length === 0),
  );
  return declaration.type.nameOf?.(knownProps);
}

/** One look at the account: each type is listed at most once, all at the same time. */
export class Look<Env> {
  readonly #input: ObserveInput<Env>;
  readonly #lists = new Map<string, Promise<Observed[]>>();
  readonly #shared = new Map<string, Promise<unknown>>();
  readonly #refusals: Refusals;

  constructor(input: ObserveInput<Env>) {
    this.#input = input;
    this.#refusals = input.refusals ?? new Refusals();
  }

  /** What AWS has of a type; what the state knows and the list omits, or was refused to tell, is asked for by id. */
  observed(type: AnyType<Env>): Promise<Observed[]> {
    const begun = this.#lists.get(type.name);
    if (begun !== undefined) return begun;
    const list = this.#list(type);
    this.#lists.set(type.name, list);
    return list;
  }

  async #list(type: AnyType<Env>): Promise<Observed[]> {
    const { env } = this.#input;
    const scope = this.#scope(type);
    const listed = (await this.#refusals.unlessRefused(type.name, () => type.list(env, scope))) ?? [];
    const seen = new Set(listed.map((observed) => observed.id));
    const missing = scope.ids.filter((id) => !seen.has(id));
    const asked = await Promise.all(missing.map((id) => this.#ask(type, id)));
    return [...listed, ...asked.filter((observed) => observed !== undefined)];
  }

  async #ask(type: AnyType<Env>, id: string): Promise<Observed | undefined> {
    const { env, journal } = this.#input;
    const asked = await this.#refusals.attempt(() => type.get(env, id));
    return "told" in asked ? asked.told : unreadable(id, journal.entries(), asked.refusal);
  }

  #scope(type: AnyType<Env>): Scope {
    const { journal, adopt } = this.#input;
    return {
      stack: journal.stack,
      lineage: journal.lineage,
      ids: [...new Set([...this.#knownIds(type.name), ...this.#adopted(type, adopt)])],
      names: this.#names(type),
      wanted: this.#wanted(type),
      idsOf: (name) => this.#idsOf(name),
      share: (key, read) => this.#share(key, read),
    };
  }

  #knownIds(typeName: string): string[] {
    const entries = [...this.#input.journal.entries().values()];
    return entries.filter((entry) => entry.type === typeName).flatMap((entry) => idsIn(entry));
  }

  #adopted(type: AnyType<Env>, adopt: ReadonlyMap<Address, string> | undefined): string[] {
    const declared = this.#input.declarations.filter((declaration) => declaration.type.name === type.name);
    return declared.flatMap((declaration) => adopt?.get(declaration.address) ?? []);
  }

  #names(type: AnyType<Env>): string[] {
    const entries = this.#input.journal.entries();
    const known = rememberedAttributes(entries);
    const declared = this.#input.declarations.filter((declaration) => declaration.type.name === type.name);
    const desired = declared.map((declaration) => nameOfDeclared(declaration, known));
    const remembered = [...entries.values()]
      .filter((entry) => entry.type === type.name)
      .map((entry) => entry.name);
    return [...new Set([...desired, ...remembered].filter((name) => name !== undefined))];
  }

  #wanted(type: AnyType<Env>): Props[] {
    const entries = this.#input.journal.entries();
    const known = rememberedAttributes(entries);
    const declared = this.#input.declarations.filter((declaration) => declaration.type.name === type.name);
    return declared.flatMap(({ address, input }) => [
      resolveInput(input, known) as Props,
      inputOf(entries.get(address)) ?? {},
    ]);
  }

  async #idsOf(typeName: string): Promise<readonly string[]> {
    const known = this.#knownIds(typeName);
    if (known.length > 0) return known;
    const type = this.#input.types.get(typeName);
    if (type === undefined) return [];
    const { journal } = this.#input;
    const observed = await this.observed(type);
    const refusal = this.#refusals.reasons.get(typeName);
    if (refusal !== undefined) throw refusal;
    return observed.filter((one) => isTaggedFor(one, journal.stack)).map((one) => one.id);
  }

  #share<T>(key: string, read: () => Promise<T>): Promise<T> {
    const begun = this.#shared.get(key);
    if (begun !== undefined) return begun as Promise<T>;
    const result = read();
    this.#shared.set(key, result);
    return result;
  }
}

/** What the state knows of something that AWS does not let us read: that it was there, and what does not change of it. */
function unreadable(id: string, entries: ReadonlyMap<Address, Entry>, refusal: FlashsaleError): Observed {
  const entry = [...entries.values()].find((one) => idsIn(one).includes(id));
  const living = entry?.status === "replacing" ? entry.new : entry;
  return {
    id,
    ...(living?.name === undefined ? {} : { name: living.name }),
    condition: "standing",
    status: "not readable",
    props: {},
    attributes: living !== undefined && "attributes" in living ? living.attributes : {},
    tags: "unknown",
    unread: true,
    refusal,
  };
}

function idsIn(entry: Entry): string[] {
  if (entry.status !== "replacing") return [idOf(entry) ?? []].flat();
  return [entry.old.id, ...(entry.new?.id === undefined ? [] : [entry.new.id])];
}

const isTaggedFor = (observed: Observed, stack: string): boolean =>
  typeof observed.tags === "object" && observed.tags["flashsale-setup:stack"] === stack;

/** Looks at every type that is declared or remembered. */
export async function observe<Env>(input: ObserveInput<Env>): Promise<Observation> {
  const look = new Look(input);
  const types = new Map<string, AnyType<Env>>(input.declarations.map(({ type }) => [type.name, type]));
  if (input.everyType === true) for (const [name, type] of input.types) types.set(name, type);
  for (const entry of input.journal.entries().values()) {
    const type = input.types.get(entry.type);
    if (type !== undefined) types.set(type.name, type);
  }
  const lists = await Promise.all(
    [...types.values()].map(async (type) => [type.name, await look.observed(type)] as const),
  );
  return new Map(lists);
}
