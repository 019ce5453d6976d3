import { Document, isMap, type Pair, type Scalar, type YAMLMap } from "yaml";
import { contents } from "../sections/contents.ts";
import type { Edit } from "./edit.ts";
import { settingsJsonSchema } from "./schema.ts";

interface JsonSchema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

const HEADER =
  " Settings of flashsale-setup. Every value below is the default unless you changed it;\n a key that you delete takes its default again.";

/** A settings file with a comment on every key: the defaults and the given values. */
export function commentedSettings(values: readonly Edit[]): string {
  const schema = settingsJsonSchema() as JsonSchema;
  const document = new Document(plainOf(schema, values));
  document.commentBefore = HEADER;
  if (isMap(document.contents)) comment(document.contents as YAMLMap<unknown, unknown>, schema);
  return document.toString({ lineWidth: 0 });
}

type Plain = Record<string, unknown>;

function plainOf(schema: JsonSchema, values: readonly Edit[]): Plain {
  const plain = defaultsOf(schema) as Plain;
  for (const [key, value] of values) {
    const path = key.split(".");
    const last = path.pop() ?? "";
    const block = path.reduce<Plain>((part, step) => {
      part[step] ??= {};
      return part[step] as Plain;
    }, plain);
    block[last] = value;
  }
  return plain;
}

/** Keys without a default are left out: their comment would promise a value. */
function defaultsOf(schema: JsonSchema): unknown {
  if (schema.properties === undefined || schema.type !== "object") return schema.default;
  const entries = Object.entries(schema.properties).map(([key, part]) => [key, defaultsOf(part)] as const);
  const given = entries.filter(([, value]) => value !== undefined);
  // An optional block of required keys has no default: an empty one would be wrong.
  return given.length === 0 ? schema.default : Object.fromEntries(given);
}

function comment(map: YAMLMap<unknown, unknown>, schema: JsonSchema): void {
  for (const pair of map.items as Pair<Scalar<string>, unknown>[]) {
    const part = schema.properties?.[pair.key.value];
    const text = commentOf(pair.key.value, part);
    if (text !== undefined) pair.key.commentBefore = ` ${text}`;
    if (isMap(pair.value) && part?.properties !== undefined) {
      pair.key.spaceBefore = true;
      comment(pair.value as YAMLMap<unknown, unknown>, part);
    }
  }
}

function commentOf(key: string, part: JsonSchema | undefined): string | undefined {
  const section = contents.find(({ name }) => name === key);
  if (section !== undefined) return `${section.guide}: ${section.makes}.`;
  if (part?.description === undefined) return undefined;
  const choices = part.enum === undefined ? "" : ` One of: ${part.enum.join(", ")}.`;
  return `${part.description}${part.description.includes(String(part.enum?.[0])) ? "" : choices}`;
}
