import { join } from "node:path";
import { readPlain } from "../../disk/plain.ts";
import { replaceFile } from "../../disk/whole-file.ts";
import { usingFile } from "../flag-file.ts";
import { usage } from "../run-command.ts";
import type { Manifest } from "./facts.ts";

/** Manifests hold no secret and are meant for others, too; the process's own mask takes its share. */
const SHARED_MODE = 0o666;

/**
 * Writes the files of a target into a folder, which is made when needed. What a user has changed stays unless `force` says
 * otherwise.
 * @throws UsageError that names every file that would be lost, before any is written.
 */
export async function writeFiles(
  folder: string,
  manifests: readonly Manifest[],
  force: boolean,
): Promise<string[]> {
  const files = await Promise.all(
    manifests.map(async ({ file, text }) => {
      const path = join(folder, file);
      return { path, text, before: await usingFile(path, () => readPlain(path)) };
    }),
  );
  const changed = files.filter(({ text, before }) => before !== undefined && before !== text);
  if (changed.length > 0 && !force)
    throw usage(
      "FilesExist",
      `${changed.map(({ path }) => path).join(", ")}: there already, with another content. --force writes over it.`,
    );
  for (const { path, text } of files) {
    await usingFile(path, () => replaceFile(path, text, { mode: SHARED_MODE }));
  }
  return files.map(({ path }) => path);
}
