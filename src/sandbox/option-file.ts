import { readFileSync, statSync } from "node:fs";
import { SandboxOptionError } from "./option-error.ts";

/**
 * Reads the file that an option names. Throws `SandboxOptionError` when it cannot be read, or is no plain file: a pipe might
 * never begin, a device never end.
 */
export function readOptionFile(option: SandboxOptionError["option"], path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false)
    throw new SandboxOptionError(option, `${path} is not a plain file.`);
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new SandboxOptionError(option, `the file ${path} cannot be read.`);
  }
}
