import { type ChildProcess, execFile, spawn } from "node:child_process";
import { cp, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const ROOT = resolve(import.meta.dirname, "../..");

/** Folders that are no part of a clone, or that a copy must not share. */
const NOT_COPIED = new Set(["node_modules", "dist", ".git", "test"]);

const folders: string[] = [];
const running = new Set<ChildProcess>();

/** A folder of a test's own. */
export async function newFolder(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `flashsale-${name}-`));
  folders.push(folder);
  return folder;
}

/** Ends what a test that failed left running, and removes every folder that was made. */
export async function cleanUp(): Promise<void> {
  for (const child of running) child.kill("SIGKILL");
  await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
}

/** Copies the project without what is built. Its development dependencies are those of the original. */
export async function copyProject(): Promise<string> {
  const copy = await newFolder("copy");
  await cp(ROOT, copy, {
    recursive: true,
    filter: (source) => source === ROOT || !NOT_COPIED.has(basename(source)),
  });
  await symlink(join(ROOT, "node_modules"), join(copy, "node_modules"), "junction");
  return copy;
}

/** Builds the program from the present source, where no other build gets in the way, and gives the path of its command. */
export async function buildProgram(): Promise<string> {
  const copy = await copyProject();
  await promisify(execFile)(process.execPath, [join(copy, "scripts/build.mjs")], { cwd: copy });
  return join(copy, "bin/flashsale-setup.js");
}

/** How a run of the program ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and with what environment the program runs; nothing else of this process's environment reaches it. */
export interface Place {
  readonly program: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** One event of `up --json`, as far as these tests look at it. */
export interface EventLine {
  readonly event: string;
  readonly address?: string;
  readonly status?: string;
}

/** Runs the program to its end. With `killAt` it is ended by SIGKILL at the first event that this holds for. */
export function run(
  { program, cwd, env }: Place,
  args: readonly string[],
  killAt?: (event: EventLine) => boolean,
): Promise<Ending> {
  const child = spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  child.on("close", () => running.delete(child));
  const out: string[] = [];
  createInterface({ input: child.stdout }).on("line", (line) => {
    out.push(line);
    if (killAt?.(JSON.parse(line) as EventLine) === true) child.kill("SIGKILL");
  });
  return endOf(child, out);
}

async function endOf(child: ChildProcess, out: readonly string[]): Promise<Ending> {
  let stderr = "";
  child.stderr?.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((finish, fail) => {
    child.on("error", fail);
    child.on("close", (...end) => finish(end));
  });
  return { code, signal, stdout: out.join("\n"), stderr };
}
