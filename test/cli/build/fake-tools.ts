import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One run of a fake tool. */
export interface Called {
  readonly tool: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly input: string;
}

/** Programs on a path of their own that take note of how they are called. */
export interface FakeTools {
  /** What PATH is to be: no other tool of the machine is on it. */
  readonly path: string;
  calls(): readonly Called[];
  /** Makes a tool do something else: a body for sh, in which `$1` is the first argument. */
  change(tool: string, body: string): void;
  remove(tool: string): void;
}

const BODIES: Readonly<Record<string, string>> = {
  // The real one tells its version on stderr.
  java: `echo 'openjdk version "17.0.15" 2025-04-15' >&2`,
  mvn: `[ "$1" = -v ] && echo 'Apache Maven 3.8.7' || echo '[INFO] BUILD SUCCESS'`,
  docker: `[ "$1" = version ] && echo 28.2.2 || echo "$1 done" >&2`,
  git: `if [ "$1" = --version ]; then echo 'git version 2.39.5'; else
for last; do :; done; /bin/mkdir -p "$last"; : > "$last/pom.xml"; : > "$last/Dockerfile"; fi`,
};

/** The tools of a build, as they are on a machine that has them all. */
export function fakeTools(): FakeTools {
  const folder = mkdtempSync(join(tmpdir(), "flashsale-"));
  const bin = join(folder, "bin");
  const log = join(folder, "calls.jsonl");
  mkdirSync(bin);
  // Node takes note, so that arguments with spaces and line breaks stay what they are.
  const recorder = join(folder, "record.cjs");
  writeFileSync(
    recorder,
    `const fs = require("node:fs");
let input = "";
try { input = fs.readFileSync(0, "utf8"); } catch {}
const [tool, ...args] = process.argv.slice(2);
fs.appendFileSync(${JSON.stringify(log)}, JSON.stringify({ tool, args, cwd: process.cwd(), input }) + "\\n");
`,
  );
  const change = (tool: string, body: string): void => {
    const file = join(bin, tool);
    writeFileSync(file, `#!/bin/sh\n"${process.execPath}" "${recorder}" ${tool} "$@"\n${body}\n`);
    chmodSync(file, 0o755);
  };
  for (const [tool, body] of Object.entries(BODIES)) change(tool, body);
  return {
    path: bin,
    calls: () =>
      existsSync(log)
        ? readFileSync(log, "utf8")
            .trim()
            .split("\n")
            .map((line) => JSON.parse(line) as Called)
        : [],
    change,
    remove: (tool) => rmSync(join(bin, tool)),
  };
}
