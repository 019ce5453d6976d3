import type { Command } from "commander";
import { addGlobals } from "./globals.ts";
import { inDesk, type JsonKind, type LoadBody, type Work } from "./run-command.ts";
import type { World } from "./world.ts";

/** What every part of the command tree is hung up with. */
export interface Tree {
  readonly world: World;
  /** What each command does, filled in with the tree. */
  readonly works: Map<Command, Work>;
  /** The tree with every command filled in. */
  whole(): Command;
}

/** Gives a command its flags, body, examples and subcommands. */
export type Fill = (tree: Tree, command: Command) => void;

/** A subcommand of a command, with its summary and the global flags. */
export function addSubcommand(parent: Command, name: string, summary: string): Command {
  return addGlobals(parent.command(name).summary(summary).description(summary).exitOverride());
}

/** Says what a command does. It is done when the whole command line is read and judged, not while commander parses. */
export function does(tree: Tree, command: Command, work: Work): void {
  tree.works.set(command, work);
  command.action(() => undefined);
}

/** Gives a command a body, which is loaded only when it is run. */
export function runs(tree: Tree, command: Command, body: { kind: JsonKind; load: LoadBody }): void {
  does(tree, command, inDesk(tree.world, body.kind, body.load));
}
