import { Bug } from "../errors.ts";
import { canonicalText } from "./compare.ts";
import { OURS } from "./ownership.ts";
import { type Address, type Input, type Outputs, Ref, sourcesOf } from "./ref.ts";
import type { AnyType, Declaration, ResourceType, Tags } from "./resource.ts";

/** What every object of a stack is marked with. */
export interface StackMarks {
  readonly stack: string;
  readonly lineage: string;
  /** The settings' own tags. */
  readonly tags: Tags;
}

/** A resource that a section declared: hand `out` to whatever needs it. */
export interface Handle<A> {
  readonly address: Address;
  readonly needs: readonly Address[];
  readonly out: Outputs<A>;
}

/** Props as sections write them: the tags of the stack are added by {@link Stack.add}. */
export type Declared<P> = P extends { tags: unknown }
  ? Input<Omit<P, "tags">> & { readonly tags?: Tags }
  : Input<P>;

const ADDRESS = /^[A-Za-z0-9._/-]{1,200}$/;

const outputsOf = <A>(address: Address): Outputs<A> =>
  new Proxy({} as Outputs<A>, { get: (_, key) => Ref.attribute(address, String(key)) });

/** Collects what the sections ask for; declaring does nothing to AWS. */
export class Stack<Env> {
  readonly marks: StackMarks;
  readonly #declarations = new Map<Address, Declaration<Env>>();

  constructor(marks: StackMarks) {
    this.marks = marks;
  }

  get declarations(): readonly Declaration<Env>[] {
    return [...this.#declarations.values()];
  }

  /**
   * Declares a resource. References in props are edges of the graph; `dependsOn` is for order without data.
   * The `Name` tag is `props.name`, else the stack's name and the address without its section.
   */
  add<P extends object, A extends object>(
    type: ResourceType<P, A, Env>,
    address: Address,
    props: NoInfer<Declared<P>>,
    dependsOn: readonly (Handle<unknown> | undefined)[] = [],
  ): Handle<A> {
    if (!ADDRESS.test(address) || this.#declarations.has(address))
      throw new Bug(`The address ${address} is taken or malformed.`);
    const input = "tags" in type.compare ? { ...props, tags: this.#tags(address, props) } : props;
    const order = dependsOn.flatMap((handle) => handle?.address ?? []);
    const needs = [...new Set([...sourcesOf(input), ...order])];
    this.#declarations.set(address, { address, type: type as unknown as AnyType<Env>, input, needs });
    return { address, needs, out: outputsOf<A>(address) };
  }

  #tags(address: Address, props: object): Tags {
    const given = "tags" in props ? (props.tags as Tags) : {};
    const name = "name" in props && typeof props.name === "string" ? props.name : this.#nameFrom(address);
    const { stack, lineage, tags } = this.marks;
    return {
      Name: name,
      ...tags,
      ...given,
      [OURS.stack]: stack,
      [OURS.address]: address,
      [OURS.lineage]: lineage,
    };
  }

  #nameFrom(address: Address): string {
    const own = address.slice(address.indexOf(".") + 1).replace(/[^A-Za-z0-9]+/g, "-");
    return `${this.marks.stack}-${own}`;
  }
}

/** The creation token of a resource: the same for every attempt at one generation of it. */
export function tokenFor(
  digest: (text: string) => string,
  lineage: string,
  address: Address,
  generation: number,
): string {
  return digest(canonicalText([lineage, address, generation])).slice(0, 40);
}
