import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { usage } from "../run-command.ts";
import type { Manifest } from "./facts.ts";

const read = (file: string): Promise<string | undefined> => readFile(file, "utf8").catch(() => undefined);

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
      return { path, text, before: await read(path) };
    }),
  );
  const changed = files.filter(({ text, before }) => before !== undefined && before !== text);
  if (changed.length > 0 && !force)
    throw usage(
      "FilesExist",
      `${changed.map(({ path }) => path).join(", ")}: there already, with another content. --force writes over it.`,
    );
  for (const { path, text } of files) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text);
  }
  return files.map(({ path }) => path);
}
