import type { Command } from "commander";
import { addGlobals } from "./globals.ts";
import type { Exit } from "./run-command.ts";
import type { World } from "./world.ts";

/** What every part of the command tree is hung up with. */
export interface Tree {
  readonly world: World;
  readonly exit: Exit;
  readonly program: Command;
}

/** A subcommand with its summary and the global flags, of the program or of another command. */
export function addCommand(parent: Command, name: string, summary: string): Command {
  return addGlobals(parent.command(name).summary(summary).description(summary).exitOverride());
}
