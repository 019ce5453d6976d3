import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");
export const PROGRAM = join(ROOT, "bin/flashsale-setup.js");

const folders = [];

/** A folder of a measurement's own. */
export async function newFolder() {
  const folder = await mkdtemp(join(tmpdir(), "flashsale-bench-"));
  folders.push(folder);
  return folder;
}

/** Removes every folder that was made. */
export const removeFolders = () =>
  Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));

/** Runs node with these arguments; answers output and wall time in milliseconds, and throws what a failed run said. */
export function runNode(args, { cwd = ROOT, env = {} } = {}) {
  return runCommand(process.execPath, args, { cwd, env: { HOME: cwd, ...env } });
}

/** Runs a command; without `env` it has this process's. */
export async function runCommand(command, args, options) {
  const begun = process.hrtime.bigint();
  const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const code = await new Promise((finish, fail) => child.on("error", fail).on("close", finish));
  const ms = Number(process.hrtime.bigint() - begun) / 1e6;
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}: ${stderr}${stdout}`);
  return { ms, stdout };
}

/** The middle value. */
export const medianOf = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

export const round = (value, digits = 2) => Number(value.toFixed(digits));
