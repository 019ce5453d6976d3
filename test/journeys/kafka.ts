import { contents } from "../../src/sections/contents.ts";
import type { Rehearsal } from "./rehearsal.ts";
import type { PlanDocument } from "./stack.ts";

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
    for (const row of Object.values(tables["us-east-1/Kafka/cluster"] ?? {})) Object.assign(row as object, changes);
  });
