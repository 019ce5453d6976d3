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
  // Values that stand in several places are written out in each: a person who deletes one keeps the others.
  const document = new Document(filledIn(values), { aliasDuplicateObjects: false });
  document.commentBefore = HEADER;
  if (isMap(document.contents))
    comment(document.contents as YAMLMap<unknown, unknown>, settingsJsonSchema() as JsonSchema, true);
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

/** Comments the keys of a map: the whole document's, among which are the sections, or those of a block. */
function comment(map: YAMLMap<unknown, unknown>, schema: JsonSchema, isWhole = false): void {
  for (const pair of map.items as Pair<Scalar<string>, unknown>[]) {
    const part = schema.properties?.[pair.key.value];
    const text = (isWhole ? titleOf(pair.key.value) : undefined) ?? commentOf(part);
    if (text !== undefined) pair.key.commentBefore = ` ${text}`;
    if (isMap(pair.value) && part?.properties !== undefined) {
      pair.key.spaceBefore = true;
      comment(pair.value as YAMLMap<unknown, unknown>, part);
    }
  }
}

/** What a section's block is about. A block may have a key of the same name as a section. */
function titleOf(key: string): string | undefined {
  const section = contents.find(({ name }) => name === key);
  return section === undefined ? undefined : `${section.guide}: ${section.makes}.`;
}

function commentOf(part: JsonSchema | undefined): string | undefined {
  if (part?.description === undefined) return undefined;
  const { description, enum: choices = [] } = part;
  const isTold = choices.every((choice) => description.includes(String(choice)));
  return isTold ? description : `${description} One of: ${choices.join(", ")}.`;
}
