import { readFile, writeFile } from "node:fs/promises";
import { parseDocument } from "yaml";
import { commentedSettings } from "./commented.ts";

/** A value to set at a dotted key. */
export type Edit = readonly [key: string, value: string | number | boolean];

/** The text with values set; comments and order stay. */
export function editText(text: string, edits: readonly Edit[]): string {
  const document = parseDocument(text);
  for (const [key, value] of edits) document.setIn(key.split("."), value);
  return document.toString({ lineWidth: 0 });
}

/** Sets values in a settings file; `from` is what it is made from when it does not exist. */
export async function editFile(
  file: string,
  from: string | undefined,
  edits: readonly Edit[],
): Promise<void> {
  const text =
    (await readIfThere(file)) ??
    (from === undefined ? undefined : await readIfThere(from)) ??
    commentedSettings([]);
  await writeFile(file, editText(text, edits), { mode: 0o600 });
}

async function readIfThere(file: string): Promise<string | undefined> {
  return readFile(file, "utf8").catch(() => undefined);
}
