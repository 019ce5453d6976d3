import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { Practice } from "../program.ts";
import type { Scenario } from "./campaign.ts";

/** A plan that finds nothing to do: the second half of "it is as if nobody had killed it". */
async function isSettled(practice: Practice): Promise<void> {
  const plan = await practice.run("plan --detailed-exitcode");
  expect(plan.code, plan.stdout).toBe(0);
}

async function isForgotten(practice: Practice): Promise<void> {
  expect(practice.state().resources).toEqual({});
}

async function empty(settings?: string): Promise<Practice> {
  const practice = new Practice();
  if (settings !== undefined) writeFileSync(join(practice.folder, "flashsale.yaml"), settings);
  return practice;
}

async function standing(settings?: string): Promise<Practice> {
  const practice = await empty(settings);
  const up = await practice.run("up --yes");
  expect(up.code, up.stderr).toBe(0);
  return practice;
}

/** Every type that can be updated is: a tag on all, and one setting of each kind. */
const EDITED = `
name: flashsale
tags: { team: sale }
network:
  edgeSubnets: [10.0.31.0/24, 10.0.22.0/24, 10.0.23.0/24]
db:
  backupRetentionDays: 14
`;

const NETWORK_ONLY = `
name: flashsale
db: { enabled: false }
`;

async function edited(): Promise<Practice> {
  const practice = await standing();
  writeFileSync(join(practice.folder, "flashsale.yaml"), EDITED);
  return practice;
}

/** At this speed 15 simulated seconds of lag outlast a restart. */
const LAGGING = { speed: "20", faults: { readLagMs: 15_000 } };

/** What the campaign kills. */
export const SCENARIOS: readonly Scenario[] = [
  { name: "up", words: "up --yes", prepare: () => empty(), verify: isSettled },
  { name: "up with updates and a replace", words: "up --yes", prepare: edited, verify: isSettled },
  {
    name: "destroy",
    words: "destroy --yes --delete-data",
    prepare: () => standing(),
    verify: isForgotten,
  },
  {
    name: "destroy without a final snapshot",
    words: "destroy --yes --delete-data --no-final-snapshot",
    prepare: () => standing(),
    verify: isForgotten,
  },
  {
    name: "up of the network with reads that lag",
    words: "up --yes",
    prepare: () => empty(NETWORK_ONLY),
    verify: isSettled,
    ...LAGGING,
  },
  {
    name: "destroy of the network with reads that lag",
    words: "destroy --yes --delete-data",
    prepare: () => standing(NETWORK_ONLY),
    verify: isForgotten,
    ...LAGGING,
  },
];
