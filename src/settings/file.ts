import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { z } from "zod";
import { readPlain } from "../disk/plain.ts";
import { toFileError } from "../disk/trouble.ts";
import { SettingsError } from "../errors.ts";
import type { Settings } from "../sections/index.ts";
import { commentedSettings, type Edit } from "./commented.ts";
import { isNothing, lineOfNode, type ReadDocument, readDocument, toPlain } from "./document.ts";
import { editText } from "./edit.ts";
import { type Problem, settingsError } from "./problem.ts";
import { settingsSchema } from "./schema.ts";

/** A settings file and where its keys stand. */
export interface SettingsFile {
  readonly file: string;
  readonly settings: Settings;
  /** Line of a dotted key, or of the nearest block around it. */
  lineOf(key: string): number | undefined;
}

/**
 * Reads the settings; `undefined` when there is no file.
 * @throws SettingsError with every problem at once: file, line, key, value, allowed range.
 */
export async function readSettings(file: string): Promise<SettingsFile | undefined> {
  const text = await readText(file);
  return text === undefined ? undefined : parseSettings(file, text);
}

/** @throws SettingsError when it is no plain file, or may not be read. */
async function readText(file: string): Promise<string | undefined> {
  try {
    return await readPlain(file);
  } catch (error) {
    const trouble = toFileError(error);
    if (trouble === undefined) throw error;
    const { code, summary, detail } = trouble;
    throw new SettingsError({
      code,
      summary,
      detail: `The settings cannot be read. ${detail}`,
      cause: error,
    });
  }
}

/** The settings of a file, or the defaults where none is given, as they would be with some values set. */
export async function readEdited(file: string | undefined, edits: readonly Edit[]): Promise<SettingsFile> {
  const text = file === undefined ? commentedSettings([]) : ((await readText(file)) ?? "");
  return parseSettings(file ?? "the defaults", editText(text, edits));
}

/** Parses the text of a settings file; see {@link readSettings}. */
export function parseSettings(file: string, text: string): SettingsFile {
  const read = readDocument(text);
  if (read.problems.length > 0) throw settingsError(file, read.problems);
  const lineAt = (path: readonly PropertyKey[]): number | undefined => lineOf(read, path);
  const { contents } = read.document;
  // An empty file is all defaults; a file that says null says nothing that could be meant.
  const raw: unknown = isNothing(contents) ? {} : toPlain(read.document);
  const parsed = settingsSchema.safeParse(raw);
  if (!parsed.success)
    throw settingsError(
      file,
      tellingOf(parsed.error.issues).flatMap((issue) => problemsOf(issue, raw, lineAt)),
    );
  return { file, settings: parsed.data, lineOf: (key) => lineAt(toPath(key)) };
}

type Issue = z.core.$ZodIssue;

/** Of a value of the wrong type zod may also say that it is too long. */
function tellingOf(issues: readonly Issue[]): readonly Issue[] {
  const isOfType = ({ code }: Issue): boolean => code === "invalid_type";
  const mistyped = new Set(issues.filter(isOfType).map(({ path }) => dotted(path)));
  return issues.filter((issue) => isOfType(issue) || !mistyped.has(dotted(issue.path)));
}

type Place = (path: readonly PropertyKey[]) => number | undefined;

function problemsOf(issue: Issue, raw: unknown, lineAt: Place): Problem[] {
  if (issue.code === "unrecognized_keys") {
    // Of very many only the number is told, and finding the line of each would take minutes.
    return issue.keys.map((key, index) => {
      const path = [...issue.path, key];
      return {
        line: index < 100 ? lineAt(path) : undefined,
        key: dotted(path),
        value: undefined,
        allowed: "no such key; look for a typing error",
      };
    });
  }
  const value = issue.path.reduce<unknown>(
    (part, key) => (part as Record<PropertyKey, unknown> | undefined)?.[key],
    raw,
  );
  const shown = value === undefined ? undefined : JSON.stringify(value);
  return [{ line: lineAt(issue.path), key: dotted(issue.path), value: shown, allowed: allowedBy(issue) }];
}

const TYPES: Readonly<Record<string, string>> = {
  string: "text, in quotes where it looks like a number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a block of keys; left out, it takes its defaults",
  record: "a block of keys; left out, it takes its defaults",
};

function allowedBy(issue: Issue): string {
  if (issue.code === "invalid_value") return `one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_key") return issue.issues[0]?.message ?? issue.message;
  // Where a setting has no words of its own, zod says "Invalid input: expected string, received number".
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input"))
    return TYPES[issue.expected] ?? issue.expected;
  return issue.message;
}

/** The other way round from {@link dotted}: `kafka.topics[0].name` is `kafka`, `topics`, 0, `name`. */
const toPath = (key: string): (string | number)[] =>
  key
    .replace(/\[(\d+)\]/g, ".$1")
    .split(".")
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part));

const dotted = (path: readonly PropertyKey[]): string =>
  path.length === 0
    ? "the file"
    : path.reduce<string>(
        (text, key) =>
          typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`,
        "",
      );

/** The line of a key, or of the nearest block around it that is there. */
function lineOf({ document, lines }: ReadDocument, path: readonly PropertyKey[]): number | undefined {
  let node: unknown = document.contents;
  let line = path.length === 0 ? lineOfNode(node, lines) : undefined;
  for (const key of path) {
    const found = childOf(isAlias(node) ? node.resolve(document) : node, key);
    if (found === undefined) return line;
    line = lineOfNode(found.place, lines) ?? line;
    node = found.node;
  }
  return line;
}

/** The node under a key or at an index, and the node that shows where it stands. */
function childOf(node: unknown, key: PropertyKey): { place: unknown; node: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key: found }) => isScalar(found) && found.value === key);
    return pair === undefined ? undefined : { place: pair.key, node: pair.value };
  }
  const item = isSeq(node) && typeof key === "number" ? node.items[key] : undefined;
  return item === undefined ? undefined : { place: item, node: item };
}
