import type { Command } from "commander";
import { addGlobals } from "./globals.ts";
import type { Exit } from "./run-command.ts";
import type { World } from "./world.ts";

/** What every part of the command tree is hung up with. */
export interface Tree {
  readonly world: World;
  readonly exit: Exit;
  /** The tree with every command filled in. */
  whole(): Command;
}

/** Gives a command its flags, body, examples and subcommands. */
export type Fill = (tree: Tree, command: Command) => void;

/** A subcommand of a command, with its summary and the global flags. */
export function addSubcommand(parent: Command, name: string, summary: string): Command {
  return addGlobals(parent.command(name).summary(summary).description(summary).exitOverride());
}
