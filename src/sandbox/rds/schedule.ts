import type { Call } from "../operation.ts";
import { getSubnetGroup } from "./db-subnet-group.ts";
import { DURATIONS, isWaiting, OPTIMIZING, queueSeconds } from "./lifecycle.ts";
import { attach, changeGroups, choosePlaces, detach, findPlaces } from "./placement.ts";
import type { DbInstance, Phase, Settings, Work } from "./tables.ts";
import { secondsUntilWindow } from "./time-window.ts";

/** What a modification asks for. */
export interface Modification {
  readonly wanted: Partial<Settings>;
  /** True to apply at once what would wait for the maintenance window, earlier requests included. */
  readonly immediately: boolean;
  readonly password: boolean;
  readonly call: Call;
}

type Step = Phase & Pick<Work, "values" | "password">;

const STORAGE = ["AllocatedStorage", "StorageType", "Iops", "StorageThroughput"] as const;

/** Settings that wait for the window unless they are applied at once, in the order in which RDS applies them. */
const DEFERRABLE: readonly (keyof Settings)[] = [...STORAGE, "MultiAZ", "DBInstanceClass", "EngineVersion"];

/** Settings that are applied as soon as possible and tell as pending until then; all others hold from the answer on. */
const SOON: readonly (keyof Settings)[] = [
  "BackupRetentionPeriod",
  "Port",
  "IAMDatabaseAuthenticationEnabled",
];

/** Puts a modification on the instance's timeline. */
export function schedule(row: DbInstance, modification: Modification): DbInstance {
  const { wanted, immediately, call } = modification;
  const present = row.settings;
  const waits = (name: keyof Settings): boolean =>
    DEFERRABLE.includes(name) || (name === "BackupRetentionPeriod" && togglesBackups(present, wanted));
  const atOnce = pick(wanted, (name) => !waits(name) && !SOON.includes(name));
  const soon = differing(
    pick(wanted, (name) => !waits(name) && SOON.includes(name)),
    present,
  );
  const later = differing({ ...waitingValues(row, call), ...pick(wanted, waits) }, present);

  const settings = withoutDisabled({ ...present, ...atOnce });
  const isFelt = Object.keys({ ...differing(atOnce, present), ...soon }).length > 0;
  const at = call.account.clock.now();
  const start = Math.max(DURATIONS.notice, queueSeconds(row, call));
  const first = [...(isFelt ? [small(soon)] : []), ...(modification.password ? [resetting()] : [])];
  const steps = [...first, ...(immediately ? toSteps(later) : [])];
  const base = { at, deferred: false };
  const now = toWorks(steps, { ...base, start });
  const window = secondsUntilWindow(settings.PreferredMaintenanceWindow, calendarOf(row, call));
  const next = immediately ? [] : toWorks(toSteps(later), { at, deferred: true, start: window });
  const kept = row.works.filter((work) => !isWaiting(work, call));
  if (atOnce.VpcSecurityGroupIds !== undefined) changeGroups(call, row, atOnce.VpcSecurityGroupIds);
  const standby = arrangeStandby({ ...row, settings }, { later, works: [...now, ...next], call });
  return { ...row, ...standby, settings, works: [...kept, ...now, ...next] };
}

/** The instant by the instance's own calendar, which began at its creation and runs at the sandbox's speed. */
function calendarOf(row: DbInstance, call: Call): number {
  return row.createdAt + call.account.clock.secondsSince(row.createdAt) * 1000;
}

/** Backups on or off interrupt for a moment; another number of days does not. */
function togglesBackups(present: Settings, wanted: Partial<Settings>): boolean {
  const days = wanted.BackupRetentionPeriod ?? present.BackupRetentionPeriod;
  return (days === 0) !== (present.BackupRetentionPeriod === 0);
}

function waitingValues(row: DbInstance, call: Call): Partial<Settings> {
  const waiting = row.works.filter((work) => isWaiting(work, call));
  return Object.assign({}, ...waiting.map(({ values }) => values)) as Partial<Settings>;
}

function pick(settings: Partial<Settings>, keeps: (name: keyof Settings) => boolean): Partial<Settings> {
  return Object.fromEntries(
    Object.entries(settings).filter(([name]) => keeps(name as keyof Settings)),
  ) as Partial<Settings>;
}

function differing(wanted: Partial<Settings>, present: Settings): Partial<Settings> {
  return pick(wanted, (name) => JSON.stringify(wanted[name]) !== JSON.stringify(present[name]));
}

function withoutDisabled(settings: Settings): Settings {
  const { MaxAllocatedStorage, PerformanceInsightsKMSKeyId, PerformanceInsightsRetentionPeriod, ...rest } =
    settings;
  return {
    ...rest,
    ...(MaxAllocatedStorage === settings.AllocatedStorage ? {} : { MaxAllocatedStorage }),
    ...(settings.PerformanceInsightsEnabled
      ? {
          PerformanceInsightsKMSKeyId,
          PerformanceInsightsRetentionPeriod: PerformanceInsightsRetentionPeriod ?? 7,
        }
      : {}),
  };
}

function small(values: Partial<Settings>): Step {
  return { status: "modifying", seconds: DURATIONS.small, values };
}

function resetting(): Step {
  return { status: "resetting-master-credentials", seconds: DURATIONS.small, values: {}, password: true };
}

function toSteps(later: Partial<Settings>): readonly Step[] {
  const step = (names: readonly (keyof Settings)[], status: string, seconds: number): readonly Step[] => {
    const values = pick(later, (name) => names.includes(name));
    return Object.keys(values).length === 0 ? [] : [{ status, seconds, values }];
  };
  const storage = step(STORAGE, "modifying", DURATIONS.storage);
  return [
    ...storage,
    ...storage.map(() => ({ status: OPTIMIZING, seconds: DURATIONS.optimization, values: {} })),
    ...step(["MultiAZ"], "modifying", DURATIONS.multiAz),
    ...step(["DBInstanceClass"], "modifying", DURATIONS.instanceClass),
    ...step(["BackupRetentionPeriod"], "modifying", DURATIONS.retention),
    ...step(["EngineVersion"], "upgrading", DURATIONS.version),
  ];
}

/** Sets steps one after the other; nothing waits for storage to settle. */
function toWorks(
  steps: readonly Step[],
  { at, deferred, start }: Pick<Work, "at" | "deferred"> & { readonly start: number },
): readonly Work[] {
  let delaySeconds = start;
  return steps.map((step) => {
    const work = { ...step, at, deferred, delaySeconds };
    if (step.status !== OPTIMIZING) delaySeconds += step.seconds;
    return work;
  });
}

/** Gives a standby-to-be its network interface, and takes away that of one that goes. */
function arrangeStandby(
  row: DbInstance,
  { later, works, call }: { later: Partial<Settings>; works: readonly Work[]; call: Call },
): Pick<DbInstance, "standbyZone" | "networkInterfaces"> {
  const { zone, standbyZone, networkInterfaces, settings } = row;
  const isWanted = later.MultiAZ ?? settings.MultiAZ;
  const has = networkInterfaces.length > 1;
  if (isWanted === has) return { standbyZone, networkInterfaces };
  if (isWanted) {
    const others = findPlaces(call, getSubnetGroup(call, row.subnetGroup), settings.DBInstanceClass).filter(
      (place) => place.zone !== zone,
    );
    const [place] = choosePlaces(others, { multiAz: false, zone: undefined });
    if (place === undefined) return { standbyZone, networkInterfaces };
    const made = attach(call, place, settings.VpcSecurityGroupIds);
    return { standbyZone: place.zone, networkInterfaces: [...networkInterfaces, made] };
  }
  const end = works.find(({ values }) => values.MultiAZ === false);
  const seconds = end === undefined ? 0 : end.delaySeconds + end.seconds;
  detach(call, row, { zones: standbyZone === undefined ? [] : [standbyZone], seconds });
  return { standbyZone, networkInterfaces: networkInterfaces.filter((face) => face.zone === zone) };
}
