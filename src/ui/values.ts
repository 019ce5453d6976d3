import type { Change } from "../engine/change.ts";
import { unknownSources } from "../engine/ref.ts";
import { cutEnd, widthOf } from "./layout.ts";

/** One changed value: which, from what, to what. */
export interface ValueChange {
  /** The prop, or `prop.key` for a single tag or parameter. */
  readonly label: string;
  readonly from: string;
  readonly to: string;
}

const NONE = "(none)";

/** Cells of a value that is still shown whole. */
const LONGEST_VALUE = 48;

type Flat = Readonly<Record<string, string | number | boolean>>;

function isFlat(value: unknown): value is Flat {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype)
    return false;
  return Object.values(value).every((part) => ["string", "number", "boolean"].includes(typeof part));
}

/** A value in words: lists as lists, what is to come by the names of what it waits for. */
export function showValue(value: unknown): string {
  const waits = unknownSources(value);
  if (waits.length > 0) return `known after ${waits.join(", ")}`;
  if (value === undefined || value === null) return NONE;
  if (value === "") return "(empty)";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.length === 0 ? "(empty)" : value.map(showValue).join(", ");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

/** How much both texts begin alike; a change deep inside a policy is worth more room than its first words. */
function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length += 1;
  return length;
}

/** Shortens a pair of values so that the place where they differ stays in sight. */
export function shortenPair(from: string, to: string, ellipsis: string): { from: string; to: string } {
  const shorten = (text: string, drop: number): string =>
    cutEnd(drop === 0 ? text : ellipsis + text.slice(drop), LONGEST_VALUE, ellipsis);
  const isLong = Math.max(widthOf(from), widthOf(to)) > LONGEST_VALUE;
  const alike = isLong ? commonStart(from, to) : 0;
  const drop = alike > LONGEST_VALUE / 2 ? alike - 8 : 0;
  return { from: shorten(from, drop), to: shorten(to, drop) };
}

/** The keys of a map that change: those that we want otherwise, and those that are to go. */
function changedKeys(change: Change, from: Flat, to: Flat): string[] {
  const wanted = Object.keys(to).filter((key) => from[key] !== to[key]);
  const dropped = (change.dropped ?? []).filter((key) => !(key in to));
  const keys = [...wanted, ...dropped];
  return keys.length > 0 ? keys : Object.keys(from).filter((key) => !(key in to));
}

function byKey(change: Change, from: Flat, to: Flat): ValueChange[] {
  return changedKeys(change, from, to).map((key) => ({
    label: `${change.prop}.${key}`,
    from: showValue(from[key]),
    to: key in to ? showValue(to[key]) : "(removed)",
  }));
}

/** A change as one entry, or as one for each key of a map such as tags. */
export function splitChange(change: Change): ValueChange[] {
  const { prop, from, to, after } = change;
  if (isFlat(to) && (from === undefined || isFlat(from))) return byKey(change, from ?? {}, to);
  const waits = after !== undefined && after.length > 0 ? `known after ${after.join(", ")}` : undefined;
  return [{ label: prop, from: showValue(from), to: waits ?? showValue(to) }];
}
