import { OURS } from "./ownership.ts";
import type { PlanInput } from "./plan-input.ts";
import type { AnyType, Observed } from "./resource.ts";

/** Something of a stranger's inside our resources. */
export interface Stray<Env> {
  readonly type: AnyType<Env>;
  readonly observed: Observed;
}

/** What strangers made inside our resources, of the types that show it; `isAccounted` tells what some address of ours is. */
export function straysOf<Env>(
  { observation, types, options }: PlanInput<Env>,
  isAccounted: (typeName: string, id: string) => boolean,
): Stray<Env>[] {
  if (options.mode === "destroy") return [];
  return [...observation].flatMap(([typeName, list]) => {
    const type = types.get(typeName);
    if (type?.showsStrays !== true) return [];
    const strays = list.filter((one) => !isAccounted(typeName, one.id) && !isOurTag(one));
    return strays.map((observed) => ({ type, observed }));
  });
}

/** What to say of one. */
export const describeStray = <Env>({ type, observed }: Stray<Env>): string =>
  `${type.title} ${observed.name ?? observed.id} in our resources was not made by us`;

const isOurTag = (observed: Observed): boolean =>
  typeof observed.tags === "object" && observed.tags[OURS.stack] !== undefined;
