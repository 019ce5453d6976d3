import type { Entry } from "./entry.ts";
import { idOf } from "./entry.ts";
import type { Address } from "./ref.ts";
import type { AnyType, Observed, Tags } from "./resource.ts";

/** The tags that mark everything of ours. */
export const OURS = {
  stack: "flashsale-setup:stack",
  address: "flashsale-setup:address",
  lineage: "flashsale-setup:lineage",
} as const;

/** Whose an observed resource is. `unknown` while AWS does not tell its tags. */
export type Verdict =
  | { readonly whose: "ours" }
  | { readonly whose: "unknown" }
  | { readonly whose: "other-state"; readonly lineage: string }
  | { readonly whose: "foreign"; readonly owner: string };

/** What an address of ours turned out to be in the account. */
export type Match =
  | { readonly found: "none" }
  | { readonly found: "one"; readonly observed: Observed; readonly verdict: Verdict }
  | { readonly found: "two"; readonly observed: readonly [Observed, Observed] };

interface MatchInput {
  readonly address: Address;
  readonly type: Pick<AnyType<never>, "proof" | "mayBeMadeBare">;
  readonly entry: Entry | undefined;
  /** Natural key by the desired props, where it is known. */
  readonly name: string | undefined;
  /** An id that the user says is this resource. */
  readonly adopt?: string | undefined;
  readonly candidates: readonly Observed[];
  readonly stack: string;
  readonly lineage: string;
}

/** The line in a description by which a resource without tags shows that it is ours. */
export const descriptionProof = (stack: string, address: Address, lineage: string): string =>
  `flashsale-setup ${stack} ${address} ${lineage}`;

/** The stack, address and lineage that a resource bears, in its tags or in its description. */
export function marksOf({ tags, description }: Observed): Marks | undefined {
  const told = typeof tags === "object" ? tags : {};
  const { [OURS.stack]: stack, [OURS.address]: address, [OURS.lineage]: lineage } = told;
  if (stack !== undefined && address !== undefined) return { stack, address, lineage: lineage ?? "" };
  const [, ofStack, at, of] = MARKED.exec(description ?? "") ?? [];
  return ofStack === undefined || at === undefined
    ? undefined
    : { stack: ofStack, address: at, lineage: of ?? "" };
}

const MARKED = /flashsale-setup (\S+) (\S+) (\S+)/;

interface Marks {
  readonly stack: string;
  readonly address: Address;
  readonly lineage: string;
}

function byTags(tags: Tags, input: MatchInput): Verdict {
  const stack = tags[OURS.stack];
  if (stack === undefined)
    return { whose: "foreign", owner: "someone else (it has no tags of flashsale-setup)" };
  if (stack !== input.stack) return { whose: "foreign", owner: `the stack ${stack}` };
  const lineage = tags[OURS.lineage] ?? "";
  if (lineage !== input.lineage) return { whose: "other-state", lineage };
  if (tags[OURS.address] !== input.address)
    return { whose: "foreign", owner: `${tags[OURS.address]} of this stack` };
  return { whose: "ours" };
}

function byDescription(observed: Observed, input: MatchInput): Verdict {
  const { stack, address, lineage } = input;
  if (observed.description?.includes(descriptionProof(stack, address, lineage))) return { whose: "ours" };
  const marks = marksOf(observed);
  if (marks?.stack === stack && marks.address === address)
    return { whose: "other-state", lineage: marks.lineage };
  return { whose: "foreign", owner: "someone else (its description does not name this stack)" };
}

/** An id that is a name may have been made again since: by what bears the marks of another state file of this stack. */
function byIdAndMarks(observed: Observed, input: MatchInput): Verdict {
  const marks = marksOf(observed);
  const isOther = marks?.stack === input.stack && marks.lineage !== "" && marks.lineage !== input.lineage;
  return isOther ? { whose: "other-state", lineage: marks.lineage } : { whose: "ours" };
}

/** What was taken over bears the marks of whoever made it until its tags are set. */
const isAdopted = (entry: Entry | undefined, { id }: Observed): boolean =>
  entry !== undefined && "adopted" in entry && idOf(entry) === id;

/** What an interrupted create of ours made without tags: it has the name of the open intent, and its tags could be read. */
const isBareOfOurs = ({ tags, name, props }: Observed, { type, entry }: MatchInput): boolean =>
  type.mayBeMadeBare === true &&
  entry?.status === "creating" &&
  entry.name === name &&
  "tags" in props &&
  typeof tags === "object" &&
  Object.keys(tags).length === 0;

/** Whose an observed resource is, by the proof that its type offers. */
export function verdictOn(observed: Observed, input: MatchInput): Verdict {
  if (input.adopt === observed.id || isAdopted(input.entry, observed)) return { whose: "ours" };
  if (idOf(input.entry) === observed.id) return byIdAndMarks(observed, input);
  if (input.type.proof === "parent") return { whose: "ours" };
  if (input.type.proof === "description") return byDescription(observed, input);
  if (observed.tags === "unknown") return { whose: "unknown" };
  if (isBareOfOurs(observed, input)) return { whose: "ours" };
  return byTags(observed.tags ?? {}, input);
}

const isTagged = (observed: Observed, input: MatchInput): boolean =>
  observed.tags !== undefined &&
  observed.tags !== "unknown" &&
  observed.tags[OURS.stack] === input.stack &&
  observed.tags[OURS.address] === input.address;

const isLeaving = (observed: Observed): boolean =>
  observed.condition === "leaving" && observed.restorableUntil === undefined;

/** Whether what was found is known not to be this state's. */
export const isSomebodyElses = (match: Match): boolean =>
  match.found === "one" && (match.verdict.whose === "foreign" || match.verdict.whose === "other-state");

/** Finds the resource of an address: by id, then name, then tag. The dead are passed over while a living one is there. */
export function matchResource(input: MatchInput): Match {
  const wanted = input.adopt ?? idOf(input.entry);
  const byId = input.candidates.find((candidate) => candidate.id === wanted);
  if (byId !== undefined) return { found: "one", observed: byId, verdict: verdictOn(byId, input) };
  const named = input.candidates.filter(
    (candidate) => input.name !== undefined && candidate.name === input.name,
  );
  const tagged = input.candidates.filter((candidate) => isTagged(candidate, input));
  for (const group of [named, tagged]) {
    const living = group.filter((candidate) => !isLeaving(candidate));
    const [first, second] = living.length > 0 ? living : group.slice(-1);
    if (first !== undefined && second !== undefined) return { found: "two", observed: [first, second] };
    if (first !== undefined) return judged(first, input);
  }
  return { found: "none" };
}

/** A name that another address of ours holds is on its way out there: to this address it is absent. */
function judged(observed: Observed, input: MatchInput): Match {
  const ofSister =
    input.type.proof === "tags" &&
    typeof observed.tags === "object" &&
    observed.tags[OURS.stack] === input.stack &&
    observed.tags[OURS.lineage] === input.lineage &&
    observed.tags[OURS.address] !== input.address;
  return ofSister ? { found: "none" } : { found: "one", observed, verdict: verdictOn(observed, input) };
}
