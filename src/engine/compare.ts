/**
 * How a desired value and an observed one are held against each other.
 * - `exact`: equal as JSON. `lower`: equal but for case. `set`: equal but for order.
 * - `json`: equal as parsed documents, a string and a list of that one string being the same.
 * - `prefix`: the observed one is the desired one or continues it after a dot (`15` and `15.9`).
 * - `atLeast`: the observed number is the desired one or more.
 * - `covers`: the observed list has every desired member, or none at all, which stands for all there are.
 * - `subset`: only our keys; those that we set before and no longer want count as changed.
 * - `writeOnly`: never told back; held against what was last sent.
 * - `createOnly`: only of interest to the create. `unmanaged`: never compared.
 */
export type Compare =
  | "exact"
  | "lower"
  | "set"
  | "json"
  | "prefix"
  | "atLeast"
  | "covers"
  | "subset"
  | "writeOnly"
  | "createOnly"
  | "unmanaged";

type Json = Record<string, unknown>;

const isRecord = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The value with the keys of every object in alphabetical order and absent members dropped. */
export function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value).filter((key) => value[key] !== undefined);
  return Object.fromEntries(keys.sort().map((key) => [key, canonical(value[key])]));
}

/** Text that is equal exactly for values that are equal as JSON. */
export const canonicalText = (value: unknown): string =>
  value === undefined ? "undefined" : JSON.stringify(canonical(value));

const asSet = (value: unknown): string =>
  JSON.stringify(Array.isArray(value) ? [...new Set(value.map(canonicalText))].sort() : value);

/** IAM writes a list of one as a string and sorts nothing. */
const asDocument = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    const parts = value.map(asDocument);
    const strings = parts.every((part) => typeof part === "string") ? [...parts].sort() : parts;
    return strings.length === 1 && typeof strings[0] === "string" ? strings[0] : strings;
  }
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, asDocument(part)]));
};

const parsed = (value: unknown): unknown => {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
};

const isCovered = (desired: unknown, observed: unknown): boolean =>
  isRecord(desired) && isRecord(observed)
    ? Object.entries(desired).every(([key, value]) => canonicalText(observed[key]) === canonicalText(value))
    : canonicalText(desired) === canonicalText(observed);

const hasAll = (desired: unknown, observed: unknown): boolean =>
  Array.isArray(desired) &&
  Array.isArray(observed) &&
  (observed.length === 0 || desired.every((member) => observed.includes(member)));

const startsWith = (desired: string, observed: string): boolean =>
  observed === desired || observed.startsWith(`${desired}.`);

const EQUAL: Readonly<Record<Compare, (desired: unknown, observed: unknown) => boolean>> = {
  exact: (desired, observed) => canonicalText(desired) === canonicalText(observed),
  lower: (desired, observed) => String(desired).toLowerCase() === String(observed).toLowerCase(),
  set: (desired, observed) => asSet(desired) === asSet(observed),
  json: (desired, observed) =>
    canonicalText(asDocument(parsed(desired))) === canonicalText(asDocument(parsed(observed))),
  prefix: (desired, observed) => startsWith(String(desired), String(observed)),
  atLeast: (desired, observed) => Number(observed) >= Number(desired),
  covers: hasAll,
  subset: isCovered,
  writeOnly: (desired, observed) => canonicalText(desired) === canonicalText(observed),
  createOnly: () => true,
  unmanaged: () => true,
};

/** Whether an observed value satisfies a desired one. A desired `undefined` leaves the prop to AWS. */
export function isSatisfied(compare: Compare, desired: unknown, observed: unknown): boolean {
  return desired === undefined || EQUAL[compare](desired, observed);
}

/** Keys that were set before, are no longer wanted, and still stand. */
export function droppedKeys(desired: unknown, observed: unknown, previous: unknown): string[] {
  if (!isRecord(desired) || !isRecord(observed) || !isRecord(previous)) return [];
  return Object.keys(previous).filter((key) => !(key in desired) && key in observed);
}
