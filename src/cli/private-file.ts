import { randomUUID } from "node:crypto";
import { mkdir, open, realpath, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { UsageError } from "../errors.ts";

/** Where the text belongs: the end of links; a device or a folder is never replaced. */
async function placeOf(file: string): Promise<string> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) return file;
  if (!found.isFile()) throw new Error("it is there, and it is no plain file");
  return realpath(file);
}

/**
 * Writes a file that only its owner may read (0600), in place of one that may have been there with other rights. A file is
 * whole or not there.
 * @throws UsageError when the place cannot be written.
 */
export async function writePrivately(file: string, text: string): Promise<void> {
  let draft: string | undefined;
  try {
    await mkdir(dirname(file), { recursive: true });
    const place = await placeOf(file);
    draft = join(dirname(place), `.${basename(place)}.${randomUUID()}`);
    const handle = await open(draft, "wx", 0o600);
    try {
      await handle.writeFile(text);
    } finally {
      await handle.close();
    }
    await rename(draft, place);
  } catch (error) {
    if (draft !== undefined) await rm(draft, { force: true }).catch(() => undefined);
    const detail = `${file} cannot be written: ${error instanceof Error ? error.message : String(error)}.`;
    throw new UsageError({
      code: "FileUnwritable",
      summary: "The file cannot be written",
      detail,
      cause: error,
    });
  }
}
