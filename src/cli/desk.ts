import { setMaxListeners } from "node:events";
import type { Command } from "commander";
import { Redactor } from "../aws/redaction.ts";
import { learnEnvironment } from "../aws/secret-learning.ts";
import { Output } from "../ui/output.ts";
import { Prompts } from "../ui/prompts.ts";
import { Advisor } from "./advice.ts";
import type { Globals } from "./globals.ts";
import type { World } from "./world.ts";

/** What every command has before it knows an account. */
export interface Desk {
  readonly world: World;
  readonly globals: Globals;
  readonly output: Output;
  readonly prompts: Prompts;
  /** Whether somebody is there to answer. */
  readonly canAsk: boolean;
  readonly redactor: Redactor;
  /** Makes the commands that are advised. */
  readonly advisor: Advisor;
  /** Aborts when the run is to stop, or when the state's lock is lost. */
  readonly signal: AbortSignal;
  readonly stop: (reason: unknown) => void;
}

/** The desk of one command. */
export function openDesk(world: World, globals: Globals, command?: Command): Desk {
  const redactor = new Redactor();
  learnEnvironment(redactor, world.env);
  const advisor = new Advisor({ argv: world.argv, globals, command });
  const wishes = { ...world.terminal.wishes, noColor: world.terminal.wishes.noColor || !globals.color };
  const terminal = { ...world.terminal, wishes };
  const output = new Output(
    terminal,
    (text) => redactor.mask(text),
    (text) => advisor.complete(text),
  );
  const canAsk =
    globals.input && !globals.json && terminal.stdin.isTTY === true && terminal.stderr.isTTY === true;
  const stopper = new AbortController();
  const signal = AbortSignal.any([world.signal, stopper.signal]);
  // Every wait of a run listens to it; Node would take more than ten for a leak.
  setMaxListeners(0, signal);
  const prompts = new Prompts({ output, canAsk, signal });
  return {
    world,
    globals,
    output,
    prompts,
    canAsk,
    redactor,
    advisor,
    signal,
    stop: (reason) => stopper.abort(reason),
  };
}
