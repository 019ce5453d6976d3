import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

/** A process of its own, and the lines that it tells. */
export interface Started {
  readonly pid: number;
  /** The first line of which this is true, earlier ones included. */
  line(isMeant: (line: string) => boolean): Promise<string>;
  /** Ends its input, which asks it to end by itself. */
  end(): void;
  /** Resolves once it has ended by itself. */
  gone(): Promise<void>;
  /** Ends it with SIGKILL; resolves once it is gone. */
  kill(): Promise<void>;
}

/** Starts a bundled script. */
export function start(script: string, args: readonly string[]): Started {
  const env = { PATH: "/usr/bin:/bin", NODE_PATH: resolve(import.meta.dirname, "../../node_modules") };
  const child = spawn(process.execPath, [script, ...args], { env, stdio: ["pipe", "pipe", "inherit"] });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  createInterface({ input: child.stdout }).on("line", (line) => {
    lines.push(line);
    for (const look of waiting) look();
  });
  const line = (isMeant: (line: string) => boolean): Promise<string> =>
    new Promise((found) => {
      const look = (): void => {
        const meant = lines.find(isMeant);
        if (meant === undefined) return;
        waiting.delete(look);
        found(meant);
      };
      waiting.add(look);
      look();
    });
  return {
    pid: child.pid ?? 0,
    line,
    end: () => child.stdin.end(),
    gone: () => gone(child),
    kill: () => killed(child),
  };
}

async function gone(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = gone(child);
  child.kill("SIGKILL");
  await ended;
}
