import { replaceFile } from "../disk/whole-file.ts";
import { usingFile } from "./flag-file.ts";

/**
 * Writes the file that a flag named: only its owner may read it (0600), in place of one that may have been there with other
 * rights. A file is whole or not there.
 * @throws FileError in words: with exit code 64 where another name would help, else 1.
 */
export const writePrivately = (flag: string, file: string, text: string): Promise<void> =>
  usingFile(`${flag} ${file}`, () => replaceFile(file, text));
