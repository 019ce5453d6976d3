/** The name of a resource within its stack, such as `db.instance`; `[A-Za-z0-9._/-]{1,200}`. */
export type Address = string;

/** What a resource tells others about itself once it stands: id, ARN, endpoint. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Answers what is known of a resource; `undefined` for one that is still to be made or replaced. */
export type Known = (address: Address) => Attributes | undefined;

/** A value that is known only after the named resources were made. */
export class Unknown {
  readonly sources: readonly Address[];

  constructor(sources: readonly Address[]) {
    this.sources = sources;
  }
}

/** A reference to a value that other resources will have. Using one in props is the edge of the graph. */
export class Ref<out T> {
  readonly sources: readonly Address[];
  readonly #read: (known: Known) => T | Unknown;

  constructor(sources: readonly Address[], read: (known: Known) => T | Unknown) {
    this.sources = sources;
    this.#read = read;
  }

  /** The value, or {@link Unknown} while a source is not known. */
  resolve(known: Known): T | Unknown {
    return this.#read(known);
  }

  /** A reference to something computed from this value. */
  map<U>(compute: (value: T) => U): Ref<U> {
    return new Ref<U>(this.sources, (known) => {
      const value = this.resolve(known);
      return value instanceof Unknown ? value : compute(value);
    });
  }

  /** A reference to one attribute of a resource; an attribute that is absent is unknown. */
  static attribute<T>(address: Address, key: string): Ref<T> {
    return new Ref<T>([address], (known) => {
      const value = known(address)?.[key];
      return value === undefined ? new Unknown([address]) : (value as T);
    });
  }
}

type Scalar = string | number | boolean | undefined | null;

/** Props as sections write them: any part may be a reference. The tuple keeps `boolean` from distributing. */
export type Input<T> = [T] extends [Scalar]
  ? T | Ref<T>
  : T extends readonly (infer E)[]
    ? readonly Input<E>[] | Ref<T>
    : { readonly [K in keyof T]: Input<T[K]> } | Ref<T>;

/** The references that a declared resource hands to others, one for each attribute. */
export type Outputs<A> = { readonly [K in keyof A]-?: Ref<Exclude<A[K], undefined>> };

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** All addresses that an input refers to, each once, in the order of their first use. */
export function sourcesOf(input: unknown): Address[] {
  const found = new Set<Address>();
  const visit = (value: unknown): void => {
    if (value instanceof Ref) for (const source of value.sources) found.add(source);
    else if (Array.isArray(value)) value.forEach(visit);
    else if (isRecord(value)) Object.values(value).forEach(visit);
  };
  visit(input);
  return [...found];
}

/** The input with every reference replaced by its value or by {@link Unknown}. Absent keys stay absent. */
export function resolveInput(input: unknown, known: Known): unknown {
  if (input instanceof Ref) return input.resolve(known);
  if (Array.isArray(input)) return input.map((element) => resolveInput(element, known));
  if (!isRecord(input) || input instanceof Unknown) return input;
  const entries = Object.entries(input).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, resolveInput(value, known)]));
}

/** The addresses on which unknown parts of a resolved value wait; empty if all is known. */
export function unknownSources(value: unknown): Address[] {
  const found = new Set<Address>();
  const visit = (part: unknown): void => {
    if (part instanceof Unknown) for (const source of part.sources) found.add(source);
    else if (Array.isArray(part)) part.forEach(visit);
    else if (isRecord(part)) Object.values(part).forEach(visit);
  };
  visit(value);
  return [...found];
}
