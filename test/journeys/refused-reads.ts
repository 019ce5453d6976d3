import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSandbox } from "../../src/sandbox/index.ts";
import { accountFile, runInSandbox } from "../cli/sandbox-world.ts";
import { normalise } from "./program.ts";
import { flat } from "./stack.ts";

/** All sections, with what each makes only on request. */
export const SETTINGS = `name: flashsale
monitoring: { notify: [ops@confirming.example] }
deploy: { instance: true }
cost: { enabled: true, monthlyUsd: 2500, notify: [ops@confirming.example] }
security: { enabled: true }
`;

/** Where a command line was run, and what it came to. */
export interface Ran {
  readonly code: number;
  /** All that it said, without line breaks. */
  readonly said: string;
  /** The IAM actions of its reads. */
  readonly reads: ReadonlySet<string>;
}

/** A folder with settings, a simulated account and a state. */
export class Stand {
  readonly folder: string;

  /** @param from what it begins as; by default nothing stands */
  constructor(from?: Stand) {
    this.folder = mkdtempSync(join(tmpdir(), "refused-"));
    if (from === undefined) writeFileSync(join(this.folder, "flashsale.yaml"), SETTINGS);
    else cpSync(from.folder, this.folder, { recursive: true });
  }

  async run(words: string, deny: readonly string[] = []): Promise<Ran> {
    const { code, stdout, stderr, calls } = await runInSandbox(words, {
      cwd: this.folder,
      faults: { deny },
    });
    const reads = calls.filter((call) => call.reads).flatMap(({ actions }) => actions);
    return { code, said: flat(stdout + stderr), reads: new Set(reads) };
  }

  /** What exists, each thing with its id. */
  get ids(): string[] {
    return this.#listed.map(({ service, type, id }) => `${service} ${type} ${id}`).sort();
  }

  /** What exists, without what differs between one run and another. */
  get account(): string[] {
    return normalise(this.#listed);
  }

  /** The addresses that the state remembers. */
  get remembered(): string[] {
    const text = readFileSync(join(this.folder, ".flashsale", "sandbox.state.json"), "utf8");
    return Object.keys((JSON.parse(text) as { resources: object }).resources).sort();
  }

  /** Addresses by which something in the account is marked as ours. */
  get marked(): string[] {
    return this.#listed.flatMap(({ tags }) => tags["flashsale-setup:address"] ?? []);
  }

  get #listed() {
    return createSandbox({ file: accountFile(this.folder), region: "us-east-1", speed: 100_000 }).list();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
