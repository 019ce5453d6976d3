import { stat } from "node:fs/promises";
import { parseDocument } from "yaml";
import { demandPlain, readPlain } from "../disk/plain.ts";
import { replaceFile } from "../disk/whole-file.ts";
import { commentedSettings, type Edit } from "./commented.ts";

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
