import { makePlan } from "./plan.ts";
import type { PlanInput, Planned } from "./plan-input.ts";
import type { Address } from "./ref.ts";

/** A plan for which those data stores that would go are asked whether they hold anything; what holds nothing is guarded like none. */
export async function planByContent<Env>(env: Env, input: PlanInput<Env>): Promise<Planned<Env>> {
  const planned = makePlan(input);
  const empty = await emptyOf(env, planned);
  return empty.size === 0 ? planned : makePlan({ ...input, empty });
}

async function emptyOf<Env>(env: Env, { works }: Planned<Env>): Promise<ReadonlySet<Address>> {
  const asked = [...works.values()].map(async ({ item, type, observed }) => {
    if (item.action !== "delete" && item.action !== "replace") return [];
    if (!item.holdsData || observed === undefined || type.isEmpty === undefined) return [];
    return (await type.isEmpty(env, observed.id)) ? [item.address] : [];
  });
  return new Set((await Promise.all(asked)).flat());
}
