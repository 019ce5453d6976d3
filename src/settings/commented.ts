import { Document, isMap, type Pair, type Scalar, type YAMLMap } from "yaml";
import { contents } from "../sections/contents.ts";
import { defaultSettings, settingsJsonSchema, settingsSchema } from "./schema.ts";

/** A value to set at a dotted key. */
export type Edit = readonly [key: string, value: string | number | boolean | readonly string[]];

interface JsonSchema {
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
}

const HEADER =
  " Settings of flashsale-setup. Every value below is the default unless you changed it;\n a key that you delete takes its default again.";

/** A settings file with a comment on every key: the given values, and the defaults that go with them. */
export function commentedSettings(values: readonly Edit[]): string {
  const document = new Document(filledIn(values));
  document.commentBefore = HEADER;
  if (isMap(document.contents))
    comment(document.contents as YAMLMap<unknown, unknown>, settingsJsonSchema() as JsonSchema);
  return document.toString({ lineWidth: 0 });
}

type Plain = Record<string, unknown>;

/** Values that contradict each other are written down as given: whoever reads the file back is told what is wrong. */
function filledIn(values: readonly Edit[]): Plain {
  const given = setAll({}, values);
  const parsed = settingsSchema.safeParse(given);
  const { displayName, ...filled } = parsed.success ? parsed.data : defaultSettings();
  return setAll(structuredClone<Plain>({ ...filled }), values);
}

/** Sets values at their dotted keys, in place. */
export function setAll(plain: Plain, values: readonly Edit[]): Plain {
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
