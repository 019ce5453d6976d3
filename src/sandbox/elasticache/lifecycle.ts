import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { busy } from "./identifier.ts";
import { type Member, type ReplicationGroup, replicationGroups, type Settings, type Work } from "./tables.ts";

/**
 * Simulated seconds, typical ones of a small group. Source for the order: ElastiCache API reference, ReplicationGroup,
 * Status.
 */
export const DURATIONS = {
  create: 420,
  fail: 180,
  small: 45,
  /** Tags make a group `modifying` for a moment. */
  tagging: 10,
  nodeType: 600,
  version: 900,
  increase: 300,
  decrease: 120,
  reshard: 600,
  token: 60,
  snapshot: 120,
  delete: 240,
  networkInterfaces: 90,
  /** From the moment that a group is available until its new nodes are. */
  memberLag: 60,
};

/** A group as it stands at one instant. */
export interface Standing {
  readonly status: string;
  readonly settings: Settings;
  /** What waits for the maintenance window. */
  readonly waiting: Partial<Settings>;
  /** Nodes that are there, those that come and go included. */
  readonly members: readonly Member[];
}

/** Gets a replication group by id, in any case. Throws ReplicationGroupNotFoundFault. */
export function getReplicationGroup(call: Call, id: string | undefined): ReplicationGroup {
  const row = call.account.table(replicationGroups).find((id ?? "").toLowerCase());
  if (row === undefined)
    throw new Refusal("ReplicationGroupNotFoundFault", `ReplicationGroup ${id ?? ""} not found.`);
  return row;
}

/** Tells how a group stands now. */
export function standingOf(row: ReplicationGroup, call: Call): Standing {
  const { clock } = call.account;
  const done = row.works.filter((work) => isDone(work, call));
  const waiting = row.works.filter((work) => isWaiting(work, call));
  const running = row.works.find((work) => !isDone(work, call) && !isWaiting(work, call));
  return {
    status: statusOf(row, clock.secondsSince(row.createdAt), running?.status ?? imposedOn(row, call)),
    settings: fold(row.settings, done),
    waiting: Object.assign({}, ...waiting.map(({ values }) => values)) as Partial<Settings>,
    members: row.members.filter((member) => !isGone(member, call)),
  };
}

const imposedOn = ({ id }: ReplicationGroup, call: Call): string | undefined =>
  call.imposedOn({ ...replicationGroups, id });

function statusOf(row: ReplicationGroup, age: number, moved: string | undefined): string {
  if (row.deletedAt !== undefined) return "deleting";
  if (row.fails && age >= DURATIONS.fail) return "create-failed";
  if (age < row.createSeconds) return "creating";
  return moved ?? "available";
}

/** Writes what is done into the settings and drops nodes that are gone, so that a change builds on the present. */
export function settle(row: ReplicationGroup, call: Call): ReplicationGroup {
  const { settings, members } = standingOf(row, call);
  return { ...row, settings, members, works: row.works.filter((work) => !isDone(work, call)) };
}

/** Gets a group that takes a change now, with what is done written down. Throws InvalidReplicationGroupState. */
export function getAvailable(call: Call, id: string | undefined): ReplicationGroup {
  const row = getReplicationGroup(call, id);
  if (standingOf(row, call).status !== "available")
    throw busy("Replication group must be in available state to modify.");
  return settle(row, call);
}

/** Throws InvalidCacheClusterState while a node is not available, though the group may be. */
export function demandMembers(row: ReplicationGroup, call: Call): void {
  const standing = standingOf(row, call);
  if (standing.status !== "available") return;
  const early = standing.members.find((member) => memberStatus(member, standing, call) !== "available");
  if (early !== undefined)
    throw new Refusal(
      "InvalidCacheClusterState",
      `Cache cluster ${early.id} is not in a valid state for this operation.`,
    );
}

/** Work that begins at once. */
export function workNow(call: Call, seconds: number, values: Partial<Settings> = {}): Work {
  return {
    status: "modifying",
    at: call.account.clock.now(),
    delaySeconds: 0,
    seconds,
    values,
    deferred: false,
  };
}

/** Whether a node does not yet stand, or is on its way out. */
export function memberStatus(member: Member, group: Standing, call: Call): string {
  if (group.status === "deleting" || member.removedAt !== undefined) return "deleting";
  const readySeconds = member.readySeconds + DURATIONS.memberLag;
  if (call.account.clock.secondsSince(member.addedAt) < readySeconds) return "creating";
  return group.status === "creating" || group.status === "create-failed" ? "creating" : group.status;
}

function isDone({ at, delaySeconds, seconds }: Work, call: Call): boolean {
  return call.account.clock.secondsSince(at) >= delaySeconds + seconds;
}

function isWaiting({ at, delaySeconds, deferred }: Work, call: Call): boolean {
  return deferred && call.account.clock.secondsSince(at) < delaySeconds;
}

function isGone({ removedAt, goneSeconds = 0 }: Member, call: Call): boolean {
  return removedAt !== undefined && call.account.clock.secondsSince(removedAt) >= goneSeconds;
}

function fold(settings: Settings, done: readonly Work[]): Settings {
  return Object.assign({ ...settings }, ...done.map(({ values }) => values)) as Settings;
}
