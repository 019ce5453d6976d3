import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { contents } from "../../../src/sections/contents.ts";
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

/** Switches every section off but these. */
const ONLY = (...sections: string[]): string =>
  contents
    .filter(({ name }) => !sections.includes(name))
    .map(({ name }) => `${name}: { enabled: false }`)
    .join("\n");

/** An address whose owner confirms, so that its subscription can be ended. */
const NOTIFY = "notify: [ops@confirming.example]";

const NETWORK_AND_DB = `name: flashsale\n${ONLY("network", "db")}\n`;
export const NETWORK = `name: flashsale\n${ONLY("network")}\n`;
export const STREAMS = `name: flashsale\nmonitoring: { ${NOTIFY} }\n${ONLY("network", "cache", "kafka", "monitoring")}\n`;
export const APPLICATION = `name: flashsale\ndeploy: { instance: true }\n${ONLY("network", "iam", "deploy", "scale")}\n`;

export const WATCH = `name: flashsale
cost: { enabled: true, monthlyUsd: 2500, ${NOTIFY} }
security: { enabled: true }
${ONLY("cost", "security")}
`;

const WATCH_EDITED = `name: flashsale
tags: { team: sale }
cost: { enabled: true, monthlyUsd: 3000, notify: [team@example.com, ops@confirming.example], actualPercent: [90] }
security: { enabled: true, retentionDays: 30, multiRegion: false }
${ONLY("cost", "security")}
`;

/** Every type that can be updated is: a tag on all, one setting of each kind, and an edge subnet that is replaced. */
const NETWORK_AND_DB_EDITED = `
name: flashsale
tags: { team: sale }
network:
  edgeSubnets: [10.0.31.0/24, 10.0.22.0/24, 10.0.23.0/24]
db:
  backupRetentionDays: 14
${ONLY("network", "db")}
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
monitoring: { ${NOTIFY}, metrics: guide, errorRate: count }
${ONLY("network", "cache", "kafka", "monitoring")}
`;

/** The group stands with its instances: the image is in the repository. */
const APPLICATION_EDITED = `
name: flashsale
tags: { team: sale }
iam: { managedPolicies: [CloudWatchFullAccess] }
deploy: { instance: true, rootVolumeGib: 30, keepImages: 10, logRetentionDays: 14 }
scale: { max: 12, cpuHigh: 80 }
${ONLY("network", "iam", "deploy", "scale")}
`;

/** Puts settings into a folder. */
export function write(practice: Practice, settings: string): Practice {
  writeFileSync(join(practice.folder, "flashsale.yaml"), settings);
  return practice;
}

export const empty = async (settings: string): Promise<Practice> => write(new Practice(), settings);

export async function standing(settings: string): Promise<Practice> {
  const practice = await empty(settings);
  const up = await practice.run("up --yes");
  expect(up.code, up.stderr).toBe(0);
  return practice;
}

export const edited = async (before: string, after: string): Promise<Practice> =>
  write(await standing(before), after);

/** The application as it runs: with its image in the repository. */
async function running(settings: string): Promise<Practice> {
  const practice = await standing(settings);
  for (const words of ["deploy build .", "up --yes"]) {
    const run = await practice.run(words);
    expect(run.code, `${words}\n${run.stderr}`).toBe(0);
  }
  return practice;
}

export const UP = { words: "up --yes", verify: isSettled };
export const DESTROY = { words: "destroy --yes --delete-data", verify: isForgotten };

/** Everything with its sizes as they are by default, and what is off by default switched on. */
export const WHOLE = `name: flashsale\ncost: { enabled: true, monthlyUsd: 5000, ${NOTIFY} }\nsecurity: { enabled: true }\n`;

/** A whole stack that runs; made once, since each scenario starts from a copy. */
let whole: Promise<Practice> | undefined;
async function runningWhole(): Promise<Practice> {
  whole ??= running(WHOLE);
  return new Practice(await whole);
}

/** Removes what scenarios shared. */
export async function removeShared(): Promise<void> {
  (await whole)?.remove();
}

/** Each section is taken out of a whole stack. Without the network nothing else can be. */
const REMOVALS: readonly Scenario[] = contents.map(({ name }) => ({
  name: `destroy ${name} of a whole stack`,
  words: `destroy ${name} --yes --delete-data`,
  verify: isSettled,
  prepare: runningWhole,
}));

/** Each section's own command, over a stack that has nothing of it, or its topics changed. */
const SECTIONS: readonly Scenario[] = contents.map(({ name }) => ({
  name: `${name} where nothing stands`,
  words: `${name} --yes`,
  prepare: () => empty(WHOLE),
}));

const OVER_WHOLE: readonly Scenario[] = [
  "scale app --min 4",
  "scale db --replicas 1",
  "scale cache --nodes 3",
  "deploy ec2",
  "cost budget --monthly-usd 6000",
].map((words) => ({
  name: `${words} over a whole stack`,
  words: `${words} --yes --accept-cost 100000`,
  prepare: runningWhole,
}));

/** Commands that edit the settings, or touch less than the settings say: a dashboard shows new sizes after the next up. */
const EDITS: readonly Scenario[] = [
  ...OVER_WHOLE,
  {
    name: "security trail where it was off",
    words: "security trail --yes",
    prepare: () => standing(`name: flashsale\n${ONLY("network")}\n`),
  },
  {
    name: "kafka with other topics",
    words: "kafka --yes",
    prepare: () => edited(STREAMS, STREAMS_EDITED),
  },
];

/** An edit that is begun and then given up: the settings are put back. */
export interface GivenUp {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  /** Makes the folder that stands by the settings before. */
  prepare(): Promise<Practice>;
}

/** What grows and never shrinks again, such as storage and partitions, is no part of these. */
const STREAMS_REVERSIBLE = `
name: flashsale
tags: { team: sale }
cache:
  nodes: 3
  parameters: { timeout: "600" }
kafka:
  serverProperties: { log.retention.hours: "72" }
monitoring: { ${NOTIFY}, metrics: guide, errorRate: count }
${ONLY("network", "cache", "kafka", "monitoring")}
`;

/** Every change of an edit can be given up. */
export const GIVEN_UP: readonly GivenUp[] = [
  {
    name: "of network and database",
    before: NETWORK_AND_DB,
    after: NETWORK_AND_DB_EDITED,
    prepare: () => standing(NETWORK_AND_DB),
  },
  {
    name: "of cache, Kafka and monitoring",
    before: STREAMS,
    after: STREAMS_REVERSIBLE,
    prepare: () => standing(STREAMS),
  },
  {
    name: "of the application",
    before: APPLICATION,
    after: APPLICATION_EDITED,
    prepare: () => running(APPLICATION),
  },
  { name: "of budget and trail", before: WATCH, after: WATCH_EDITED, prepare: () => standing(WATCH) },
];

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
  { ...UP, name: "up of the application", prepare: () => edited(NETWORK, APPLICATION) },
  {
    ...UP,
    name: "updates of the application",
    prepare: async () => write(await running(APPLICATION), APPLICATION_EDITED),
  },
  { ...DESTROY, name: "destroy of the application", prepare: () => running(APPLICATION) },
  { ...UP, name: "up of budget and trail", prepare: () => empty(WATCH) },
  { ...UP, name: "updates of budget and trail", prepare: () => edited(WATCH, WATCH_EDITED) },
  { ...DESTROY, name: "destroy of budget and trail", prepare: () => standing(WATCH) },
];

/** What the campaign kills of commands about a part: all of it in full, else one of each kind that chance chooses. */
export const partsOf = (isFull: boolean, random: () => number): readonly Scenario[] =>
  [REMOVALS, SECTIONS, EDITS].flatMap((kind) =>
    isFull ? kind : kind.slice(Math.floor(random() * kind.length)).slice(0, 1),
  );
