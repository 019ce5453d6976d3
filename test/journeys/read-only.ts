import { spawn } from "node:child_process";
import { chmodSync, chownSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Practice, Run } from "./program.ts";

const BIN = resolve(import.meta.dirname, "../../bin/flashsale-setup.js");

/** A user who owns nothing; write protection does not stop root, who therefore becomes this one. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Every file and folder below a folder, with its content, so that two looks can be compared byte for byte. */
export function treeOf(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
  return Object.fromEntries(
    entries.map((entry) => {
      const path = join(folder, entry);
      const { mtimeMs } = lstatSync(path);
      return [entry, lstatSync(path).isDirectory() ? "folder" : `${mtimeMs} ${readFileSync(path, "utf8")}`];
    }),
  );
}

/** Takes the right to write away from a practice folder and all in it. */
export function protect({ folder }: Practice): void {
  const entries = readdirSync(folder, { recursive: true, encoding: "utf8" });
  for (const entry of [...entries.map((name) => join(folder, name)), folder]) {
    if (isRoot) chownSync(entry, NOBODY, NOBODY);
    chmodSync(entry, lstatSync(entry).isDirectory() ? 0o555 : 0o444);
  }
}

/** Gives it back, so that the folder can be removed. */
export function unprotect({ folder }: Practice): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    const path = join(folder, entry);
    if (lstatSync(path).isDirectory()) chmodSync(path, 0o755);
  }
}

/** Runs the program as a user who may only read the folder. */
export function runAsReader(practice: Practice, words: string): Promise<Run> {
  const env = {
    PATH: process.env.PATH ?? "",
    HOME: practice.folder,
    FLASHSALE_SANDBOX: "1",
    FLASHSALE_SANDBOX_SPEED: "max",
  };
  const child = spawn(process.execPath, [BIN, ...words.split(" ")], {
    cwd: practice.folder,
    env,
    stdio: ["ignore", "pipe", "pipe"],
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  const texts = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (texts.stdout += String(chunk)));
  child.stderr.on("data", (chunk) => (texts.stderr += String(chunk)));
  return new Promise((done) => {
    child.on("close", (code, signal) => done({ code, signal, ...texts }));
  });
}
