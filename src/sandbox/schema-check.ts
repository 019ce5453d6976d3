import { NormalizedSchema } from "@smithy/core/schema";
import type { SchemaRef } from "@smithy/types";

/** What is wrong with a value, and where: `TagSpecifications.0.Tagz`. */
export interface SchemaFault {
  readonly kind: "unknown" | "missing" | "mistyped";
  readonly path: string;
  readonly expected?: string;
}

/** Compares a request with the client's own schema; undefined when it fits. */
export function findInputFault(schema: SchemaRef, value: unknown): SchemaFault | undefined {
  return walk(NormalizedSchema.of(schema), value, { path: "", required: true });
}

/** Compares an answer with the client's own schema, where required members may be left out. */
export function findOutputFault(schema: SchemaRef, value: unknown): SchemaFault | undefined {
  return walk(NormalizedSchema.of(schema), value, { path: "", required: false });
}

interface Place {
  readonly path: string;
  readonly required: boolean;
}

function walk(schema: NormalizedSchema, value: unknown, place: Place): SchemaFault | undefined {
  if (schema.isDocumentSchema() || schema.isStreaming()) return undefined;
  if (schema.isStructSchema() || schema.isUnitSchema()) return walkStructure(schema, value, place);
  if (schema.isListSchema()) return walkList(schema, value, place);
  if (schema.isMapSchema()) return walkMap(schema, value, place);
  const scalar = SCALARS.find((candidate) => candidate.is(schema));
  return scalar === undefined || scalar.fits(value) ? undefined : mistyped(place, scalar.name);
}

function walkStructure(schema: NormalizedSchema, value: unknown, place: Place): SchemaFault | undefined {
  if (!isRecord(value)) return mistyped(place, "a structure");
  const members = new Map(schema.structIterator());
  for (const [name, member] of Object.entries(value)) {
    const path = join(place.path, name);
    const known = members.get(name);
    if (known === undefined) return { kind: "unknown", path };
    const fault = isAbsent(member) ? undefined : walk(known, member, { ...place, path });
    if (fault !== undefined) return fault;
  }
  const missing = place.required ? requiredMembers(schema).find((name) => isAbsent(value[name])) : undefined;
  return missing === undefined ? undefined : { kind: "missing", path: join(place.path, missing) };
}

function walkList(schema: NormalizedSchema, value: unknown, place: Place): SchemaFault | undefined {
  if (!Array.isArray(value)) return mistyped(place, "a list");
  return firstFault(schema.getValueSchema(), Object.entries(value), place);
}

function walkMap(schema: NormalizedSchema, value: unknown, place: Place): SchemaFault | undefined {
  if (!isRecord(value)) return mistyped(place, "a map");
  return firstFault(schema.getValueSchema(), Object.entries(value), place);
}

function firstFault(
  schema: NormalizedSchema,
  entries: [string, unknown][],
  place: Place,
): SchemaFault | undefined {
  for (const [key, entry] of entries) {
    const fault = walk(schema, entry, { ...place, path: join(place.path, key) });
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** The SDK's schemas name the required members first and tell their number in the seventh place. */
function requiredMembers(schema: NormalizedSchema): readonly string[] {
  const structure = schema.getSchema();
  if (!Array.isArray(structure)) return [];
  const [, , , , names, , count] = structure as readonly unknown[];
  return typeof count === "number" ? (names as readonly string[]).slice(0, count) : [];
}

interface Scalar {
  readonly name: string;
  is(schema: NormalizedSchema): boolean;
  fits(value: unknown): boolean;
}

const SCALARS: readonly Scalar[] = [
  { name: "a string", is: (schema) => schema.isStringSchema(), fits: (value) => typeof value === "string" },
  { name: "a number", is: (schema) => schema.isNumericSchema(), fits: (value) => typeof value === "number" },
  {
    name: "a boolean",
    is: (schema) => schema.isBooleanSchema(),
    fits: (value) => typeof value === "boolean",
  },
  { name: "a date", is: (schema) => schema.isTimestampSchema(), fits: (value) => value instanceof Date },
  {
    name: "bytes",
    is: (schema) => schema.isBlobSchema(),
    fits: (value) => value instanceof Uint8Array || typeof value === "string",
  },
];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null;
}

function mistyped({ path }: Place, expected: string): SchemaFault {
  return { kind: "mistyped", path, expected };
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}
