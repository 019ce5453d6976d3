import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it, vi } from "vitest";
import type { ImposedStatus } from "../../src/sandbox/imposed-status.ts";
import { isFull, seed } from "../chance.ts";
import { createRandom } from "../journeys/campaign/campaign.ts";
import { runInSandbox } from "./sandbox-world.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

const WHOLE = `name: flashsale
monitoring: { notify: [ops@confirming.example] }
db: { replicas: 1 }
deploy: { instance: true }
`;

/** Each of the types below has something to change. */
const CHANGED = `name: flashsale
tags: { team: sale }
monitoring: { notify: [ops@confirming.example] }
db: { replicas: 1, backupRetentionDays: 9 }
cache: { snapshotRetentionDays: 2 }
kafka: { storageGib: 120 }
deploy: { instance: true }
`;

/** Simulated seconds for which a status lasts that passes, from the first look of a command. */
const WHILE = 1200;

/**
 * The statuses that end by themselves. Sources: RDS User Guide, "Viewing DB instance status"; ElastiCache API reference,
 * ReplicationGroup; the SDK's ClusterState, NatGatewayState, InstanceStateName, LoadBalancerStateEnum and State of endpoints.
 */
const PASSING: readonly (readonly [type: string, status: string])[] = [
  ...[
    "backing-up",
    "configuring-enhanced-monitoring",
    "configuring-iam-database-auth",
    "configuring-log-exports",
    "converting-to-vpc",
    "maintenance",
    "modifying",
    "moving-to-vpc",
    "rebooting",
    "renaming",
    "resetting-master-credentials",
    "starting",
    "storage-config-upgrade",
    "storage-initialization",
    "storage-optimization",
    "upgrading",
  ].flatMap((status) => [["rds/db-instance", status] as const, ["rds/read-replica", status] as const]),
  ["elasticache/replication-group", "modifying"],
  ["elasticache/replication-group", "snapshotting"],
  ["kafka/cluster", "HEALING"],
  ["kafka/cluster", "MAINTENANCE"],
  ["kafka/cluster", "REBOOTING_BROKER"],
  ["kafka/cluster", "UPDATING"],
  ["ec2/nat-gateway", "pending"],
  ["ec2/instance", "pending"],
  ["ec2/vpc-endpoint", "pending"],
  ["elastic-load-balancing-v2/load-balancer", "provisioning"],
];

/** The statuses in which one of these no longer does its work, for which another one has to be made. */
const BROKEN: readonly (readonly [type: string, status: string, address: string])[] = [
  ["ec2/nat-gateway", "failed", "network.nat-gateway-1"],
  ["ec2/vpc-endpoint", "failed", "network.s3-endpoint"],
  ["ec2/vpc-endpoint", "rejected", "network.s3-endpoint"],
  ["ec2/vpc-endpoint", "expired", "network.s3-endpoint"],
  ["ec2/instance", "stopped", "deploy.instance"],
  ["elastic-load-balancing-v2/load-balancer", "failed", "scale.load-balancer"],
];

const SAMPLE = 6;
const random = createRandom(seed);
const chosen = isFull ? PASSING : [...PASSING].sort(() => random() - 0.5).slice(0, SAMPLE);

let standing = "";

beforeAll(async () => {
  standing = mkdtempSync(join(tmpdir(), "passing-"));
  writeFileSync(join(standing, "flashsale.yaml"), WHOLE);
  const made = await runInSandbox("up --yes", { cwd: standing });
  expect(made.code, made.stderr).toBe(0);
});

/** A copy of what stands, with settings. */
function copy(settings = WHOLE): string {
  const cwd = mkdtempSync(join(tmpdir(), "status-"));
  cpSync(standing, cwd, { recursive: true });
  writeFileSync(join(cwd, "flashsale.yaml"), settings);
  return cwd;
}

type Run = Awaited<ReturnType<typeof runInSandbox>>;

/** Runs a command in a folder, with each object of a type in a status. */
const run = (line: string, cwd: string, status?: ImposedStatus): Promise<Run> =>
  runInSandbox(line, { cwd, ...(status === undefined ? {} : { faults: { statuses: [status] } }) });

/** All that was said, whatever the width of the terminal. */
const textOf = ({ stdout, stderr }: Run): string => `${stdout} ${stderr}`.replace(/\s+/g, " ");

describe.each(chosen)("while each %s is %s, which passes", (type, status) => {
  it("nothing differs from the settings, and the status is shown", async () => {
    const cwd = copy();
    const plan = await run("plan --detailed-exitcode", cwd, { type, status });
    expect(plan.code, textOf(plan)).toBe(0);
    const told = await run("status", cwd, { type, status });
    expect(told.code, textOf(told)).toBe(0);
    expect(told.stdout).toContain(status);
  });

  it("verify goes through all that it tests", async () => {
    const verify = await run("verify", copy(), { type, status });
    expect([0, 3], textOf(verify)).toContain(verify.code);
  });

  it("a change waits for its end", async () => {
    const cwd = copy(CHANGED);
    const up = await run("up --yes --apply-at now", cwd, { type, status, seconds: WHILE });
    expect(up.code, textOf(up)).toBe(0);
    const plan = await run("plan --detailed-exitcode", cwd);
    expect(plan.code, textOf(plan)).toBe(0);
  });

  it("a destroy waits for its end", async () => {
    const cwd = copy();
    const destroy = await run("destroy --yes --delete-data", cwd, { type, status, seconds: WHILE });
    expect(destroy.code, textOf(destroy)).toBe(0);
  });
});

describe.each(BROKEN)("where each %s is %s", (type, status, address) => {
  it("status and plan say so, and what is done about it", async () => {
    const cwd = copy();
    const told = await run("status", cwd, { type, status });
    expect(told.code, textOf(told)).toBe(0);
    expect(told.stdout).toContain(status);
    const plan = await run("plan --detailed-exitcode", cwd, { type, status });
    expect(plan.code, textOf(plan)).toBe(2);
    expect(plan.stdout).toContain(address);
  });

  it("verify fails", async () => {
    const verify = await run("verify", copy(), { type, status });
    expect(verify.code, textOf(verify)).toBe(3);
    expect(textOf(verify)).toContain(status);
  });

  it("an up that AWS lets end so again says what failed, and the next one carries on", async () => {
    const cwd = copy();
    const up = await run("up --yes", cwd, { type, status });
    expect([1, 69], textOf(up)).toContain(up.code);
    expect(textOf(up)).toContain(address);
    const next = await run("up --yes", cwd);
    expect(next.code, textOf(next)).toBe(0);
    const plan = await run("plan --detailed-exitcode", cwd);
    expect(plan.code, textOf(plan)).toBe(0);
  });

  it("a destroy goes through", async () => {
    const destroy = await run("destroy --yes --delete-data", copy(), { type, status });
    expect(destroy.code, textOf(destroy)).toBe(0);
  });
});
