import { listenForSignals } from "./cli/signals.ts";
import type { SandboxAccount, World } from "./cli/world.ts";
import { toFileError } from "./disk/trouble.ts";
import { Bug, UsageError } from "./errors.ts";
// At once: where the limit of open files is reached, nothing more could be loaded to tell it.
import { plainText } from "./ui/clean.ts";
import type { DrawingWishes } from "./ui/terminal.ts";

/** The environment variables that rehearse with the sandbox. */
type Environment = Readonly<Record<string, string | undefined>>;

const isOn = (text = ""): boolean => !["", "0", "false"].includes(text);

const wishesOf = (env: Environment): DrawingWishes => ({
  noColor: (env.NO_COLOR ?? "") !== "",
  forceColor: isOn(env.FORCE_COLOR),
  ci: isOn(env.CI),
  dumb: env.TERM === "dumb",
  ascii: !/utf-?8/i.test(env.LC_ALL ?? env.LC_CTYPE ?? env.LANG ?? "UTF-8"),
});

/** The simulated account; the only place that knows both it and the program. */
async function openSandbox(
  env: Environment,
  place: { file: string; region: string },
): Promise<SandboxAccount> {
  const sandbox = await import("./sandbox/index.ts");
  try {
    const policyFile = env.FLASHSALE_SANDBOX_POLICY;
    const opened = sandbox.createSandbox({
      ...place,
      speed: sandbox.parseSpeed(env.FLASHSALE_SANDBOX_SPEED),
      faults: sandbox.parseFaults(env.FLASHSALE_SANDBOX_FAULTS),
      policy:
        policyFile === undefined
          ? undefined
          : sandbox.parsePolicy(sandbox.readOptionFile("policy", policyFile)),
    });
    return { ...opened, speed: opened.clock.speed, plugin: () => opened.plugin() };
  } catch (error) {
    if (!(error instanceof sandbox.SandboxOptionError)) throw error;
    const detail = `FLASHSALE_SANDBOX_${error.option.toUpperCase()}: ${error.message}`;
    throw new UsageError({
      code: "SandboxOption",
      summary: "The sandbox was told nonsense",
      detail,
      cause: error,
    });
  }
}

/** Filled in by the build. */
declare const PROGRAM_VERSION: string;

/** Runs the command line of this process and ends it with its exit code. */
export async function main(version: string = PROGRAM_VERSION): Promise<void> {
  const { env, stdout, stderr, stdin, platform, version: nodeVersion } = process;
  const argv = process.argv.slice(2);
  // First of all: a signal that comes while the rest is loaded counts, too.
  const signals = listenForSignals(process);
  const world: World = {
    argv,
    env,
    cwd: process.cwd(),
    version,
    machine: { platform, nodeVersion },
    terminal: { stdout, stderr, stdin, wishes: wishesOf(env) },
    openSandbox: (place) => openSandbox(env, place),
    signal: signals.signal,
    onExit: signals.onExit,
  };
  try {
    const { runProgram } = await import("./cli/program.ts");
    signals.exit(await runProgram(world));
  } catch (error) {
    const told =
      toFileError(error) ??
      new Bug(error instanceof Error ? (error.stack ?? error.message) : String(error), error);
    stderr.write(`${plainText(`${told.summary}: ${told.detail}`)}\n`);
    signals.exit(told.exitCode);
  }
}
