import { stat } from "node:fs/promises";
import { type Document, isAlias, isNode, type Node, visit } from "yaml";
import { demandPlain, readPlain } from "../disk/plain.ts";
import { replaceFile } from "../disk/whole-file.ts";
import { commentedSettings, type Edit } from "./commented.ts";
import { isNothing, readDocument } from "./document.ts";
import { settingsError } from "./problem.ts";

/**
 * The text with values set; comments and order stay. Where a value is shared by anchor and alias, all that is shared is
 * written out first: else the edit would change more than it names.
 * @throws SettingsError for a text that is no YAML.
 */
export function editText(text: string, edits: readonly Edit[]): string {
  const { document, problems } = readDocument(text);
  if (problems.length > 0) throw settingsError("the settings", problems);
  if (isNothing(document.contents)) document.contents = null;
  const paths = edits.map(([key, value]) => ({ path: key.split("."), value }));
  if (paths.some(({ path }) => isShared(document, path))) writeOut(document);
  for (const { path, value } of paths)
    document.setIn(path, document.createNode(value, { aliasDuplicateObjects: false }));
  return document.toString({ lineWidth: 0 });
}

const isMarked = (node: unknown): boolean => isAlias(node) || (isNode(node) && node.anchor !== undefined);

/** Whether an anchor or alias lies on the way to a value, or within it. */
function isShared(document: Document, path: readonly string[]): boolean {
  const way = path.map((_, index) => path.slice(0, index + 1));
  if (way.some((step) => isMarked(document.getIn(step, true)))) return true;
  const marked: unknown[] = [];
  const value = document.getIn(path, true);
  if (isNode(value)) {
    visit(value, {
      Node: (_key, node) => {
        if (isMarked(node)) marked.push(node);
      },
    });
  }
  return marked.length > 0;
}

/** Writes out what aliases stand for, and drops the anchors. */
function writeOut(document: Document): void {
  visit(document, { Alias: (_key, alias) => alias.resolve(document)?.clone() as Node | undefined });
  visit(document, {
    Node: (_key, node) => {
      if (!isAlias(node)) delete node.anchor;
    },
  });
}

/** Sets values in a settings file; `from` is what it is made from when it does not exist. */
export async function editFile(
  file: string,
  from: string | undefined,
  edits: readonly Edit[],
): Promise<void> {
  const text =
    (await readPlain(file)) ??
    (from === undefined ? undefined : await readPlain(from)) ??
    commentedSettings([]);
  await writeSettings(file, editText(text, edits));
}

const FRESH_MODE = 0o600;

/**
 * Writes a settings file so that a crash at any instant leaves the old or the new text whole: half a file could be read as
 * settings of another stack. A link stays a link, a file that is there keeps its mode, and a folder that is not there is made.
 * @throws FileError when something other than a plain file is there.
 */
export async function writeSettings(file: string, text: string): Promise<void> {
  const place = await demandPlain(file);
  const mode = place === undefined ? FRESH_MODE : (await stat(place)).mode & 0o777;
  await replaceFile(file, text, { mode });
}
