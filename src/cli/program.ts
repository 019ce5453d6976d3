import { Command, CommanderError } from "commander";
import { addGlobals } from "./globals.ts";
import { addInit } from "./init-command.ts";
import type { Exit } from "./run-command.ts";
import { addSections } from "./section-commands.ts";
import { addWholeStack } from "./stack-commands.ts";
import { addTools } from "./tool-commands.ts";
import type { World } from "./world.ts";

/** Runs the command line and answers the exit code. Never throws for what a user may do wrong. */
export async function runProgram(world: World): Promise<number> {
  const exit: Exit = { code: 0 };
  const program = buildProgram(world, exit);
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

/** The command tree. Bodies are loaded only when they run, so that help and version stay fast. */
export function buildProgram(world: World, exit: Exit): Command {
  const { terminal } = world;
  const program = new Command("flashsale-setup")
    .description(
      "Sets up, checks and tears down the AWS infrastructure of a flash-sale system, one command per chapter of the guide.",
    )
    .version(world.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      getOutHelpWidth: () => terminal.stdout.columns ?? 80,
      getErrHelpWidth: () => terminal.stderr.columns ?? 80,
    })
    .showHelpAfterError("(--help shows what there is)");
  addGlobals(program);
  const tree = { world, exit, program };
  addInit(program, world, exit);
  addWholeStack(tree);
  addSections(tree);
  addTools(tree);
  return program;
}
