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

const WITHOUT = (...sections: string[]): string =>
  sections.map((name) => `${name}: { enabled: false }`).join("\n");

const NETWORK_AND_DB = `name: flashsale\n${WITHOUT("cache", "kafka")}\n`;
const NETWORK = `name: flashsale\n${WITHOUT("db", "cache", "kafka")}\n`;
const STREAMS = `name: flashsale\n${WITHOUT("db")}\n`;

/** Every type that can be updated is: a tag on all, one setting of each kind, and an edge subnet that is replaced. */
const NETWORK_AND_DB_EDITED = `
name: flashsale
tags: { team: sale }
network:
  edgeSubnets: [10.0.31.0/24, 10.0.22.0/24, 10.0.23.0/24]
db:
  backupRetentionDays: 14
${WITHOUT("cache", "kafka")}
`;

const STREAMS_EDITED = `
name: flashsale
tags: { team: sale }
cache:
  nodes: 3
  parameters: { timeout: "600" }
kafka:
  storageGib: 120
  serverProperties: { log.retention.hours: "72" }
  topics:
    - { name: flash-sale-reservations, partitions: 12 }
    - { name: flash-sale-inventory-updates }
    - { name: flash-sale-orders }
${WITHOUT("db")}
`;

function write(practice: Practice, settings: string): Practice {
  writeFileSync(join(practice.folder, "flashsale.yaml"), settings);
  return practice;
}

const empty = async (settings: string): Promise<Practice> => write(new Practice(), settings);

async function standing(settings: string): Promise<Practice> {
  const practice = await empty(settings);
  const up = await practice.run("up --yes");
  expect(up.code, up.stderr).toBe(0);
  return practice;
}

const edited = async (before: string, after: string): Promise<Practice> =>
  write(await standing(before), after);

/** At this speed 15 simulated seconds of lag outlast a restart. Such runs wait: many fit on one core. */
const LAGGING = { speed: "20", faults: { readLagMs: 15_000 }, width: 6 };

const UP = { words: "up --yes", verify: isSettled };
const DESTROY = { words: "destroy --yes --delete-data", verify: isForgotten };

/** What the campaign kills. */
export const SCENARIOS: readonly Scenario[] = [
  { ...UP, name: "up of network and database", prepare: () => empty(NETWORK_AND_DB) },
  {
    ...UP,
    name: "up with updates and a replace",
    prepare: () => edited(NETWORK_AND_DB, NETWORK_AND_DB_EDITED),
  },
  { ...DESTROY, name: "destroy of network and database", prepare: () => standing(NETWORK_AND_DB) },
  {
    name: "destroy without a final snapshot",
    words: "destroy --yes --delete-data --no-final-snapshot",
    verify: isForgotten,
    prepare: () => standing(NETWORK_AND_DB),
  },
  { ...UP, name: "up of cache and Kafka", prepare: () => edited(NETWORK, STREAMS) },
  { ...UP, name: "updates of cache and Kafka", prepare: () => edited(STREAMS, STREAMS_EDITED) },
  { ...DESTROY, name: "destroy of cache and Kafka", prepare: () => standing(STREAMS) },
  { ...UP, ...LAGGING, name: "up of the network with reads that lag", prepare: () => empty(NETWORK) },
  {
    ...DESTROY,
    ...LAGGING,
    name: "destroy of the network with reads that lag",
    prepare: () => standing(NETWORK),
  },
];
