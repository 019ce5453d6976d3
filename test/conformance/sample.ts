import type { Aws } from "../../src/aws/env.ts";
import type { AnyType, Props, ResourceType } from "../../src/engine/resource.ts";
import type { Ground } from "./ground.ts";

/** One resource of a type, as the conformance suite makes and changes it. */
export interface Sample {
  readonly type: AnyType<Aws>;
  /** A well-formed id of nothing. */
  readonly absentId: string;
  /** Makes what the resource stands on, and answers its props: all that the type compares, optional ones included. */
  props(ground: Ground): Promise<Props>;
  /** Another value for each prop that can be changed in place. */
  changes(ground: Ground, props: Props): Promise<Props>;
  /** Units of its usage that have no price on purpose. */
  readonly unpriced?: readonly string[];
  /** Props that AWS takes along when another one changes. */
  readonly takesAlong?: Readonly<Record<string, readonly string[]>>;
}

/** The props among these that AWS does not take along when another one changes. */
export const ownOf = ({ takesAlong }: Sample, prop: string, props: readonly string[]): string[] =>
  props.filter((one) => takesAlong?.[prop]?.includes(one) !== true);

interface SampleOf<P> {
  readonly takesAlong?: Readonly<Record<string, readonly string[]>>;
  readonly absentId: string;
  readonly props: (ground: Ground) => Promise<Required<P>>;
  readonly changes: (ground: Ground, props: Required<P>) => Promise<Partial<P>>;
  readonly unpriced?: readonly string[];
}

/** A sample whose props are held against its type. */
export function sampleOf<P extends object, A>(type: ResourceType<P, A, Aws>, sample: SampleOf<P>): Sample {
  return { ...sample, type } as unknown as Sample;
}
