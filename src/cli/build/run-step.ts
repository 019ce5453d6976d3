import { Cancelled } from "../../errors.ts";
import { sayOn } from "../../ui/page.ts";
import { childEnv } from "../child-env.ts";
import type { Desk } from "../context.ts";
import { type Step, toCommandLine } from "./steps.ts";
import { ToolError } from "./tool-error.ts";

/** How a step is run. */
export interface StepRun {
  /** Such as `3 of 6`. */
  readonly place: string;
  readonly cwd: string;
  /** Goes in by stdin. @default nothing */
  readonly password?: string;
}

/** Milliseconds that a program may take to end after it was told to. */
const FAREWELL = 5000;

type RunDesk = Pick<Desk, "world" | "output" | "signal">;

/**
 * Runs one command and shows what it says, line by line, on stderr.
 * @throws ToolError that names the step; Cancelled when the run is to stop.
 */
export async function runStep(desk: RunDesk, step: Step, run: StepRun): Promise<void> {
  const { world, output, signal } = desk;
  const page = output.page("stderr");
  output.tell([page.theme.strong(`Step ${run.place}: ${sayOn(page, toCommandLine(step))}`)]);
  const { execa } = await import("execa");
  const [program, ...args] = step.words;
  const child = execa(program, args, {
    cwd: run.cwd,
    env: childEnv(program, world.env),
    extendEnv: false,
    all: true,
    buffer: false,
    reject: false,
    cancelSignal: signal,
    forceKillAfterDelay: FAREWELL,
    ...(run.password === undefined ? { stdin: "ignore" as const } : { input: run.password }),
  });
  try {
    for await (const line of child.iterable({ from: "all" })) output.tell(`  ${sayOn(page, String(line))}`);
  } catch {
    // How it ended is told below, once.
  }
  const ended = await child;
  if (ended.isCanceled || signal.aborted) throw stopped(desk, step);
  if (ended.failed) throw failed(step, run, ended);
}

interface Ended {
  readonly code?: string | undefined;
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
}

function failed(step: Step, { place }: StepRun, { code, exitCode, signal }: Ended): ToolError {
  const [program] = step.words;
  const how =
    code === "ENOENT"
      ? `${program} was not found`
      : signal === undefined
        ? `it ended with ${exitCode ?? "no code"}`
        : `it was ended by ${signal}`;
  return new ToolError({
    code: "BuildStepFailed",
    summary: `${step.title} failed`,
    detail: `Step ${place} of the build, ${toCommandLine(step)}: ${how}. What it said stands above; nothing after it was run.`,
  });
}

function stopped({ world }: RunDesk, step: Step): Cancelled {
  const { reason } = world.signal as { reason: unknown };
  const text = {
    code: "BuildStopped",
    summary: "The build was stopped",
    detail: `${step.title} was ended; run the same command again to begin anew.`,
  };
  return new Cancelled(text, typeof reason === "number" ? reason : 130);
}
