import type { Command } from "commander";
import { Cancelled, type FlashsaleError, UsageError } from "../errors.ts";
import type { Desk } from "./desk.ts";
import type { Globals } from "./globals.ts";
import type { World } from "./world.ts";

/** What a command writes to stdout with `--json`: one document, or one line for each event. */
export type JsonKind = "document" | "events";

/** The body of a command; answers the exit code. */
export type Body = (desk: Desk, command: Command) => Promise<number>;

/** Loads a body: only what runs is loaded. */
export type LoadBody = () => Promise<Body>;

/** What a command line and the environment ask for. */
export interface Asked {
  /** The command with its flags; those that the line leaves open are filled in from the environment. */
  readonly command: Command;
  readonly globals: Globals;
}

/** What a command does; answers the exit code. */
export interface Work {
  readonly kind: JsonKind;
  run(asked: Asked): Promise<number>;
}

/** The work of a body that has a desk. */
export const inDesk = (world: World, kind: JsonKind, load: LoadBody): Work => ({
  kind,
  run: async ({ command, globals }) => {
    const [{ openDesk }, body] = await Promise.all([import("./desk.ts"), load()]);
    const desk = openDesk(world, globals, command);
    try {
      return await body(desk, command);
    } catch (error) {
      return await tellError(desk, error, kind);
    } finally {
      await desk.output.flush();
    }
  },
});

/** Tells an error as the flags want it and answers its exit code. */
async function tellError(desk: Desk, error: unknown, kind: JsonKind): Promise<number> {
  const [{ translate }, { drawError }] = await Promise.all([
    import("../aws/translate.ts"),
    import("../ui/error-view.ts"),
  ]);
  const { output, globals, world, advisor } = desk;
  const profile = globals.profile === undefined ? {} : { profile: globals.profile };
  const told: FlashsaleError = await translate(error, profile);
  if (globals.json && !output.hasDocument) await tellAsJson(output, told, kind);
  output.tell(
    drawError(
      told,
      { commandLine: advisor.again(), version: world.version, isVerbose: globals.verbose },
      output.page("stderr"),
    ),
  );
  return codeOf(told, desk.world.signal);
}

/** What was stopped by a signal ends with the code of that signal, wherever it was just then. */
function codeOf(told: FlashsaleError, signal: AbortSignal): number {
  const { reason } = signal as { reason: unknown };
  return told instanceof Cancelled && typeof reason === "number" ? reason : told.exitCode;
}

/** Writes an error to stdout as a program reads it: a document, or the last events of a run that did nothing. */
export async function tellAsJson(
  output: Desk["output"],
  told: FlashsaleError,
  kind: JsonKind,
): Promise<void> {
  const { toErrorDocument } = await import("../ui/error-document.ts");
  const error = toErrorDocument(told);
  if (kind === "events") for (const line of failureLines(error)) output.jsonLine(line);
  else output.document({ schema: 1, error });
}

/** A run that ended before its first step still ends with a summary. */
function failureLines(error: object): object[] {
  const time = new Date().toISOString();
  const summary = { created: 0, updated: 0, deleted: 0, failed: [], skipped: [], unfinished: [], seconds: 0 };
  return [
    { schema: 1, event: "failed", time, error },
    { schema: 1, event: "summary", time, outcome: "failed", ...summary },
  ];
}

/** A value that a flag must have; anything else is exit 64. */
export function usage(code: string, detail: string): UsageError {
  return new UsageError({ code, summary: "The command line is wrong", detail });
}
