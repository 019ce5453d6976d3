import { appendFileSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "../errors.ts";
import type { Globals } from "./globals.ts";
import type { World } from "./world.ts";

/** Appends to the trace file at once, so that a killed process leaves what it did. */
export function traceTo({
  globals,
  world,
}: {
  readonly globals: Pick<Globals, "trace">;
  readonly world: Pick<World, "cwd">;
}): ((line: string) => void) | undefined {
  if (globals.trace === undefined) return undefined;
  const file = resolve(world.cwd, globals.trace);
  try {
    appendFileSync(file, "", { mode: 0o600 });
  } catch (error) {
    const detail = `--trace ${globals.trace} cannot be written: ${error instanceof Error ? error.message : String(error)}.`;
    throw new UsageError({ code: "TraceUnwritable", summary: "The trace file cannot be written", detail });
  }
  return (line) => appendFileSync(file, line.endsWith("\n") ? line : `${line}\n`);
}
