import { type Command, CommanderError } from "commander";
import { UsageError } from "../errors.ts";
import { type Arranged, arrange, optionsIn } from "./arrange.ts";
import { addGlobals, demandConsistent, readGlobals, readVariables } from "./globals.ts";
import { fillInit } from "./init-command.ts";
import { outlineProgram } from "./outline.ts";
import type { Asked, Work } from "./run-command.ts";
import { sectionFills } from "./section-commands.ts";
import { stackFills } from "./stack-commands.ts";
import { toolFills } from "./tool-commands.ts";
import type { Fill, Tree } from "./tree.ts";
import { demandSayable, lockStaleSeconds, tellStrangers } from "./variables.ts";
import type { World } from "./world.ts";
import { isAnswered, tellWrongLine, toUsageError, type WrongLine } from "./wrong-line.ts";

/** Runs the command line and answers the exit code. Never throws for what a user may do wrong. */
export async function runProgram(world: World): Promise<number> {
  const line = readLine(world);
  if (line.is === "answered") return 0;
  if (line.is === "wrong") return tellWrongLine(world, line);
  for (const notice of line.notices) world.terminal.stderr.write(`${notice}\n`);
  return line.work.run(line);
}

/** A command to run, with all that its flags and the environment say of it. */
interface AskedLine extends Asked {
  readonly is: "asked";
  readonly work: Work;
  /** Variables of the environment that have no effect. */
  readonly notices: readonly string[];
}

/** What a command line comes to; help and version are answered while it is read. */
type Line = AskedLine | WrongLine | { readonly is: "answered" };

/** Reads the command line together with the environment. Opens and calls nothing. */
export function readLine(world: World): Line {
  const works = new Map<Command, Work>();
  const program = buildProgram(world, works, new Set(world.argv));
  const arranged = arrangeOn(program, world);
  const wrong = (error: UsageError, hasHelp = false): WrongLine => {
    const kind = works.get(arranged.command)?.kind ?? "document";
    return { is: "wrong", error, kind, hasHelp };
  };
  try {
    return readAsked(world, { program, works, arranged });
  } catch (error) {
    if (error instanceof UsageError) return wrong(error);
    if (!(error instanceof CommanderError)) throw error;
    if (isAnswered(error)) return { is: "answered" };
    return wrong(toUsageError(error, arranged.command), error.code === "commander.help");
  }
}

/** What a command and its flags are told from: where the words mean nothing, all that there is. */
function arrangeOn(program: Command, world: World): Arranged {
  const arranged = arrange(program, world.argv);
  if (arranged.problem === undefined) return arranged;
  const { problem = arranged.problem } = arrange(buildProgram(world, new Map()), world.argv);
  return { ...arranged, problem };
}

interface Reading {
  readonly program: Command;
  readonly works: ReadonlyMap<Command, Work>;
  readonly arranged: Arranged;
}

/** @throws UsageError, or commander's own errors, for a wrong line and for what is answered already. */
function readAsked(world: World, { program, works, arranged }: Reading): AskedLine {
  if (arranged.problem !== undefined) throw arranged.problem;
  let command = program;
  program.hook("preAction", (_program, reached) => {
    command = reached;
  });
  program.parse([...arranged.words], { from: "user" });
  const work = works.get(command);
  if (work === undefined) throw new Error(`${command.name()} does nothing.`);
  const { env } = world;
  const globals = readGlobals(command, env);
  readVariables(command, env);
  demandSayable(command, env);
  lockStaleSeconds(env);
  demandConsistent(globals);
  const notices = tellStrangers(command, env, () => optionsIn(buildProgram(world, new Map())));
  return { is: "asked", command, globals, work, notices };
}

const FILLS: Readonly<Record<string, Fill>> = {
  init: fillInit,
  ...stackFills,
  ...sectionFills,
  ...toolFills,
};

/**
 * The command tree, with what each command does. Bodies are loaded only when they run, and commands that are not among the
 * words stay outlines: nothing of them can be asked for. Without words the tree is whole.
 */
export function buildProgram(world: World, works: Map<Command, Work>, words?: ReadonlySet<string>): Command {
  const program = outlineProgram(world.version, world.terminal);
  const tree: Tree = { world, works, whole: () => buildProgram(world, new Map()) };
  for (const command of program.commands) {
    if (words?.has(command.name()) ?? true) FILLS[command.name()]?.(tree, addGlobals(command));
  }
  return program;
}
