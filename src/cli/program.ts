import { type Command, CommanderError } from "commander";
import { addGlobals } from "./globals.ts";
import { fillInit } from "./init-command.ts";
import { outlineProgram } from "./outline.ts";
import type { Exit } from "./run-command.ts";
import { sectionFills } from "./section-commands.ts";
import { stackFills } from "./stack-commands.ts";
import { toolFills } from "./tool-commands.ts";
import type { Fill, Tree } from "./tree.ts";
import type { World } from "./world.ts";

/** Runs the command line and answers the exit code. Never throws for what a user may do wrong. */
export async function runProgram(world: World): Promise<number> {
  const exit: Exit = { code: 0 };
  const program = buildProgram(world, exit, new Set(world.argv));
  try {
    await program.parseAsync([...world.argv], { from: "user" });
    return exit.code;
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    return ["commander.helpDisplayed", "commander.version", "commander.help"].includes(error.code) &&
      error.exitCode === 0
      ? 0
      : 64;
  }
}

const FILLS: Readonly<Record<string, Fill>> = {
  init: fillInit,
  ...stackFills,
  ...sectionFills,
  ...toolFills,
};

/**
 * The command tree. Bodies are loaded only when they run, and commands that are not among the words stay outlines: nothing of
 * them can be asked for. Without words the tree is whole.
 */
export function buildProgram(world: World, exit: Exit, words?: ReadonlySet<string>): Command {
  const program = outlineProgram(world.version, world.terminal);
  const tree: Tree = { world, exit, whole: () => buildProgram(world, exit) };
  for (const command of program.commands) {
    if (words?.has(command.name()) ?? true) FILLS[command.name()]?.(tree, addGlobals(command));
  }
  return program;
}
