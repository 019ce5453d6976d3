import type { Command } from "commander";
import { type FlashsaleError, UsageError } from "../errors.ts";
import type { Desk } from "./desk.ts";
import { demandConsistent, readGlobals, readVariables } from "./globals.ts";
import type { World } from "./world.ts";

/** What a command writes to stdout with `--json`: one document, or one line for each event. */
export type JsonKind = "document" | "events";

/** The body of a command; answers the exit code. */
export type Body = (desk: Desk, command: Command) => Promise<number>;

/** Where a command leaves its exit code. */
export interface Exit {
  code: number;
}

/** Makes a commander action of a body, which is loaded only when it is run. */
export function runs(world: World, exit: Exit, kind: JsonKind, load: () => Promise<Body>) {
  return async (...args: unknown[]): Promise<void> => {
    const command = args[args.length - 1] as Command;
    const globals = readGlobals(command, world.env);
    const [{ openDesk }, body] = await Promise.all([import("./desk.ts"), load()]);
    const desk = openDesk(world, globals, command);
    try {
      demandConsistent(globals);
      readVariables(command, world.env);
      exit.code = await body(desk, command);
    } catch (error) {
      exit.code = await tellError(desk, error, kind);
    } finally {
      await desk.output.flush();
    }
  };
}

/** Tells an error as the flags want it and answers its exit code. */
async function tellError(desk: Desk, error: unknown, kind: JsonKind): Promise<number> {
  const [{ translate }, { drawError }, { toErrorDocument }] = await Promise.all([
    import("../aws/translate.ts"),
    import("../ui/error-view.ts"),
    import("../ui/error-document.ts"),
  ]);
  const { output, globals, world, advisor } = desk;
  const profile = globals.profile === undefined ? {} : { profile: globals.profile };
  const told: FlashsaleError = await translate(error, profile);
  if (globals.json) {
    const body = { schema: 1, error: toErrorDocument(told) };
    if (kind === "events") for (const line of failureLines(body.error)) output.jsonLine(line);
    else if (!output.hasDocument) output.document(body);
  }
  output.tell(
    drawError(
      told,
      { commandLine: advisor.again(), version: world.version, isVerbose: globals.verbose },
      output.page("stderr"),
    ),
  );
  return told.exitCode;
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
