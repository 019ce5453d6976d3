import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { describe, it } from "vitest";

/** Where a program is on this machine's path; undefined when it is not installed. */
export function findProgram(name: string): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    // Absent, or not for us.
    return false;
  }
}

/** What of these programs the machine lacks. */
export function missingOf(...names: readonly string[]): readonly string[] {
  return names.filter((name) => findProgram(name) === undefined);
}

/**
 * A suite that needs something from the machine: skipped with a line that names what is missing, and failed by it where
 * `CI` is `true`.
 */
export function describeWith(missing: readonly string[], name: string, suite: () => void): void {
  if (missing.length === 0) {
    describe(name, suite);
    return;
  }
  const text = `needs ${missing.join(", ")}`;
  if (process.env.CI === "true") {
    describe(name, () => {
      it(text, () => {
        throw new Error(`${name}: ${text}`);
      });
    });
    return;
  }
  process.stderr.write(`skipped: ${name}: ${text}\n`);
  describe.skip(`${name} (${text})`, suite);
}
