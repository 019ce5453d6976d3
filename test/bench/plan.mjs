import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { medianOf, newFolder, round, runNode } from "./processes.mjs";

const LATENCY_MS = 50;
const RUNS = 3;
const DEPTH = 4;

/**
 * Calls of a plan that finds nothing to do, counted by hand from the reads that the resource types and lookups declare;
 * one of a service that is not here counts as too much, so that nobody adds one without counting.
 * EC2: VPCs and two attributes, subnets, internet gateways for themselves and for attachments, addresses, NAT gateways,
 *   route tables (shared with routes and associations), endpoints, groups, rules, zones.
 * RDS: instances, subnet group and its tags, versions. Secrets Manager: one for each secret.
 * ElastiCache: replication groups, their nodes and tags, subnet group and tags, parameter group, tags and parameters,
 *   versions. Kafka: clusters, configurations and their revision, brokers, topics and each topic's own, versions.
 */
const CALLS = { STS: 1, IAM: 1, EC2: 13, RDS: 4, SecretsManager: 2, ElastiCache: 10, Kafka: 14 };

/** Makes each answer of the simulated account come so much later, as a distant AWS would. */
const latency = (ms) =>
  `data:text/javascript,${encodeURIComponent(`
    import timers from "node:timers/promises";
    import { syncBuiltinESMExports } from "node:module";
    timers.setImmediate = () => timers.setTimeout(${ms});
    syncBuiltinESMExports();
  `)}`;

/** Calls, their depth and the time of a plan that finds nothing to do, in the whole stack of the simulated account. */
export async function benchPlan(report, program) {
  const cwd = await newFolder();
  const env = { FLASHSALE_SANDBOX: "1", FLASHSALE_SANDBOX_SPEED: "max" };
  await runNode([program, "up", "--yes"], { cwd, env });
  const plan = ["plan", "--detailed-exitcode"];
  const near = [];
  const far = [];
  for (let run = 0; run < RUNS; run++) {
    near.push((await runNode([program, ...plan], { cwd, env })).ms);
    const trace = ["--trace", `${run}.trace`];
    far.push((await runNode(["--import", latency(LATENCY_MS), program, ...plan, ...trace], { cwd, env })).ms);
  }
  const traces = await Promise.all(far.map((_, run) => readFile(join(cwd, `${run}.trace`), "utf8")));
  const calls = traces.map((text) =>
    text
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line)),
  );
  reportCalls(report, calls[0]);
  // A machine that stalls can part calls that belong together: the least of the runs is the truth.
  const depth = Math.min(...calls.map(depthOf));
  report({ name: "no-op plan: depth of calls", text: String(depth), value: depth, limit: DEPTH });
  const [slow, fast] = [medianOf(far), medianOf(near)];
  const text = `${round(slow, 0)} ms over ${round(fast, 0)} ms without, ${round((slow - fast) / LATENCY_MS, 1)} delays`;
  report({ name: `no-op plan: ${LATENCY_MS} ms added to each call`, text, value: slow });
}

function reportCalls(report, calls) {
  const counts = {};
  for (const { service } of calls) counts[service] = (counts[service] ?? 0) + 1;
  const excess = Object.entries(counts).map(([service, count]) => count - (CALLS[service] ?? 0));
  const text = Object.entries(counts)
    .map(([service, count]) => `${service} ${count}`)
    .join(", ");
  report({ name: `no-op plan: ${calls.length} calls`, text, value: Math.max(...excess), limit: 0 });
}

/** The longest chain of calls of which each begins when the one before it has ended. */
export function depthOf(calls) {
  const spans = calls.map(({ time, ms }) => ({
    begin: Date.parse(time),
    end: Date.parse(time) + ms,
    depth: 1,
  }));
  spans.sort((a, b) => a.begin - b.begin);
  for (const [index, span] of spans.entries()) {
    const before = spans.slice(0, index).filter(({ end }) => end <= span.begin);
    span.depth = 1 + Math.max(0, ...before.map(({ depth }) => depth));
  }
  return Math.max(...spans.map(({ depth }) => depth));
}
