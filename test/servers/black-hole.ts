import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { keep, type RunningServer } from "./keep.ts";

// Listens for one connection at a time and then never looks again.
const LISTENER = `
  const server = require("node:net").createServer();
  server.listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
    require("node:fs").writeSync(1, String(server.address().port));
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;
const CALLERS = 8;

/**
 * A port that answers nothing, not even with a refusal: the kernel drops what comes once the queue of a listener that has
 * stopped taking connections is full.
 */
export async function startBlackHole(): Promise<RunningServer> {
  const child = spawn(process.execPath, ["-e", LISTENER], { stdio: ["ignore", "pipe", "inherit"] });
  const [told] = (await once(child.stdout, "data")) as [Buffer];
  const port = Number(told.toString());
  const callers = Array.from({ length: CALLERS }, () => call(port));
  await untilOneWaits(callers);
  return keep({ host: "127.0.0.1", port, close: () => end(child, callers) });
}

function call(port: number): Socket {
  return connect({ host: "127.0.0.1", port }).on("error", () => undefined);
}

// The queue is full as soon as some were taken in and another is kept waiting for the length of a round trip or many.
async function untilOneWaits(callers: readonly Socket[]): Promise<void> {
  const [first] = callers;
  if (first?.connecting === true) await once(first, "connect");
  await new Promise((resolve) => setTimeout(resolve, 50));
  if (!callers.some(({ connecting }) => connecting)) throw new Error("this kernel takes every connection");
}

async function end(child: ChildProcess, callers: readonly Socket[]): Promise<void> {
  for (const caller of callers) caller.destroy();
  child.kill("SIGKILL");
  await once(child, "exit");
}
