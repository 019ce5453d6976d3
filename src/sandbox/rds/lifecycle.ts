import type { PendingModifiedValues } from "@aws-sdk/client-rds";
import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { type DbInstance, instances, type Phase, type Settings, type Work } from "./tables.ts";

/**
 * Simulated seconds. Sources: RDS User Guide, "DB instance status" for the order, "Working with storage" for the six
 * hours; the durations are typical ones of a small database.
 */
export const DURATIONS = {
  createSingle: 420,
  createMultiAz: 780,
  firstBackup: 60,
  pause: 20,
  secondBackup: 30,
  monitoring: 30,
  /** From a modification's answer until the status shows it. */
  notice: 20,
  small: 60,
  storage: 300,
  optimization: 6 * 3600,
  multiAz: 600,
  instanceClass: 600,
  retention: 120,
  version: 900,
  snapshot: 120,
  delete: 300,
  networkInterfaces: 120,
};

/** The name of the status in which storage settles; the instance can be used and changed meanwhile. */
export const OPTIMIZING = "storage-optimization";

/** The endpoint appears when this share of the creation is over. */
const ENDPOINT_SHARE = 0.85;

/** An instance as it stands at one instant. */
export interface Standing {
  readonly status: string;
  readonly settings: Settings;
  readonly pending: PendingModifiedValues;
  readonly hasEndpoint: boolean;
  /** Percentage of the storage optimization, while it lasts. */
  readonly optimized: number | undefined;
}

/** What a new instance goes through: it is available for a moment between its first two backups. */
export function toBirth(settings: Settings): readonly Phase[] {
  const backedUp = settings.BackupRetentionPeriod > 0;
  const seconds = settings.MultiAZ ? DURATIONS.createMultiAz : DURATIONS.createSingle;
  return [
    { status: "creating", seconds },
    ...(backedUp ? [{ status: "backing-up", seconds: DURATIONS.firstBackup }] : []),
    { status: "available", seconds: DURATIONS.pause },
    ...(settings.MonitoringInterval > 0
      ? [{ status: "configuring-enhanced-monitoring", seconds: DURATIONS.monitoring }]
      : []),
    ...(backedUp ? [{ status: "backing-up", seconds: DURATIONS.secondBackup }] : []),
  ];
}

/** Tells how an instance stands now. */
export function standingOf(row: DbInstance, call: Call): Standing {
  const { clock } = call.account;
  const [done, open] = partition(row, call);
  const running = open.filter((work) => clock.secondsSince(work.at) >= work.delaySeconds);
  const working = running.find(({ status }) => status !== OPTIMIZING) ?? running[0];
  const optimizing = running.find(({ status }) => status === OPTIMIZING);
  const age = clock.secondsSince(row.createdAt);
  const status = birthStatus(row, age) ?? working?.status ?? imposedOn(row, call) ?? "available";
  return {
    status: row.deletedAt === undefined ? status : "deleting",
    settings: fold(row.settings, done),
    pending: toPending(open),
    hasEndpoint: age >= (row.birth[0]?.seconds ?? 0) * ENDPOINT_SHARE,
    optimized: optimizing && toPercentage(clock.secondsSince(optimizing.at), optimizing),
  };
}

/** The status into which a fault moves it; one that was given room is not full any more. */
function imposedOn({ id, replicaOf, hasRoom }: DbInstance, call: Call): string | undefined {
  const type = replicaOf === undefined ? "db-instance" : "read-replica";
  const status = call.imposedOn({ service: "RDS", type, id });
  return status === FULL && hasRoom === true ? undefined : status;
}

/** Writes what is done into the settings, so that a change builds on the present. */
export function settle(row: DbInstance, call: Call): DbInstance {
  const [done, open] = partition(row, call);
  return { ...row, settings: fold(row.settings, done), works: open };
}

/** Gets an instance by identifier, in any case. Throws DBInstanceNotFoundFault. */
export function getInstance(call: Call, identifier: string | undefined): DbInstance {
  const row = call.account.table(instances).find((identifier ?? "").toLowerCase());
  if (row === undefined)
    throw new Refusal("DBInstanceNotFoundFault", `DBInstance ${identifier ?? ""} not found.`);
  return row;
}

/** True when an instance can be changed or backed up. Source: RDS API reference, CreateDBSnapshot. */
export function isUsable({ status }: Standing): boolean {
  return status === "available" || status === OPTIMIZING;
}

/** The status of an instance without room: nothing but more storage helps it. */
export const FULL = "storage-full";

/** Statuses in which an instance takes nothing but a start. */
export const AT_REST = ["stopping", "stopped", "starting"];

/** True while the storage changes, or is about to, or settles after a change. */
export function hasStorageWork(row: DbInstance, call: Call): boolean {
  if (imposedOn(row, call) === OPTIMIZING) return true;
  return row.works.some(
    (work) =>
      !isWaiting(work, call) && (work.status === OPTIMIZING || work.values.AllocatedStorage !== undefined),
  );
}

/** True for work that still waits for the maintenance window. */
export function isWaiting(work: Work, call: Call): boolean {
  return work.deferred && call.account.clock.secondsSince(work.at) < work.delaySeconds;
}

/** Simulated seconds from now until all that was asked for at once is done, storage optimization not counted. */
export function queueSeconds(row: DbInstance, call: Call): number {
  const ends = row.works
    .filter((work) => !isWaiting(work, call) && work.status !== OPTIMIZING)
    .map((work) => work.delaySeconds + work.seconds - call.account.clock.secondsSince(work.at));
  return Math.max(0, ...ends);
}

function partition(row: DbInstance, call: Call): readonly [done: readonly Work[], open: readonly Work[]] {
  const isDone = (work: Work): boolean =>
    call.account.clock.secondsSince(work.at) >= work.delaySeconds + work.seconds;
  return [row.works.filter(isDone), row.works.filter((work) => !isDone(work))];
}

function fold(settings: Settings, done: readonly Work[]): Settings {
  return Object.assign({ ...settings }, ...done.map(({ values }) => values)) as Settings;
}

function birthStatus({ birth }: DbInstance, age: number): string | undefined {
  let end = 0;
  return birth.find(({ seconds }) => {
    end += seconds;
    return age < end;
  })?.status;
}

function toPending(open: readonly Work[]): PendingModifiedValues {
  const values = Object.assign({}, ...open.map((work) => work.values)) as Partial<Settings>;
  const { Port, DBInstanceClass, AllocatedStorage, BackupRetentionPeriod, MultiAZ, EngineVersion } = values;
  const { Iops, StorageThroughput, StorageType, IAMDatabaseAuthenticationEnabled } = values;
  const pending = {
    ...{ Port, DBInstanceClass, AllocatedStorage, BackupRetentionPeriod, MultiAZ, EngineVersion },
    ...{ Iops, StorageThroughput, StorageType, IAMDatabaseAuthenticationEnabled },
    MasterUserPassword: open.some(({ password }) => password === true) ? "****" : undefined,
  };
  return Object.fromEntries(Object.entries(pending).filter(([, value]) => value !== undefined));
}

function toPercentage(elapsed: number, { delaySeconds, seconds }: Work): number {
  return Math.floor((100 * (elapsed - delaySeconds)) / seconds);
}
