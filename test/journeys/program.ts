import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

/** The built program; `npm ci` builds it, and the journeys run it as a user would. */
export const BIN = resolve(import.meta.dirname, "../../bin/flashsale-setup.js");

/** How one run of the program ended. */
export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a run is given besides its words. */
export interface RunOptions {
  /** Faults of the sandbox. */
  readonly faults?: object;
  /** @default 5000: a wait of an hour is under a second, and a secret's recovery window of 7 days still two minutes */
  readonly speed?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** A folder in which the program is run, with the simulated account that it keeps there. */
export class Practice {
  readonly folder: string;

  constructor(from?: Practice) {
    this.folder = mkdtempSync(join(tmpdir(), "flashsale-"));
    if (from !== undefined) cpSync(from.folder, this.folder, { recursive: true });
  }

  /** Runs the program to its end; nothing of the surrounding environment reaches it. */
  run(words: string, options: RunOptions = {}): Promise<Run> {
    const child = this.start(words, options);
    return child.ended;
  }

  /** Starts the program. */
  start(words: string, { faults, speed = "5000", env = {} }: RunOptions = {}) {
    const variables = {
      PATH: process.env.PATH ?? "",
      HOME: this.folder,
      FLASHSALE_SANDBOX: "1",
      FLASHSALE_SANDBOX_SPEED: speed,
      ...(faults === undefined ? {} : { FLASHSALE_SANDBOX_FAULTS: JSON.stringify(faults) }),
      ...env,
    };
    const child = spawn(process.execPath, [BIN, ...words.split(" ").filter(Boolean)], {
      cwd: this.folder,
      env: variables,
      stdio: ["ignore", "pipe", "pipe"],
    });
    const texts = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk) => (texts.stdout += String(chunk)));
    child.stderr.on("data", (chunk) => (texts.stderr += String(chunk)));
    const ended = new Promise<Run>((done) => {
      child.on("close", (code, signal) => done({ code, signal, ...texts }));
    });
    return { child, ended };
  }

  read(file: string): string {
    return readFileSync(join(this.folder, file), "utf8");
  }

  /** The state of the sandbox's stack. */
  state(): {
    resources: Record<string, unknown>;
    retained: { type: string }[];
    lineage: string;
    generations: object;
    pins: object;
  } {
    return JSON.parse(this.read(".flashsale/sandbox.state.json"));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** One resource of `sandbox list --json`. */
export interface Listed {
  readonly service: string;
  readonly type: string;
  readonly id: string;
  readonly name: string | null;
  readonly tags: Readonly<Record<string, string>>;
}

/** What exists in the simulated account. */
export async function listAccount(practice: Practice): Promise<Listed[]> {
  const { stdout } = await practice.run("sandbox list --json");
  return (JSON.parse(stdout) as { resources: Listed[] }).resources;
}

/** The account with ids replaced by what does not differ between runs: the address, else the name. */
export function normalise(listed: readonly Listed[]): string[] {
  const labels = new Map(
    listed.map((one) => [one.id, one.tags["flashsale-setup:address"] ?? one.name ?? one.type]),
  );
  const ids = [...labels.keys()].sort((a, b) => b.length - a.length);
  const label = (text: string): string =>
    ids.reduce((seen, id) => seen.replaceAll(id, `<${labels.get(id)}>`), text);
  return listed
    .map(({ service, type, id, name, tags }) => {
      const own = Object.entries(tags)
        .filter(([key]) => key !== "flashsale-setup:lineage")
        // EC2 tags an instance with the id of its template.
        .map(([key, value]) => [key, key.startsWith("aws:") ? label(value) : value]);
      const isLabelled = tags["flashsale-setup:address"] !== undefined;
      const known = isLabelled ? "" : label(withoutUnique(id));
      return JSON.stringify([service, type, known, withoutUnique(name ?? ""), own.sort()]);
    })
    .sort();
}

/** Snapshot names carry their instant; associations have ids that nothing else tells apart. */
const withoutUnique = (text: string): string =>
  text
    .replace(/-\d{8}-\d{6}/, "-<instant>")
    .replace(/^rtbassoc-[0-9a-f]+$/, "<association>")
    .replace(/:configuration\/.*$/, ":configuration/<id>");
