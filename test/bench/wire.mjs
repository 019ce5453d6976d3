import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer, request } from "node:http";
import { join } from "node:path";
import { depthOf } from "./plan.mjs";
import { newFolder, ROOT, round, runNode } from "./processes.mjs";

const LATENCY_MS = 50;
const RUNS = 5;
const NAME = `no-op plan on the wire, ${LATENCY_MS} ms more a call`;
/** What moto serves. */
const SECTIONS = ["network", "db"];

/** The time of a plan that finds nothing to do, over HTTP, through a proxy that passes every call on a little later. */
export async function benchWire(report, program) {
  if (!hasMoto()) return report({ name: NAME, text: "skipped: python3 cannot import moto", value: 0 });
  const moto = await startMoto();
  const direct = await startProxy(moto.port, 0);
  const slow = await startProxy(moto.port, LATENCY_MS);
  try {
    await measure(report, program, { direct, slow });
  } finally {
    for (const proxy of [direct, slow]) proxy.server.close();
    moto.server.kill("SIGKILL");
  }
}

async function measure(report, program, { direct, slow }) {
  const cwd = await newFolder();
  const keys = { AWS_ACCESS_KEY_ID: "AKIABENCH", AWS_SECRET_ACCESS_KEY: "bench", AWS_REGION: "us-east-1" };
  const run = (proxy, ...args) =>
    runNode([program, ...args], { cwd, env: { ...keys, AWS_ENDPOINT_URL: proxy.url } });
  await run(direct, "init", "--defaults");
  await fitSettings(join(cwd, "flashsale.yaml"));
  await run(direct, "up", "--yes");
  const near = [];
  const far = [];
  slow.calls.length = 0;
  for (let turn = 0; turn < RUNS; turn++) {
    near.push((await run(direct, "plan", "--detailed-exitcode")).ms);
    far.push((await run(slow, "plan", "--detailed-exitcode")).ms);
  }
  const [late, early] = [Math.min(...far), Math.min(...near)];
  const count = slow.calls.length / RUNS;
  const turns = far.map((_, turn) => slow.calls.slice(turn * count, (turn + 1) * count));
  const depth = Math.min(...turns.map(depthOf));
  const delays = round((late - early) / LATENCY_MS, 1);
  const text = `${round(late, 0)} ms over ${round(early, 0)} ms, ${delays} delays; ${count} requests, depth ${depth}`;
  report({ name: NAME, text, value: late });
}

/** Windows and rules that moto takes, and no sections that it does not serve. */
async function fitSettings(file) {
  let block = "";
  const lines = (await readFile(file, "utf8")).split("\n").map((line) => {
    block = /^(\w+):/.exec(line)?.[1] ?? block;
    return SECTIONS.includes(block) ? line : line.replace("enabled: true", "enabled: false");
  });
  const text = lines
    .join("\n")
    .replace("maintenanceWindow: mon:04:00-mon:05:00", "maintenanceWindow: mon:05:00-mon:06:00")
    .replace("ingress: security-groups", "ingress: vpc-cidr");
  await writeFile(file, text);
}

function hasMoto() {
  try {
    execFileSync("python3", ["-c", "import moto.server"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function startMoto() {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address();
  probe.close();
  const launcher = join(ROOT, "test/acceptance/moto-server.py");
  const variables = ["MOTO_DELAY=0", "MOTO_UNTIL_STDIN_ENDS=1"];
  const command = [...variables, "python3", launcher, "-H", "127.0.0.1", "-p", String(port)];
  const server = spawn("env", command, { stdio: ["pipe", "ignore", "ignore"] });
  for (let look = 0; look < 300 && server.exitCode === null; look++) {
    if (await fetch(`http://127.0.0.1:${port}/moto-api/`).catch(() => undefined)) return { port, server };
    await new Promise((resume) => setTimeout(resume, 100));
  }
  server.kill("SIGKILL");
  throw new Error("moto did not listen within 30 s.");
}

/** Passes requests on after a delay and notes when each came and when its answer left. */
async function startProxy(port, delayMs) {
  const calls = [];
  const server = createServer((incoming, outgoing) => {
    const begin = Date.now();
    outgoing.on("close", () => calls.push({ time: new Date(begin).toISOString(), ms: Date.now() - begin }));
    setTimeout(() => {
      const { method, url: path, headers } = incoming;
      const onward = request({ host: "127.0.0.1", port, method, path, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode, answer.headers);
        answer.pipe(outgoing);
      });
      onward.on("error", () => outgoing.destroy());
      incoming.pipe(onward);
    }, delayMs);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, calls, url: `http://127.0.0.1:${server.address().port}` };
}
