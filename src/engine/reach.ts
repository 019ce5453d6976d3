import { neededBefore } from "./entry.ts";
import { closure } from "./graph.ts";
import type { PlanInput } from "./plan-input.ts";
import { redeclared } from "./plan-scope.ts";
import type { Address } from "./ref.ts";

/** What is asked for, of what; without a look at the account. */
interface ReachInput<Env> extends Pick<PlanInput<Env>, "declarations" | "before" | "journal" | "options"> {
  /** What has turned out to be concerned, too. */
  readonly beyond: ReadonlySet<Address>;
}

/**
 * What a narrowed plan has to look at: what is asked for with all that it needs, and in a removal also what depends on it or
 * names it; `undefined` for everything.
 */
export function reachOf<Env>(input: ReachInput<Env>): ReadonlySet<Address> | undefined {
  const { declarations, before = [], journal, options, beyond } = input;
  const { isAsked, dependentsToo = false } = options;
  if (isAsked === undefined) return undefined;
  const entries = journal.entries();
  const needs = new Map([...entries].map(([address, entry]) => [address, neededBefore(entry)]));
  for (const declared of [...before, ...declarations])
    needs.set(declared.address, [...(needs.get(declared.address) ?? []), ...declared.needs]);
  const needsOf = (address: Address): readonly Address[] => needs.get(address) ?? [];
  const dependentsOf = (address: Address): Address[] =>
    [...needs.keys()].filter((other) => needsOf(other).includes(address));
  const asked = [...[...needs.keys(), ...[...needs.values()].flat()].filter(isAsked), ...beyond];
  return closure(dependentsToo ? closure([...asked, ...redeclared(input)], dependentsOf) : asked, needsOf);
}
