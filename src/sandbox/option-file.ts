import { readFileSync } from "node:fs";
import { SandboxOptionError } from "./option-error.ts";

/** Reads the file that an option names. Throws `SandboxOptionError` when it cannot be read. */
export function readOptionFile(option: SandboxOptionError["option"], path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new SandboxOptionError(option, `the file ${path} cannot be read.`);
  }
}
