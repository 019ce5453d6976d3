import type { Call } from "../operation.ts";
import { notFound, wrongClusterState } from "./dialect.ts";
import { shortHash } from "./identifier.ts";
import { type ClusterOperation, type ClusterSettings, clusters, type KafkaCluster } from "./tables.ts";

/**
 * Simulated seconds. Sources: MSK Developer Guide, "Update the broker type" for 10 to 15 minutes a broker, "Update broker
 * storage" for the six hours; the others are typical of a small cluster.
 */
export const DURATIONS = {
  create: 1700,
  delete: 420,
  /** From an operation's answer until it is begun. */
  pending: 20,
  storage: 300,
  storageCoolDown: 6 * 3600,
  brokers: 900,
  monitoring: 600,
  brokerReplaced: 700,
  brokerRestarted: 300,
};

/** A cluster as it stands at one instant. */
export interface Standing {
  readonly state: string;
  readonly settings: ClusterSettings;
  /** Names this state; every operation that ends makes another. */
  readonly currentVersion: string;
  /** The operation that is under way. */
  readonly active: ClusterOperation | undefined;
}

const isDone = ({ at, seconds }: ClusterOperation, call: Call): boolean =>
  call.account.clock.secondsSince(at) >= seconds;

/** The state of an operation. */
export function operationState(operation: ClusterOperation, call: Call): string {
  if (isDone(operation, call)) return "UPDATE_COMPLETE";
  const age = call.account.clock.secondsSince(operation.at);
  return age < DURATIONS.pending ? "PENDING" : "UPDATE_IN_PROGRESS";
}

function stateOf(row: KafkaCluster, call: Call, active: ClusterOperation | undefined): string {
  const { clock } = call.account;
  if (row.deletedAt !== undefined) return "DELETING";
  if (clock.secondsSince(row.createdAt) < DURATIONS.create) return "CREATING";
  if (row.failure !== undefined) return "FAILED";
  if (active !== undefined) return "UPDATING";
  const { spell } = row;
  if (spell !== undefined && clock.secondsSince(spell.at) < spell.seconds) return spell.state;
  return call.imposedOn({ ...clusters, id: row.id }) ?? "ACTIVE";
}

/** Tells how a cluster stands now. */
export function standingOf(row: KafkaCluster, call: Call): Standing {
  const done = row.operations.filter((operation) => isDone(operation, call));
  const active = row.operations.find((operation) => !isDone(operation, call));
  const settings = Object.assign({}, row.settings, ...done.map(({ target }) => target)) as ClusterSettings;
  const version = shortHash(row.id, done.length).slice(0, 12).toUpperCase();
  return { state: stateOf(row, call, active), settings, currentVersion: `K${version}`, active };
}

/** Gets a cluster by its ARN, one that is being deleted included. Throws NotFoundException. */
export function getCluster(call: Call, arn: string | undefined): KafkaCluster {
  const row = call.account.table(clusters).find(arn ?? "");
  if (row === undefined) throw notFound("clusterArn", `The cluster with ARN ${arn ?? ""} does not exist.`);
  return row;
}

/** Gets a cluster that takes calls, such as to "update a cluster". Throws for any state but ACTIVE. */
export function getActiveCluster(call: Call, arn: string | undefined, deed: string): KafkaCluster {
  const row = getCluster(call, arn);
  const { state } = standingOf(row, call);
  if (state !== "ACTIVE") throw wrongClusterState(deed, state);
  return row;
}
