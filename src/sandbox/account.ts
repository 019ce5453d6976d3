import type { AccountDocument, Json, PastVersion } from "./account-file.ts";
import type { SandboxClock } from "./clock.ts";

/** What every record of every table has. */
export interface AccountRecord {
  readonly id: string;
  /** Instant of creation, in milliseconds since 1970. */
  readonly createdAt: number;
  /** Instant at which deletion was asked for; the record lingers from then on. */
  readonly deletedAt?: number;
  /** Simulated seconds after `deletedAt` for which the record can still be read. */
  readonly goneAfterSeconds?: number;
  readonly tags?: Tags;
}

/** Tags by key. */
export type Tags = Readonly<Record<string, string>>;

/** The name of a table, which knows the type of its records. */
export interface TableName<R extends AccountRecord> {
  /** Name of the SDK client without "Client": `EC2`, `RDS`, `Kafka`. */
  readonly service: string;
  /** AWS's noun in kebab case: `nat-gateway`. */
  readonly type: string;
  /** True for a service whose resources belong to no region (IAM). */
  readonly global: boolean;
  /** Never set: it carries the record's type only. */
  readonly record?: R;
}

/** Names a table of regional records; `defineGlobalTable` is for services without regions. */
export function defineTable<R extends AccountRecord>(service: string, type: string): TableName<R> {
  return { service, type, global: false };
}

/** Names a table of records that belong to no region. */
export function defineGlobalTable<R extends AccountRecord>(service: string, type: string): TableName<R> {
  return { service, type, global: true };
}

/** What AWS offers through one service; written to the account's file at its creation, editable there from then on. */
export interface OfferName<O extends Record<string, unknown>> {
  readonly service: string;
  readonly defaults: () => O;
}

/** The records of one type. Those whose lingering is over are never seen. */
export interface Table<R extends AccountRecord> {
  find(id: string): R | undefined;
  all(): readonly R[];
  /** Adds a record, or replaces the one with this id. */
  insert(record: R): R;
  /** Changes members of a record; `undefined` removes one. Throws when the id is unknown. */
  update(id: string, changes: { readonly [K in keyof R]?: R[K] | undefined }): R;
  /** Forgets a record at once. */
  remove(id: string): void;
  /** Starts a deletion: the record stays readable for `seconds` more (simulated). */
  retire(id: string, seconds: number): R;
}

/** An account as seen at one instant: the truth for calls that change it, an older truth for reads that lag. */
export interface Account {
  readonly clock: SandboxClock;
  table<R extends AccountRecord>(name: TableName<R>): Table<R>;
  offers<O extends Record<string, unknown>>(name: OfferName<O>): O;
}

/** What an account is seen through. */
export interface View {
  readonly document: AccountDocument;
  readonly clock: SandboxClock;
  readonly region: string;
  /** True when the clock stands before the present: what happened since is not seen. */
  readonly lagging: boolean;
  /** What is younger than this many simulated milliseconds is not seen. @default 0 */
  readonly blindMilliseconds?: number;
}

/** Opens the account as `clock` sees it; a lagging view shows the account of the clock's instant. */
export function openAccount(view: View): Account {
  const { document, clock } = view;
  const own = new Set<string>();
  return {
    clock,
    table: (name) => openTable(view, name, own),
    offers: <O extends Record<string, unknown>>(name: OfferName<O>) =>
      ({ ...name.defaults(), ...document.offers[name.service] }) as O,
  };
}

/** Drops what no read can see any more: past versions older than `windowSeconds`, and records gone for as long. */
export function prune(document: AccountDocument, clock: SandboxClock, windowSeconds: number): void {
  const isOld = ({ until }: PastVersion): boolean => clock.secondsSince(until) > windowSeconds;
  for (const past of Object.values(document.history)) {
    dropWhere(past, (versions) => versions.every(isOld));
  }
  for (const rows of Object.values(document.tables)) {
    dropWhere(rows, (row) => {
      const { deletedAt, goneAfterSeconds = 0 } = row as AccountRecord;
      return deletedAt !== undefined && clock.secondsSince(deletedAt) > goneAfterSeconds + windowSeconds;
    });
  }
}

function dropWhere<T>(entries: Record<string, T>, isDropped: (entry: T) => boolean): void {
  for (const [key, entry] of Object.entries(entries)) {
    if (isDropped(entry)) delete entries[key];
  }
}

/** `own` are the records that this very view has written, which it always sees. */
function openTable<R extends AccountRecord>(view: View, name: TableName<R>, own: Set<string>): Table<R> {
  const key = name.global ? `${name.service}/${name.type}` : `${view.region}/${name.service}/${name.type}`;
  const { document, clock } = view;
  const rows = (): Record<string, R> => (document.tables[key] ?? {}) as Record<string, R>;
  const find = (id: string): R | undefined => {
    const row = versionAt(view, key, id) as R | null;
    return row === null || isGone(row, clock) || (!own.has(`${key} ${id}`) && isTooYoung(view, row))
      ? undefined
      : row;
  };
  const put = (id: string, row: R | null): void => {
    own.add(`${key} ${id}`);
    document.tables[key] ??= {};
    document.history[key] ??= {};
    const table = document.tables[key];
    const past = document.history[key];
    past[id] = [...(past[id] ?? []), { until: clock.now(), value: table[id] ?? null }];
    if (row === null) delete table[id];
    else table[id] = row;
  };
  const update: Table<R>["update"] = (id, changes) => {
    const row = find(id);
    if (row === undefined) throw new Error(`sandbox: ${key} has no ${id}`);
    const changed = { ...row, ...changes };
    put(id, changed);
    return changed;
  };
  return {
    find,
    update,
    all: () =>
      [...new Set([...Object.keys(rows()), ...Object.keys(document.history[key] ?? {})])]
        .map(find)
        .filter(isPresent),
    insert: (record) => {
      put(record.id, record);
      return record;
    },
    remove: (id) => put(id, null),
    retire: (id, seconds) =>
      update(id, { deletedAt: clock.now(), goneAfterSeconds: seconds } as {
        readonly [K in keyof R]?: R[K] | undefined;
      }),
  };
}

function versionAt({ document, clock, lagging }: View, key: string, id: string): unknown {
  const past = lagging
    ? document.history[key]?.[id]?.find((version) => version.until > clock.now())
    : undefined;
  return past === undefined ? (document.tables[key]?.[id] ?? null) : past.value;
}

function isGone(record: AccountRecord, clock: SandboxClock): boolean {
  return (
    record.deletedAt !== undefined && clock.secondsSince(record.deletedAt) > (record.goneAfterSeconds ?? 0)
  );
}

function isTooYoung({ clock, blindMilliseconds = 0 }: View, record: AccountRecord): boolean {
  return blindMilliseconds > 0 && clock.secondsSince(record.createdAt) * 1000 < blindMilliseconds;
}

function isPresent<T>(value: T | undefined): value is T {
  return value !== undefined;
}

/** Makes the document of a new, empty account. */
export function createDocument(
  accountId: string,
  offers: readonly OfferName<Record<string, unknown>>[],
  now: number,
): AccountDocument {
  return {
    version: 1,
    accountId,
    alias: "flashsale-sandbox",
    createdAt: now,
    offers: Object.fromEntries(
      offers.map((offer) => [offer.service, offer.defaults() as Record<string, Json>]),
    ),
    staleReads: 0,
    tables: {},
    history: {},
  };
}
