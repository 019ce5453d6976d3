import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  Lexer,
  LineCounter,
  type Node,
  parseDocument,
  visit,
  type YAMLMap,
} from "yaml";
import type { Problem } from "./problem.ts";

/** A text as YAML. */
export interface ReadDocument {
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
  /** What is wrong with it as YAML; nothing else can be said of it while there is something. */
  readonly problems: readonly Problem[];
}

/** Bytes of the longest settings file: several times what a stack of a hundred topics needs. */
const MOST_BYTES = 64 * 1024;

/** Blocks and lists within each other; a setting needs five. */
const DEEPEST = 32;

// Keys are compared here, and errors without their pictures: the parser's own ways take minutes for a bad file.
const OPTIONS = {
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: "error",
  resolveKnownTags: false,
} as const;

/** Parses YAML in time that grows with the text, whatever it is. */
export function readDocument(text: string): ReadDocument {
  const lines = new LineCounter();
  const cut = unreadablePart(text);
  const document = parseDocument(cut === undefined ? text : "", { ...OPTIONS, lineCounter: lines });
  if (cut !== undefined) return { document, lines, problems: [cut] };
  const faults = [...document.errors, ...document.warnings].map(({ message, pos }) =>
    yamlProblem(message, lines.linePos(pos[0]).line),
  );
  const problems =
    faults.length > 0 ? faults : structureProblems(document, (node) => lineOfNode(node, lines));
  return { document, lines, problems };
}

const yamlProblem = (allowed: string, line?: number): Problem => ({
  line,
  key: "YAML",
  value: undefined,
  allowed,
});

/** What the parser should not even see. */
function unreadablePart(text: string): Problem | undefined {
  const lineOf = (offset: number): number => text.slice(0, offset).split("\n").length;
  if (Buffer.byteLength(text) > MOST_BYTES)
    return yamlProblem(`at most ${MOST_BYTES / 1024} KiB; this file is longer`);
  // U+FFFD is what bytes that are no UTF-8 become.
  const odd = /[^\t\n\r\u0020-\u007e\u0085\u00a0-\ufffc\u{10000}-\u{10ffff}]/u.exec(text);
  if (odd !== null)
    return yamlProblem("text in UTF-8 without control characters; this is binary", lineOf(odd.index));
  const line = tooDeepLine(text);
  return line === undefined ? undefined : yamlProblem(`at most ${DEEPEST} blocks within each other`, line);
}

const DEPTHS: ReadonlyMap<string, number> = new Map([
  ["[", 1],
  ["{", 1],
  ["]", -1],
  ["}", -1],
]);

const isMark = (token: string): boolean => token === "?" || token === "-";

/** The line on which lists and blocks, in brackets or on one line, are nested too deep. */
function tooDeepLine(text: string): number | undefined {
  let [line, brackets, marks] = [1, 0, 0];
  for (const token of new Lexer().lex(text)) {
    brackets += DEPTHS.get(token) ?? 0;
    marks = token.includes("\n") ? 0 : marks + (isMark(token) ? 1 : 0);
    if (brackets + marks > DEEPEST) return line;
    line += token.split("\n").length - 1;
  }
  return undefined;
}

type LineAt = (node: unknown) => number | undefined;

/** Keys that are there twice or cannot be, and aliases that stand for nothing, for themselves, or for too much. */
function structureProblems(document: Document.Parsed, lineAt: LineAt): Problem[] {
  const problems: Problem[] = [];
  const anchored = new Map<string, Node>();
  let last: Alias | undefined;
  visit(document, {
    Node: (_key, node, path) => {
      if (isAlias(node)) {
        last = node;
        const fault = aliasFault(node, anchored.get(node.source), path);
        if (fault !== undefined) problems.push(yamlProblem(fault, lineAt(node)));
      } else if (node.anchor !== undefined) anchored.set(node.anchor, node);
      if (isMap(node)) problems.push(...keyProblems(node, lineAt));
    },
  });
  if (problems.length > 0 || !unfoldsToTooMuch(document)) return problems;
  return [yamlProblem("aliases that unfold to less; write out what they stand for", lineAt(last))];
}

function keyProblems(map: YAMLMap, lineAt: LineAt): Problem[] {
  const seen = new Set<unknown>();
  return map.items.flatMap(({ key }) => {
    if (!isScalar(key)) return [];
    const isRepeated = seen.has(key.value);
    seen.add(key.value);
    const problem = { line: lineAt(key), key: String(key.value), value: undefined };
    if (isRepeated) return [{ ...problem, allowed: "one such key; it is there twice" }];
    // What JavaScript means by it would be dropped without a word.
    return key.value === "__proto__" ? [{ ...problem, allowed: "no such key; choose another name" }] : [];
  });
}

function aliasFault(
  { source }: Alias,
  target: Node | undefined,
  path: readonly unknown[],
): string | undefined {
  if (target === undefined) return `an anchor &${source} before the alias *${source}`;
  return path.includes(target) ? `an alias *${source} that is not within what it stands for` : undefined;
}

function unfoldsToTooMuch(document: Document.Parsed): boolean {
  try {
    toPlain(document);
    return false;
  } catch (error) {
    if (error instanceof ReferenceError) return true;
    throw error;
  }
}

/** How often one anchor may be stood for, what stands in it included. */
const MOST_ALIASES = 200;

/** The values of a document without problems; what several aliases stand for is one object. */
export const toPlain = (document: Document): unknown => document.toJS({ maxAliasCount: MOST_ALIASES });

/** Whether nothing is written, not even `null`. */
export const isNothing = (contents: unknown): boolean =>
  contents === null || (isScalar(contents) && contents.value === null && contents.source === "");

/** The line of a node of a document. */
export function lineOfNode(node: unknown, lines: LineCounter): number | undefined {
  const range = isNode(node) ? node.range : undefined;
  return range === null || range === undefined ? undefined : lines.linePos(range[0]).line;
}
