import { readFile } from "node:fs/promises";
import { isMap, isScalar, LineCounter, type Node, type Pair, parseDocument, type YAMLMap } from "yaml";
import type { z } from "zod";
import { SettingsError } from "../errors.ts";
import type { Settings } from "../sections/index.ts";
import { settingsSchema } from "./schema.ts";

/** One thing wrong with the settings. */
interface Problem {
  readonly line: number | undefined;
  readonly key: string;
  readonly value: string | undefined;
  readonly allowed: string;
}

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
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw settingsError(file, [
      { line: undefined, key: file, value: undefined, allowed: `a readable file (${error.message})` },
    ]);
  });
  return text === undefined ? undefined : parseSettings(file, text);
}

/** Parses the text of a settings file; see {@link readSettings}. */
export function parseSettings(file: string, text: string): SettingsFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineAt = (path: readonly PropertyKey[]): number | undefined => lineOf(document.contents, path, lines);
  if (document.errors.length > 0) {
    throw settingsError(
      file,
      document.errors.map(({ linePos, message }) => ({
        line: linePos?.[0].line,
        key: "YAML",
        value: undefined,
        allowed: message.split("\n")[0] ?? "",
      })),
    );
  }
  const raw: unknown = document.toJS() ?? {};
  const parsed = settingsSchema.safeParse(raw);
  if (!parsed.success)
    throw settingsError(
      file,
      parsed.error.issues.flatMap((issue) => problemsOf(issue, raw, lineAt)),
    );
  return { file, settings: parsed.data, lineOf: (key) => lineAt(key.split(".")) };
}

type Issue = z.core.$ZodIssue;

function problemsOf(
  issue: Issue,
  raw: unknown,
  lineAt: (path: readonly PropertyKey[]) => number | undefined,
): Problem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      return {
        line: lineAt(path),
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

function allowedBy(issue: Issue): string {
  if (issue.code === "invalid_value") return `one of ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_type")
    return issue.expected === "int" ? "a whole number" : `a ${issue.expected}`;
  return issue.message;
}

const dotted = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (text, key) =>
      typeof key === "number" ? `${text}[${key}]` : text === "" ? String(key) : `${text}.${String(key)}`,
    "",
  );

/** The line of a key, or of the nearest block around it that is there. */
function lineOf(root: unknown, path: readonly PropertyKey[], lines: LineCounter): number | undefined {
  let node: unknown = root;
  let line: number | undefined;
  for (const key of path) {
    if (isMap(node)) {
      const pair: Pair<unknown, unknown> | undefined = (node as YAMLMap<unknown, unknown>).items.find(
        ({ key: found }) => isScalar(found) && found.value === key,
      );
      if (pair === undefined) return line;
      line = lineOfNode(pair.key, lines) ?? line;
      node = pair.value;
    } else {
      return line;
    }
  }
  return line;
}

function lineOfNode(node: unknown, lines: LineCounter): number | undefined {
  const range = (node as Node | undefined)?.range;
  return range === null || range === undefined ? undefined : lines.linePos(range[0]).line;
}

function settingsError(file: string, problems: readonly Problem[]): SettingsError {
  return new SettingsError({
    code: "SettingsInvalid",
    summary: problems.length === 1 ? "A setting is wrong" : `${problems.length} settings are wrong`,
    detail: problems.map((problem) => describeProblem(file, problem)).join("\n"),
  });
}

/** One line: file, line, key, value, what is allowed. */
export function describeProblem(file: string, { line, key, value, allowed }: Problem): string {
  const place = line === undefined ? file : `${file}:${line}`;
  return `${place}: ${key}${value === undefined ? "" : ` is ${value}`}: ${allowed}`;
}
