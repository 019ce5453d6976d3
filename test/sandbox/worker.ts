import { spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { build } from "esbuild";

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** Makes a script out of a TypeScript file, so that processes of their own can run it. Gives the script's path. */
export async function bundle(entry: string): Promise<string> {
  const outfile = join(mkdtempSync(join(tmpdir(), "worker-")), "worker.cjs");
  const options = { bundle: true, platform: "node", format: "cjs", packages: "external" } as const;
  await build({ ...options, entryPoints: [resolve(import.meta.dirname, entry)], outfile, logLevel: "error" });
  return outfile;
}

/** The environment of a script: nothing of the machine's but where its packages are. */
export const workerEnv: Readonly<Record<string, string>> = {
  PATH: "",
  NODE_PATH: resolve(import.meta.dirname, "../../node_modules"),
  AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
};

/** Runs a script and waits for its end; `killAfterMilliseconds` ends it with SIGKILL from outside. */
export function run(
  script: string,
  args: readonly string[],
  killAfterMilliseconds?: number,
): Promise<Ending> {
  const child = spawn(process.execPath, [script, ...args], { env: workerEnv });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    output += chunk.toString();
  });
  const kill =
    killAfterMilliseconds === undefined
      ? undefined
      : setTimeout(() => child.kill("SIGKILL"), killAfterMilliseconds);
  return new Promise((finish) => {
    child.on("close", (code, signal) => {
      clearTimeout(kill);
      finish({ code, signal, output });
    });
  });
}
