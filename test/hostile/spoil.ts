import fc from "fast-check";

/** Every place in a document, as the steps to it. */
export function placesOf(value: unknown, path: readonly PropertyKey[] = []): (readonly PropertyKey[])[] {
  if (typeof value !== "object" || value === null) return [path];
  return [
    path,
    ...Object.entries(value).flatMap(([key, part]) =>
      placesOf(part, [...path, Array.isArray(value) ? Number(key) : key]),
    ),
  ];
}

/** A value that nobody expects where it stands. */
export const odd: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1e308,
    2 ** 53,
    "",
    "x",
    "__proto__",
    "\u001b]52;c;aGk=\u0007",
    [],
    {},
    [null],
    [[]],
    { "": 1 },
  ),
  fc.constantFrom(
    "creating",
    "ready",
    "updating",
    "deleting",
    "replacing",
    "gone",
    "constructor",
    "2026-13-45T99:00:00Z",
    "arn:aws:::",
    "10.0.0.0/99",
  ),
  fc.jsonValue({ maxDepth: 2 }),
);

export interface Spoiling {
  readonly at: number;
  readonly how: "remove" | "replace" | "add" | "wrap";
  readonly value: unknown;
  readonly key: string;
}

export const spoiling: fc.Arbitrary<Spoiling> = fc.record({
  at: fc.nat(),
  how: fc.constantFrom("remove", "replace", "replace", "add", "wrap"),
  value: odd,
  key: fc.constantFrom("__proto__", "constructor", "toString", "id", "x", "0"),
});

/** A copy of a document with one place spoiled. */
export function spoil(document: unknown, { at, how, value, key }: Spoiling): unknown {
  const places = placesOf(document);
  return change(document, places[at % places.length] ?? [], { how, value, key });
}

type Change = Omit<Spoiling, "at">;

function change(document: unknown, path: readonly PropertyKey[], spoiled: Change): unknown {
  const [step, ...rest] = path;
  const { how, value, key } = spoiled;
  if (step === undefined) {
    if (how === "wrap") return [document];
    if (how === "add" && typeof document === "object" && document !== null && !Array.isArray(document)) {
      return Object.fromEntries([...Object.entries(document), [key, value]]);
    }
    return value;
  }
  if (typeof document !== "object" || document === null) return value;
  const isRemoved = rest.length === 0 && how === "remove";
  const parts = Object.entries(document).flatMap(([name, part]) =>
    name !== String(step)
      ? [[name, part] as const]
      : isRemoved
        ? []
        : [[name, change(part, rest, spoiled)] as const],
  );
  return Array.isArray(document) ? parts.map(([, part]) => part) : Object.fromEntries(parts);
}

/** How often a fuzzer tries: a little always, and much with `CAMPAIGN=full`. */
export const runs = (few: number, many: number): number => (process.env.CAMPAIGN === "full" ? many : few);

/** The same inputs each time, or those of `FUZZ_SEED`. */
export const seed = Number(process.env.FUZZ_SEED ?? 20_261_130);

export const tries = (few: number, many: number) => ({
  numRuns: runs(few, many),
  seed,
  endOnFailure: process.env.FUZZ_SHRINK === undefined,
});
