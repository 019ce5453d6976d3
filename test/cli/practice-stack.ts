import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import type { Faults } from "../../src/sandbox/faults.ts";
import { contents } from "../../src/sections/contents.ts";
import { accountFile, runInSandbox } from "./sandbox-world.ts";

type Run = Awaited<ReturnType<typeof runInSandbox>>;

/** The settings of a stack of network and these sections alone. */
export function settingsOf(sections: Readonly<Record<string, string>>): string {
  const on = Object.entries(sections).map(([name, block]) => `${name}: { ${block} }\n`);
  const off = contents
    .filter(({ name }) => name !== "network" && !(name in sections))
    .map(({ name }) => `${name}: { enabled: false }\n`);
  return ["name: flashsale\n", ...on, ...off].join("");
}

/** All that a run said, whatever the width of the terminal. */
export const textOf = ({ stdout, stderr }: Pick<Run, "stdout" | "stderr">): string =>
  `${stdout} ${stderr}`.replace(/\s+/g, " ");

/** What came of a run, and what it sent. */
export interface Ran extends Run {
  readonly text: string;
  /** The inputs of the calls of one operation, in their order. */
  sent(operation: string): unknown[];
}

type Rows = Record<string, Record<string, unknown>>;

/** A folder with a simulated account in which commands are run within this process. */
export class PracticeStack {
  readonly folder: string;
  #runs = 0;

  constructor(folder = mkdtempSync(join(tmpdir(), "stack-"))) {
    this.folder = folder;
  }

  /** The same stack in another folder, which can be spoiled. */
  copy(): PracticeStack {
    const copied = new PracticeStack();
    cpSync(this.folder, copied.folder, { recursive: true });
    return copied;
  }

  write(sections: Readonly<Record<string, string>>): this {
    writeFileSync(join(this.folder, "flashsale.yaml"), settingsOf(sections));
    return this;
  }

  /** Runs a command that must end with a code, which says what went wrong if it does not. */
  async run(line: string, code: number, faults: Faults = {}): Promise<Ran> {
    const trace = `trace-${this.#runs++}.jsonl`;
    const ran = await runInSandbox(`${line} --trace ${trace}`, { cwd: this.folder, faults });
    expect(ran.code, textOf(ran)).toBe(code);
    const sent = (operation: string): unknown[] =>
      readFileSync(join(this.folder, trace), "utf8")
        .split("\n")
        .filter(Boolean)
        .map((text) => JSON.parse(text) as { operation: string; input: unknown })
        .filter((call) => call.operation === operation)
        .map(({ input }) => input);
    return { ...ran, text: textOf(ran), sent };
  }

  /** The account's file as it lies on disk. */
  account(): string {
    return readFileSync(accountFile(this.folder), "utf8");
  }

  /** Changes the account by hand: its tables, named as in `RDS/db-instance`, or its offers. */
  edit(
    change: (of: { table(name: string): Rows; offers(service: string): Record<string, unknown> }) => void,
  ): this {
    const account = JSON.parse(this.account()) as {
      tables: Record<string, Rows>;
      offers: Record<string, Record<string, unknown>>;
    };
    change({
      table: (name) =>
        account.tables[Object.keys(account.tables).find((key) => key.endsWith(`/${name}`)) ?? ""] ?? {},
      offers: (service) => account.offers[service] ?? {},
    });
    writeFileSync(accountFile(this.folder), JSON.stringify(account));
    return this;
  }

  /** The records of a table. */
  rows(name: string): Rows {
    let found: Rows = {};
    const account = JSON.parse(this.account()) as { tables: Record<string, Rows> };
    for (const [key, rows] of Object.entries(account.tables)) if (key.endsWith(`/${name}`)) found = rows;
    return found;
  }
}
