import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import type { Identity } from "./certificates.ts";
import { keep, type RunningServer } from "./keep.ts";
import { listen } from "./listen.ts";

/** How a Redis server is set up. */
export interface RedisSetup {
  /** @default none: no TLS */
  readonly identity?: Identity;
  /** @default none: anyone comes in */
  readonly password?: string;
  /** The port of a primary that it never reaches. */
  readonly replicaOfPort?: number;
  readonly folder: string;
}

/** Debian's redis-server at a free port. The password goes through its standard input, as its configuration does. */
export async function startRedis(setup: RedisSetup): Promise<RunningServer> {
  const probe = await listen(createServer());
  await probe.close();
  const { port } = probe;
  const child = spawn("redis-server", ["-"], { stdio: ["pipe", "pipe", "inherit"] });
  child.stdin.end(toConfiguration(setup, port).join("\n"));
  await untilReady(child);
  child.stdout.resume();
  return keep({ host: "127.0.0.1", port, close: () => end(child) });
}

function toConfiguration(
  { identity, password, replicaOfPort, folder }: RedisSetup,
  port: number,
): readonly string[] {
  const common = ["bind 127.0.0.1", 'save ""', "appendonly no", `dir ${folder}`, "daemonize no"];
  const { certFile = "", keyFile = "" } = identity ?? {};
  const secure = [
    "port 0",
    `tls-port ${port}`,
    `tls-cert-file ${certFile}`,
    `tls-key-file ${keyFile}`,
    `tls-ca-cert-file ${certFile}`,
    "tls-auth-clients no",
  ];
  return [
    ...common,
    ...(identity === undefined ? [`port ${port}`] : secure),
    ...(password === undefined ? ["protected-mode no"] : [`requirepass ${password}`]),
    ...(replicaOfPort === undefined ? [] : [`replicaof 127.0.0.1 ${replicaOfPort}`]),
    "",
  ];
}

async function untilReady(child: ChildProcess): Promise<void> {
  let seen = "";
  for await (const text of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    seen += String(text);
    if (seen.includes("Ready to accept connections")) return;
  }
  throw new Error(`redis-server did not start:\n${seen}`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}
