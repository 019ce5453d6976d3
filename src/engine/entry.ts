import type { Address, Attributes } from "./ref.ts";

/** Resolved props as they were sent; plain JSON, never with a secret in it. */
export type ResolvedInput = Readonly<Record<string, unknown>>;

interface Base {
  readonly type: string;
  /** The unique name or natural key, where the type has one. */
  readonly name?: string;
  /** Addresses that must stand while this does. */
  readonly needs: readonly Address[];
}

interface Born extends Base {
  readonly token: string;
  readonly input: ResolvedInput;
  readonly adopted?: true;
}

/** The create was, or is about to be, sent; the id follows as soon as AWS told it. */
export interface Creating extends Born {
  readonly status: "creating";
  /** ISO instant of the last send. */
  readonly sentAt: string;
  readonly id?: string;
}

/** It stands, and others may depend on it. */
export interface Ready extends Born {
  readonly status: "ready";
  readonly id: string;
  readonly attributes: Attributes;
  readonly timings?: Timings;
  /** ISO instant at which the create ended, where this program made it. */
  readonly madeAt?: string;
}

/** Changes were, or are about to be, sent. */
export interface Updating extends Born {
  readonly status: "updating";
  readonly id: string;
  readonly attributes: Attributes;
  readonly timings?: Timings;
  readonly madeAt?: string;
  /** Names of the props that change. */
  readonly changes: readonly string[];
  /** What had been sent of them before. */
  readonly before?: ResolvedInput;
  readonly sentAt: string;
}

/** The delete was, or is about to be, sent. */
export interface Deleting extends Base {
  readonly status: "deleting";
  readonly id: string;
  /** The final snapshot that this delete asks for. */
  readonly snapshot?: string;
  /** It was protected from deletion, and is to be so again if AWS refuses. */
  readonly protected?: true;
  /** ISO instant of the last send. */
  readonly sentAt: string;
}

/** A new one is made under another name before the old one goes. */
export interface Replacing extends Base {
  readonly status: "replacing";
  readonly old: { readonly id: string; readonly name?: string; readonly needs: readonly Address[] };
  readonly new?: Creating | Ready | Updating;
}

/** Seconds of the account's time that this stack has seen an action take. */
export interface Timings {
  readonly create?: number;
  readonly update?: number;
}

/** What the state file remembers of one resource; each status has exactly the fields that are true in it. */
export type Entry = Creating | Ready | Updating | Deleting | Replacing;

/** The id that an entry knows, if AWS told one yet. */
export function idOf(entry: Entry | undefined): string | undefined {
  if (entry === undefined) return undefined;
  if (entry.status === "replacing") return entry.new?.id ?? entry.old.id;
  return entry.id;
}

/** What a resource needed when it was made; what stands in the way of a delete. */
export const neededBefore = (entry: Entry | undefined): readonly Address[] =>
  entry?.status === "replacing" ? [...entry.old.needs, ...(entry.new?.needs ?? [])] : (entry?.needs ?? []);

/**
 * What is known to have been sent, if the entry records it. Props of an update that was interrupted may not have been
 * sent: they are left out, so that they count as still to do.
 */
export function inputOf(entry: Entry | undefined): ResolvedInput | undefined {
  if (entry === undefined || entry.status === "deleting") return undefined;
  if (entry.status === "replacing") return inputOf(entry.new);
  if (entry.status !== "updating") return entry.input;
  const { changes, input } = entry;
  return Object.fromEntries(Object.entries(input).filter(([prop]) => !changes.includes(prop)));
}

/** Like {@link inputOf}, with all keys that an interrupted update may have set or left: those are ours to drop. */
export function everSent(entry: Entry | undefined): ResolvedInput | undefined {
  if (entry?.status === "replacing") return everSent(entry.new);
  if (entry?.status !== "updating") return inputOf(entry);
  const both = Object.entries(entry.input).map(([prop, value]) => [
    prop,
    joined(entry.before?.[prop], value),
  ]);
  return Object.fromEntries(both) as ResolvedInput;
}

const joined = (before: unknown, after: unknown): unknown =>
  isRecord(before) && isRecord(after) ? { ...before, ...after } : after;

const isRecord = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);
