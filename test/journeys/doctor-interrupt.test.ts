import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Practice } from "./program.ts";

/** A tool that never answers and tells its process id before. */
function hang(practice: Practice, tool: string): { path: string; file: string } {
  const path = join(practice.folder, "tools");
  const file = join(practice.folder, "tool.pid");
  mkdirSync(path);
  writeFileSync(
    join(path, tool),
    `#!/bin/sh\necho $$ > ${file}.new\nmv ${file}.new ${file}\nexec sleep 60\n`,
  );
  chmodSync(join(path, tool), 0o755);
  return { path, file };
}

const until = async (isSo: () => boolean): Promise<void> => {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20));
};

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

describe("a doctor that is interrupted", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 143],
  ] as const)("by %s ends its tools, says so and ends with %d", async (signal, code) => {
    const practice = new Practice();
    const { path, file } = hang(practice, "java");
    const { child, ended } = practice.start("doctor", { env: { PATH: `${path}:${process.env.PATH}` } });
    await until(() => existsSync(file));
    child.kill(signal);
    const run = await ended;
    expect(run.code).toBe(code);
    expect(run.stderr).toContain("The doctor was stopped");
    expect(run.stdout).toBe("");
    expect(isAlive(Number(readFileSync(file, "utf8")))).toBe(false);
    practice.remove();
  });
});
