import { mkdir, open, readFile, realpath, rename, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { parseDocument } from "yaml";
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
    (await readIfThere(file)) ??
    (from === undefined ? undefined : await readIfThere(from)) ??
    commentedSettings([]);
  await writeSettings(file, editText(text, edits));
}

const FRESH_MODE = 0o600;

/**
 * Writes a settings file so that a crash at any instant leaves the old or the new text whole: half a file could be read as
 * settings of another stack. A link stays a link, a file that is there keeps its mode, and a folder that is not there is made.
 */
export async function writeSettings(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const target = await orAbsent(realpath(file));
  const mode = target === undefined ? FRESH_MODE : (await stat(target)).mode;
  const fresh = `${target ?? file}.${process.pid}.new`;
  const handle = await open(fresh, "w", mode);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, target ?? file);
}

const readIfThere = (file: string): Promise<string | undefined> => orAbsent(readFile(file, "utf8"));

async function orAbsent<T>(read: Promise<T>): Promise<T | undefined> {
  return read.catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
}
