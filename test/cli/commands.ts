import type { Command } from "commander";
import { buildProgram } from "../../src/cli/program.ts";
import { fakeWorld } from "./fake-world.ts";

/** A command of the program. */
export interface NamedCommand {
  /** As it is typed, such as `sandbox list`. */
  readonly path: string;
  readonly command: Command;
}

export const program = (): Command => buildProgram(fakeWorld([]), new Map());

/** Every command and subcommand. */
export function allCommands(parent: Command = program(), prefix = ""): NamedCommand[] {
  return parent.commands.flatMap((command) => {
    const path = `${prefix}${command.name()}`;
    return [{ path, command }, ...allCommands(command, `${path} `)];
  });
}
