import type { Change } from "./change.ts";
import { canonicalText, droppedKeys, isSatisfied } from "./compare.ts";
import type { ResolvedInput } from "./entry.ts";
import { unknownSources } from "./ref.ts";
import type { AnyType, Observed } from "./resource.ts";

interface DiffInput {
  readonly type: Pick<AnyType<never>, "compare" | "mayGrow">;
  /** Desired props, resolved as far as is known. */
  readonly desired: ResolvedInput;
  readonly observed: Pick<Observed, "props" | "later" | "unread" | "untold" | "tags" | "kept">;
  /** What was last sent, if the state knows. */
  readonly last?: ResolvedInput | undefined;
  /** What may ever have been sent, for the keys that are ours to drop. @default last */
  readonly ever?: ResolvedInput | undefined;
  /** Whether what others added of a prop may be taken away. @default never */
  mayShrink?(prop: string): boolean;
}

/** Values held by {@link Compare} `writeOnly`, and all that AWS does not tell now, are observed as what was last sent. */
function seenValue(input: DiffInput, prop: string): unknown {
  const { unread, untold = [], tags } = input.observed;
  const isUntold = unread === true || untold.includes(prop) || (prop === "tags" && tags === "unknown");
  if (isUntold || input.type.compare[prop] === "writeOnly") return input.last?.[prop];
  const later = input.observed.later;
  return later !== undefined && prop in later ? later[prop] : input.observed.props[prop];
}

const everSentOf = ({ ever, last }: DiffInput, prop: string): unknown => (ever ?? last)?.[prop];

function changeOf(input: DiffInput, prop: string): Change | undefined {
  const desired = input.desired[prop];
  const compare = input.type.compare[prop] ?? "exact";
  const from = seenValue(input, prop);
  const after = unknownSources(desired);
  if (after.length > 0) {
    const compared = compare !== "createOnly" && compare !== "unmanaged";
    return compared ? { prop, from, to: undefined, after, cause: "resource" } : undefined;
  }
  const last = input.last?.[prop];
  const dropped = compare === "subset" ? droppedKeys(desired, from, everSentOf(input, prop)) : [];
  if (isSatisfied(compare, desired, from) && dropped.length === 0) return undefined;
  const cause = canonicalText(last) === canonicalText(desired) ? "drift" : "settings";
  return { prop, from, to: desired, cause, ...(dropped.length > 0 ? { dropped } : {}) };
}

/** The props in which AWS differs from what is desired, in the order of the type's own list. */
export function diff(input: DiffInput): Change[] {
  return allChanges(input).filter((change) => !isLeft(input, change));
}

/** What differs since others added to it, and stays. */
export function added(input: DiffInput): Change[] {
  return allChanges(input).filter((change) => isLeft(input, change));
}

function allChanges(input: DiffInput): Change[] {
  const kept = input.observed.kept?.props ?? [];
  const props = Object.keys(input.type.compare).filter((prop) => !kept.includes(prop));
  return props.flatMap((prop) => changeOf(input, prop) ?? []);
}

/** More than was last asked for, while nobody has asked for fewer since. */
function isLeft(input: DiffInput, { prop, from, to, cause }: Change): boolean {
  if (input.type.mayGrow?.props.includes(prop) !== true || input.mayShrink?.(prop) === true) return false;
  return (cause === "drift" || input.ever === undefined) && Number(from) > Number(to);
}
