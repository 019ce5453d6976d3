import { expect, vi } from "vitest";
import { contents } from "../../src/sections/contents.ts";
import type { Attempt, Ended, Rehearsal } from "./rehearsal.ts";
import type { PlanDocument } from "./stack.ts";

// Every step is a whole run: on a busy machine a handful of them takes a while.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** Only Kafka and what it needs. */
const OTHERS_OFF = contents
  .filter(({ name }) => name !== "network" && name !== "kafka")
  .map(({ name }) => `${name}: { enabled: false }\n`)
  .join("");

/** Writes the settings of a stack of network and Kafka. */
export const writeKafka = (rehearsal: Rehearsal, kafka: object = {}): void =>
  rehearsal.settings(`${OTHERS_OFF}kafka: ${JSON.stringify(kafka)}\n`);

/** What a plan would change, as `action address prop…`. */
export const changesOf = ({ items }: PlanDocument): string[] =>
  items
    .filter(({ action }) => action !== "no-op")
    .map(({ action, address, changes }) => [action, address, ...changes.map(({ prop }) => prop)].join(" "));

/** A record of the simulated cluster. */
export type ClusterRow = Record<string, unknown> & { createdAt: number };

/** The one simulated cluster. */
export function clusterOf(rehearsal: Rehearsal): ClusterRow {
  const [row] = Object.values(rehearsal.account().tables["us-east-1/Kafka/cluster"] ?? {});
  if (row === undefined) throw new Error("The account has no cluster.");
  return row as ClusterRow;
}

/** Changes the simulated cluster as AWS would. */
export const editCluster = (rehearsal: Rehearsal, changes: object): void =>
  rehearsal.edit(({ tables }) => {
    for (const row of Object.values(tables["us-east-1/Kafka/cluster"] ?? {}))
      Object.assign(row as object, changes);
  });

/** The calls that change something, in their order. */
export const changingCalls = (attempts: readonly Attempt[]): string[] =>
  attempts
    .map(({ call }) => call.replace(/^.*[.]/, ""))
    .filter((operation) => !/^(Describe|Get|List)/.test(operation));

/** Runs a command that must end with a code, which says what went wrong if it does not. */
export async function endTo(code: number, words: string, on: Rehearsal, speed?: number): Promise<Ended> {
  const ended = await on.run(words, speed === undefined ? {} : { speed });
  expect(ended.code, `${words}\n${ended.stdout}\n${ended.stderr}`).toBe(code);
  return ended;
}

/** What MSK has, as type and name. */
export async function kafkaIn(rehearsal: Rehearsal): Promise<string[]> {
  const { stdout } = await rehearsal.run("sandbox list --json");
  const { resources } = JSON.parse(stdout) as { resources: Record<"service" | "type" | "name", string>[] };
  return resources.filter(({ service }) => service === "Kafka").map(({ type, name }) => `${type} ${name}`);
}

/** Text without the breaks that fit it to a terminal. */
export const plain = (text: string): string => text.replace(/\s+/g, " ");

/** A version from which MSK offers upgrades. */
export const FIRST = { version: "3.8.x.kraft" };

/** The guide's topics, the last of them changed so, and more. */
export const topicsWith = (...changes: object[]): object[] => [
  { name: "flash-sale-reservations", config: { "min.insync.replicas": 2, "retention.ms": 604800000 } },
  { name: "flash-sale-inventory-updates", config: { "min.insync.replicas": 2 } },
  ...changes.map((change) => ({ name: "flash-sale-orders", ...change })),
];
