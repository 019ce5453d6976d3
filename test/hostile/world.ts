import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HandlerExecutionContext, MiddlewareStack } from "@smithy/types";
import { expect } from "vitest";
import { runProgram } from "../../src/cli/program.ts";
import type { World } from "../../src/cli/world.ts";
import { UsageError } from "../../src/errors.ts";
import { createSandbox, parseFaults, parseSpeed, SandboxOptionError } from "../../src/sandbox/index.ts";
import { fakeWorld, freshFolder } from "../cli/fake-world.ts";
import { fakeTerminal } from "../ui/fake-terminal.ts";

/** An answer of AWS before the program sees it. */
export interface Answer {
  readonly service: string;
  readonly operation: string;
  readonly output: object;
}

export interface Around {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly isTerminal?: boolean;
  readonly hasColor?: boolean;
  /** Answers what the program gets instead. */
  readonly tamper?: (answer: Answer) => object;
}

/** What a command line came to, every byte of it. */
export interface Seen {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly all: string;
}

type Stack = MiddlewareStack<object, object>;

function tampering(tamper: NonNullable<Around["tamper"]>) {
  const middleware =
    (next: (args: object) => Promise<{ output: object }>, context: HandlerExecutionContext) =>
    async (args: object) => {
      const result = await next(args);
      const service = (context.clientName ?? "").replace(/Client$/, "");
      const operation = (context.commandName ?? "").replace(/Command$/, "");
      return { ...result, output: tamper({ service, operation, output: result.output }) };
    };
  return (stack: Stack): void =>
    stack.add(middleware as never, {
      step: "deserialize",
      priority: "high",
      name: "tampering",
      override: true,
    });
}

function worldOf(argv: readonly string[], around: Around): World & ReturnType<typeof fakeWorld> {
  const { isTerminal = false, hasColor = false, tamper, env = {} } = around;
  const size = isTerminal ? { columns: 100, rows: 40 } : undefined;
  const openSandbox: World["openSandbox"] = async (place) => {
    try {
      const speed = parseSpeed(env.FLASHSALE_SANDBOX_SPEED ?? "max");
      const sandbox = createSandbox({ ...place, speed, faults: parseFaults(env.FLASHSALE_SANDBOX_FAULTS) });
      const own = sandbox.plugin<object, object>();
      const add = tamper === undefined ? undefined : tampering(tamper);
      const plugin = {
        applyToStack: (stack: Stack): void => {
          // The sandbox calls nobody after it: what is to see its answers stands before it.
          add?.(stack);
          own.applyToStack(stack);
        },
      };
      return { ...sandbox, speed, plugin: () => plugin as never };
    } catch (error) {
      if (!(error instanceof SandboxOptionError)) throw error;
      throw new UsageError({ code: "SandboxOption", summary: "Nonsense", detail: error.message });
    }
  };
  const world = fakeWorld(argv, { cwd: around.cwd, env });
  return { ...world, terminal: fakeTerminal(size, { noColor: !hasColor }), openSandbox };
}

/** Runs a command line in the sandbox, within this process. */
export async function runHere(words: string | readonly string[], around: Around): Promise<Seen> {
  const argv = typeof words === "string" ? words.split(" ").filter(Boolean) : words;
  const world = worldOf([...argv, "--sandbox"], around);
  const code = await runProgram(world);
  const { stdout, stderr } = world.terminal;
  return { code, stdout: stdout.raw, stderr: stderr.raw, all: stdout.raw + stderr.raw };
}

const DOCUMENTED = new Set([0, 1, 2, 3, 64, 69, 75, 77, 78, 130, 143]);

/** What must not hold of any run, whatever it was given: an undocumented code, a bug, a stack; `undefined` if nothing does. */
export function indecencyOf({ code, all }: Seen): string | undefined {
  const isDecent = DOCUMENTED.has(code) && !/This is a bug|^\s+at .+:\d+:\d+\)?$/m.test(all);
  const at = Math.max(0, all.indexOf("This is a bug") - 100);
  return isDecent ? undefined : `exit ${code}\n${all.slice(at, at + 1500)}`;
}

/** Fails where a run was not decent. */
export function expectDecent(run: Seen, what: string): void {
  const fault = indecencyOf(run);
  if (fault !== undefined) expect.fail(`${what}\n${fault}`);
}

export const STATE = ".flashsale/sandbox.state.json";
export const ACCOUNT = ".flashsale/sandbox.json";

export const readIn = (folder: string, file: string): string => readFileSync(join(folder, file), "utf8");

export function writeIn(folder: string, file: string, text: string): void {
  mkdirSync(join(folder, ".flashsale"), { recursive: true });
  writeFileSync(join(folder, file), text);
}

/** The files of a stack that stands, made once. */
export interface Standing {
  readonly state: string;
  readonly account: string;
  readonly plan: string;
}

export async function makeStanding(settings: string): Promise<Standing> {
  const cwd = freshFolder();
  writeIn(cwd, "flashsale.yaml", settings);
  const planned = await runHere("plan --out plan.json", { cwd });
  expectDecent(planned, "plan --out");
  const made = await runHere("up --yes", { cwd });
  if (made.code !== 0) expect.fail(made.all);
  return { state: readIn(cwd, STATE), account: readIn(cwd, ACCOUNT), plan: readIn(cwd, "plan.json") };
}

/** A folder with the files of a stack. */
export function folderOf(settings: string, files: Partial<Standing>): string {
  const cwd = freshFolder();
  writeIn(cwd, "flashsale.yaml", settings);
  if (files.state !== undefined) writeIn(cwd, STATE, files.state);
  if (files.account !== undefined) writeIn(cwd, ACCOUNT, files.account);
  if (files.plan !== undefined) writeIn(cwd, "plan.json", files.plan);
  return cwd;
}
