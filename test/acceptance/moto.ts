import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";

/** Whether this machine's Python has moto; where it has not, suites that need it are skipped and say so. */
export function hasMoto(): boolean {
  try {
    execFileSync("python3", ["-c", "import moto.server, boto3"], { stdio: "ignore" });
    return true;
  } catch {
    process.stderr.write(
      "Skipped, because python3 cannot import moto (pip package moto[server]): over the wire\n",
    );
    return false;
  }
}

/** A running simulator of AWS that others wrote. */
export interface Moto {
  readonly url: string;
  /** What exists in it, read by a client that is not ours: kind to things, each with its id and tags. */
  census(): Promise<Census>;
  stop(): Promise<void>;
}

/** What exists in an account. */
export type Census = Readonly<Record<string, readonly Thing[]>>;

/** One thing in an account, with what `census.py` tells of its kind. */
export interface Thing {
  readonly id: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly [key: string]: unknown;
}

const LISTENING_SECONDS = 120;

/** How long a busy machine may take to start moto, to build the program and to write its settings. */
export const SETUP_MILLISECONDS = 180_000;

/** Starts moto on a free port. What takes minutes on AWS takes `delaySeconds` there. */
export async function startMoto(delaySeconds: number): Promise<Moto> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  // `env` becomes the server: its process id is the one to end.
  const variables = [
    `MOTO_DELAY=${delaySeconds}`,
    "MOTO_UNTIL_STDIN_ENDS=1",
    "MOTO_IAM_LOAD_MANAGED_POLICIES=true",
  ];
  const launcher = join(import.meta.dirname, "moto-server.py");
  const command = [...variables, "python3", launcher, "-H", "127.0.0.1", "-p", String(port)];
  const server = spawn("env", command, { stdio: ["pipe", "ignore", "ignore"] });
  await untilListening(server, url);
  return { url, census: () => takeCensus(url), stop: () => stop(server) };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

async function untilListening(server: ChildProcess, url: string): Promise<void> {
  const end = Date.now() + LISTENING_SECONDS * 1000;
  while (Date.now() < end && server.exitCode === null) {
    const answer = await fetch(`${url}/moto-api/`).catch(() => undefined);
    if (answer?.ok === true) return;
    await new Promise((resume) => setTimeout(resume, 100));
  }
  server.kill("SIGKILL");
  throw new Error(`moto did not listen on ${url} within ${LISTENING_SECONDS} s.`);
}

async function takeCensus(url: string): Promise<Census> {
  const script = join(import.meta.dirname, "census.py");
  const { stdout } = await promisify(execFile)("python3", [script, url], { maxBuffer: 16 * 1024 * 1024 });
  return JSON.parse(stdout) as Census;
}

async function stop(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  server.kill("SIGKILL");
  await once(server, "exit");
}
