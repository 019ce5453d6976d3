import { makePlan } from "./plan.ts";
import type { PlanInput, Planned } from "./plan-input.ts";
import type { Address } from "./ref.ts";
import { Refusals } from "./refusals.ts";

/**
 * A plan for which those data stores that would go are asked whether they hold anything; what holds nothing is guarded like
 * none, what may not be asked like any other.
 */
export async function planByContent<Env>(
  env: Env,
  input: PlanInput<Env>,
  refusals = new Refusals(),
): Promise<Planned<Env>> {
  const planned = makePlan(input);
  const empty = await emptyOf(env, planned, refusals);
  return empty.size === 0 ? planned : makePlan({ ...input, empty });
}

async function emptyOf<Env>(
  env: Env,
  { works }: Planned<Env>,
  refusals: Refusals,
): Promise<ReadonlySet<Address>> {
  const asked = [...works.values()].map(async ({ item, type, observed }) => {
    if (item.action !== "delete" && item.action !== "replace") return [];
    if (!item.holdsData || observed === undefined || type.isEmpty === undefined) return [];
    const isEmpty = await refusals.attempt(async () => type.isEmpty?.(env, observed.id));
    return "told" in isEmpty && isEmpty.told === true ? [item.address] : [];
  });
  return new Set((await Promise.all(asked)).flat());
}
