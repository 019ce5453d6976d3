import type { Match } from "./ownership.ts";
import type { PlanInput } from "./plan-input.ts";
import type { PlanProblem } from "./plan-item.ts";
import type { Address } from "./ref.ts";
import type { Declaration } from "./resource.ts";

/** Something of this stack that stands, and that another state file made. */
interface OfOther {
  readonly address: Address;
  /** Its kind and its name or id, such as `the VPC vpc-1`. */
  readonly what: string;
  readonly lineage: string;
  /** Whether another region's stack of the same name may have made it. */
  readonly accountWide: boolean;
  /** Whether the plan would change it. */
  readonly isWanted: boolean;
}

/** How many are named where there are more. */
const NAMED = 3;

const RIGHT_STATE = "Run with the state file that made it: --state FILE";
const OTHER_NAME = "If a stack of another region made it: choose another displayName in the settings";

/** What a look shows of this stack that another state file made: never touched, and never passed over in silence. */
export class OtherStates<Env> {
  readonly #input: PlanInput<Env>;
  readonly #seen: OfOther[] = [];

  constructor(input: PlanInput<Env>) {
    this.#input = input;
  }

  /** Notes a match that is another state file's; answers whether it is. */
  note(
    { address, type }: Pick<Declaration<Env>, "address" | "type">,
    match: Match,
    isWanted: boolean,
  ): boolean {
    if (match.found !== "one" || match.verdict.whose !== "other-state") return false;
    const { id, name = id, condition } = match.observed;
    const { lineage } = match.verdict;
    const accountWide = type.accountWide === true;
    const what = `the ${type.title} ${name}`;
    if (condition !== "leaving") this.#seen.push({ address, what, lineage, accountWide, isWanted });
    return true;
  }

  /**
   * One problem for each other state file, however much it made: where the plan would change it, and everywhere when this
   * state knows nothing or all is to go. What is account-wide may be of a stack in another region, and stays then.
   */
  problems(inScope: ReadonlySet<Address> | undefined): PlanProblem[] {
    const { journal, options } = this.#input;
    const isWhole = options.mode === "destroy" || journal.entries().size === 0;
    const refused = this.#seen.filter(
      ({ isWanted, accountWide, address }) =>
        (isWhole && !accountWide) || (isWanted && (inScope?.has(address) ?? true)),
    );
    const lineages = [...new Set(refused.map(({ lineage }) => lineage))];
    return lineages.map((lineage) =>
      problemOf(
        lineage,
        refused.filter((one) => one.lineage === lineage),
      ),
    );
  }

  /** What a removal leaves, since it may be another region's. */
  notices(): string[] {
    if (this.#input.options.mode !== "destroy") return [];
    return this.#seen
      .filter(({ accountWide }) => accountWide)
      .map(({ what, lineage }) =>
        sentence(`${what} belongs to another state file (lineage ${lineage}): it stays.`),
      );
  }
}

function problemOf(lineage: string, all: readonly OfOther[]): PlanProblem {
  const isElsewhere = all.every(({ accountWide }) => accountWide);
  return {
    code: "OtherState",
    address: all[0]?.address ?? "",
    lineage,
    text: sentence(`${listed(all)} to this stack, but to another state file (lineage ${lineage}).`),
    ways: isElsewhere ? [OTHER_NAME, RIGHT_STATE] : [RIGHT_STATE],
  };
}

function listed(all: readonly OfOther[]): string {
  const named = all.slice(0, NAMED).map(({ what }) => what);
  const more = all.length - named.length;
  const parts = more > 0 ? [...named, `${more} more`] : named;
  const last = parts.pop() ?? "";
  return parts.length === 0 ? `${last} belongs` : `${parts.join(", ")} and ${last} belong`;
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
