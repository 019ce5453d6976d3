import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import type { FinalizeRequestMiddleware, MetadataBearer } from "@smithy/types";
import { type Plugin, toCallName } from "../../src/aws/plugin.ts";
import { runProgram } from "../../src/cli/program.ts";
import type { SandboxAccount, World } from "../../src/cli/world.ts";
import type { AccountDocument } from "../../src/sandbox/account-file.ts";
import { MAX_SPEED } from "../../src/sandbox/clock.ts";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { fakeTerminal } from "../ui/fake-terminal.ts";
import type { PlanDocument } from "./stack.ts";

/** One attempt at a call, as it was seen on the wire. */
export interface Attempt {
  /** `Kafka.CreateTopic` */
  readonly call: string;
  /** AWS's error; absent where it answered. */
  readonly error?: string;
}

/** What a run came to. */
export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly attempts: readonly Attempt[];
  /** How many topic calls were on the wire at once, at most. */
  readonly topicCallsAtOnce: number;
}

/** What a run is given besides its words. */
interface Circumstances {
  /** @default 100000 */
  readonly speed?: number;
  /** Real milliseconds that each answer takes. @default 0 */
  readonly latency?: number;
}

const FILE = join(".flashsale", "sandbox.json");

/** A folder in which the program is run within this process, so that its calls can be watched on their way. */
export class Rehearsal {
  readonly folder = mkdtempSync(join(tmpdir(), "rehearsal-"));

  constructor(from?: Rehearsal) {
    if (from !== undefined) cpSync(from.folder, this.folder, { recursive: true });
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  settings(text: string): void {
    writeFileSync(join(this.folder, "flashsale.yaml"), text);
  }

  /** Runs a command against the folder's own simulated account. */
  async run(words: string, circumstances: Circumstances = {}): Promise<Ended> {
    const wire = new Wire(circumstances.latency ?? 0);
    const terminal = fakeTerminal(undefined, { noColor: true });
    const world: World = {
      argv: ["--sandbox", ...words.split(" ")],
      env: {},
      cwd: this.folder,
      version: "0.0.0",
      machine: { platform: "linux", nodeVersion: "v20.19.0" },
      terminal,
      openSandbox: (place) => Promise.resolve(open(place, circumstances.speed ?? MAX_SPEED, wire)),
      signal: new AbortController().signal,
      onExit: () => undefined,
    };
    // Global flags follow the command's name.
    const [flag = "", name = "", ...rest] = world.argv;
    const code = await runProgram({ ...world, argv: [name, flag, ...rest] });
    const { stdout, stderr } = terminal;
    const { attempts, most: topicCallsAtOnce } = wire;
    return { code, stdout: stdout.text, stderr: stderr.text, attempts, topicCallsAtOnce };
  }

  /** The plan as JSON. */
  async plan(flags = ""): Promise<PlanDocument> {
    const { stdout } = await this.run(`plan --json ${flags}`.trim());
    return JSON.parse(stdout) as PlanDocument;
  }

  account(): AccountDocument {
    return JSON.parse(this.read(FILE)) as AccountDocument;
  }

  /** Changes the simulated account as somebody else would. */
  edit(change: (account: AccountDocument) => void): void {
    const account = this.account();
    change(account);
    writeFileSync(join(this.folder, FILE), JSON.stringify(account));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Watches the attempts at calls pass. */
class Wire {
  readonly attempts: Attempt[] = [];
  most = 0;
  readonly #latency: number;
  #topicCalls = 0;

  constructor(latency: number) {
    this.#latency = latency;
  }

  /** The account's own answers, watched. */
  watch(account: Plugin): Plugin {
    const middleware: FinalizeRequestMiddleware<object, MetadataBearer> = (next, context) => (args) => {
      const { service, operation } = toCallName(context);
      const attempt = () => this.#attempt(`${service}.${operation}`, () => next(args));
      return service === "Kafka" && operation.includes("Topic") ? this.#counted(attempt) : attempt();
    };
    return {
      applyToStack: (stack) => {
        account.applyToStack(stack);
        stack.add(middleware, { step: "finalizeRequest", priority: "low", name: "wire", override: true });
      },
    };
  }

  async #counted<T>(attempt: () => Promise<T>): Promise<T> {
    this.#topicCalls++;
    this.most = Math.max(this.most, this.#topicCalls);
    return attempt().finally(() => this.#topicCalls--);
  }

  async #attempt<T>(call: string, send: () => Promise<T>): Promise<T> {
    if (this.#latency > 0) await pause(this.#latency);
    try {
      const result = await send();
      this.attempts.push({ call });
      return result;
    } catch (error) {
      this.attempts.push({ call, error: (error as Error).name });
      throw error;
    }
  }
}

function open(place: { file: string; region: string }, speed: number, wire: Wire): SandboxAccount {
  const sandbox = createSandbox({ ...place, speed });
  return { ...sandbox, speed, plugin: () => wire.watch(sandbox.plugin()) };
}
