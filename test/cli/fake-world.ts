import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram } from "../../src/cli/program.ts";
import type { World } from "../../src/cli/world.ts";
import { type FakeTerminal, fakeTerminal } from "../ui/fake-terminal.ts";

/** A process around a command that has no account: whoever opens one fails the test's expectation. */
export interface FakeWorld extends World {
  readonly terminal: FakeTerminal;
  /** How often an account was asked for. */
  readonly opened: { times: number };
}

interface Around {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Whether there is a terminal. */
  readonly isTerminal?: boolean;
}

export const freshFolder = (): string => mkdtempSync(join(tmpdir(), "flashsale-"));

export function fakeWorld(argv: readonly string[], around: Around = {}): FakeWorld {
  const { env = {}, cwd = freshFolder(), isTerminal = false } = around;
  const opened = { times: 0 };
  return {
    argv,
    env,
    cwd,
    version: "1.2.3",
    machine: { platform: "linux", nodeVersion: "v20.19.0" },
    terminal: fakeTerminal(isTerminal ? { columns: 100, rows: 40 } : undefined, { noColor: true }),
    opened,
    openSandbox: () => {
      opened.times += 1;
      return Promise.reject(new Error("no account here"));
    },
    signal: new AbortController().signal,
    onExit: () => undefined,
  };
}

/** What a command line came to. */
export interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly world: FakeWorld;
}

/** Runs a command line as a person would type it. */
export async function run(line: string | readonly string[], around: Around = {}): Promise<Run> {
  const argv = typeof line === "string" ? line.split(" ").filter((word) => word !== "") : line;
  const world = fakeWorld(argv, around);
  const code = await runProgram(world);
  const { stdout, stderr } = world.terminal;
  return { code, stdout: stdout.text, stderr: stderr.text, world };
}
