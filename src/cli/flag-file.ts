import { toFileError } from "../disk/trouble.ts";
import { FileError } from "../errors.ts";

/** What is the fault of the name that was given, not of the disk. */
const NAME_AT_FAULT = new Set([
  "FileNotPlain",
  "FolderExpected",
  "LinkDangling",
  "LinkForeign",
  "LinkLoops",
  "NameTooLong",
  "FileGone",
]);

/**
 * Runs `work` on a file that a flag or an argument named.
 * @throws FileError in words: with exit code 64 where another name would help, else 1.
 */
export async function usingFile<T>(flag: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const trouble = toFileError(error);
    if (trouble === undefined) throw error;
    const { code, summary, detail } = trouble;
    throw new FileError(
      { code, summary, detail: `${flag}: ${detail}`, cause: error },
      NAME_AT_FAULT.has(code) ? 64 : 1,
    );
  }
}
