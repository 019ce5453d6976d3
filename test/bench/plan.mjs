import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { newFolder, round, runNode } from "./processes.mjs";

const LATENCY_MS = 50;
const RUNS = 3;
const DEPTH = 4;

/**
 * Calls of a plan that finds nothing to do, counted by hand from the reads that resource types, lookups and checks declare.
 * STS, IAM: caller, alias; role, its attachments, policy and its version, profile. EC2: VPCs and their two attributes,
 *   subnets, internet gateways with their attachments, addresses, NAT gateways, route tables with routes and associations,
 *   endpoints, groups, rules, zones; launch templates and their versions.
 * RDS: instances, subnet group and its tags, versions. SecretsManager: each of two secrets.
 * ElastiCache: replication group, its nodes, its tags, subnet group and tags, parameter groups, the parameters and tags
 *   of ours, versions. Kafka: versions, configurations, revision, clusters, brokers, topics, and each of three topics.
 * CloudWatch: dashboard and its tags, alarms. CloudWatchLogs: groups, tags of ours. SSM: the machine image.
 * ECR: the image, repositories, tags and lifecycle of ours. ElasticLoadBalancingV2: balancers, target groups and their
 *   attributes, listeners, rules, the tags of all. AutoScaling: groups, policies.
 */
const CALLS = {
  ...{ STS: 1, IAM: 6, EC2: 14, RDS: 4, SecretsManager: 2, ElastiCache: 9, Kafka: 9 },
  ...{ CloudWatch: 3, CloudWatchLogs: 2, SSM: 1, ECR: 4, ElasticLoadBalancingV2: 6, AutoScaling: 2 },
};

/** More than so many, and one for each topic, would make a plan slow. */
const MOST_CALLS = 60 + 3;

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
  // The least of the runs: what a busy machine adds is none of the plan's.
  const [slow, fast] = [Math.min(...far), Math.min(...near)];
  const text = `${round(slow, 0)} ms over ${round(fast, 0)} ms without, ${round((slow - fast) / LATENCY_MS, 1)} delays`;
  report({ name: `no-op plan: ${LATENCY_MS} ms added to each call`, text, value: slow });
}

/** One of a service that is not in the table counts as too much, so that nobody adds one without counting. */
function reportCalls(report, calls) {
  const counts = {};
  for (const { service } of calls) counts[service] = (counts[service] ?? 0) + 1;
  const excess = Object.entries(counts).filter(([service, count]) => count > (CALLS[service] ?? 0));
  const more = excess.map(([service, count]) => `${service} ${count} instead of ${CALLS[service] ?? 0}`);
  const text = `${calls.length}, ${more.length === 0 ? "each service as counted by hand" : more.join(", ")}`;
  const value = excess.length === 0 ? calls.length : Number.POSITIVE_INFINITY;
  report({ name: "no-op plan: calls", text, value, limit: MOST_CALLS });
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
