import { join } from "node:path";
import { runProgram } from "../../src/cli/program.ts";
import type { World } from "../../src/cli/world.ts";
import type { RecordedCall } from "../../src/sandbox/attempt.ts";
import type { Faults } from "../../src/sandbox/faults.ts";
import { createSandbox } from "../../src/sandbox/index.ts";
import { type FakeWorld, fakeWorld, type Run } from "./fake-world.ts";

/** So fast that a whole stack stands at once. */
const SPEED = 100_000;

interface Around {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  /** What goes wrong in the account. @default nothing */
  readonly faults?: Faults;
}

/** What a command line came to, and what it asked of the account. */
interface RunInSandbox extends Run {
  readonly calls: readonly RecordedCall[];
}

/** A process with a simulated account in the folder's `.flashsale`. */
export function sandboxWorld(
  argv: readonly string[],
  around: Around,
  told: (calls: () => readonly RecordedCall[]) => void = () => undefined,
): FakeWorld {
  const openSandbox: World["openSandbox"] = (place) => {
    const sandbox = createSandbox({ ...place, speed: SPEED, faults: around.faults ?? {} });
    told(() => sandbox.calls());
    return Promise.resolve({ ...sandbox, speed: SPEED, plugin: () => sandbox.plugin() });
  };
  return { ...fakeWorld(argv, around), openSandbox };
}

/** Runs a command line in the sandbox, within this process: with a terminal or without. */
export async function runInSandbox(line: string | readonly string[], around: Around): Promise<RunInSandbox> {
  const argv = typeof line === "string" ? line.split(" ").filter((word) => word !== "") : line;
  let calls: () => readonly RecordedCall[] = () => [];
  const world = sandboxWorld([...argv, "--sandbox"], around, (recorded) => {
    calls = recorded;
  });
  const code = await runProgram(world);
  const { stdout, stderr } = world.terminal;
  return { code, stdout: stdout.text, stderr: stderr.text, world, calls: calls() };
}

/** The simulated account's file. */
export const accountFile = (folder: string): string => join(folder, ".flashsale", "sandbox.json");
