import { again } from "../advice.ts";
import { Bug, Interrupted, PlanError } from "../errors.ts";
import { type Creating, type Entry, idOf, type Ready, type Updating } from "./entry.ts";
import type { Emit } from "./events.ts";
import { Look } from "./observe.ts";
import { type Match, matchResource } from "./ownership.ts";
import type { Work } from "./plan-item.ts";
import type { Clock, Digest, Journal } from "./ports.ts";
import { type Address, type Attributes, resolveInput, unknownSources } from "./ref.ts";
import type { AnyType, ApplyAt, Observed, Props, Watch } from "./resource.ts";
import { tokenFor } from "./stack.ts";

/** What may be chosen about how a plan is carried out. */
export interface ApplyOptions {
  readonly applyAt: ApplyAt;
  /** Nothing may remain, not even for a recovery window. */
  readonly force: boolean;
  readonly deleteAdopted: boolean;
  readonly adopt: ReadonlyMap<Address, string>;
}

/** One run of the engine: what every step works with. */
export interface Run<Env> {
  readonly env: Env;
  readonly types: ReadonlyMap<string, AnyType<Env>>;
  readonly journal: Journal;
  readonly clock: Clock;
  readonly digest: Digest;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly options: ApplyOptions;
  /** Makes of a step's error one that a person can act on. */
  explain(error: unknown, address: Address): Promise<unknown>;
  /** Attributes of what stands; grows as steps end. */
  readonly known: Map<Address, Attributes>;
}

/** Seconds after which AWS's reads are taken to show every change. Cautious: EC2 documents no bound. */
export const READ_LAG_SECONDS = 300;

/** Seconds within which a read by id shows what was just made or changed. */
export const VISIBLE_SECONDS = 60;

/**
 * Seconds after which tags that AWS does not tell are no longer waited for. The slowest to tell them are replication groups:
 * not before they stand, which takes the largest less than an hour.
 */
const UNTOLD_SECONDS = 3600;

/** Seconds between looks for something whose reads lag. */
const SEARCH_SECONDS = 15;

/** Seconds between looks while the engine itself waits. */
export const LOOK_SECONDS = 5;

/** Throws {@link Interrupted} once the run is to stop; called before everything that starts something. */
export function checkSignal<Env>(run: Run<Env>): void {
  if (run.signal.aborted) throw new Interrupted();
}

/** The watch that verbs get for one resource. */
export function watchOf<Env>(run: Run<Env>, address: Address): Watch {
  const report = (status: string): void => run.emit({ event: "status", address, status });
  return { clock: run.clock, signal: run.signal, report };
}

/** The props of a resource whose needs all stand. */
export function resolveProps<Env>(run: Run<Env>, work: Work<Env>): Props {
  const props = resolveInput(work.input, (address) => run.known.get(address)) as Props;
  const missing = unknownSources(props);
  if (missing.length === 0) return props;
  throw new Bug(
    `${work.item.address} was started although ${missing.join(", ")} did not tell all that it needs.`,
  );
}

/** The living entry of an address: behind a replace it is the new one. */
export type Living = Creating | Ready | Updating;

/** Where the entry of a resource being made is written: the address itself, or the new half of a replace. */
export interface Slot {
  read(): Living | undefined;
  write(entry: Living): Promise<void>;
  /** Forgets an intent of which nothing came. */
  drop(): Promise<void>;
  /** Id of the old one that stands until the new one does. */
  readonly replaces?: string;
}

/** The creation token of what is being made; one that is made beside the old one must not share that one's token. */
export function tokenOf<Env>({ digest, journal }: Run<Env>, address: Address, { replaces }: Slot): string {
  const made = replaces === undefined ? address : `${address} instead of ${replaces}`;
  return tokenFor(digest, journal.lineage, made, journal.generation(address));
}

/** The slot of an address; `renamed` keeps the old resource on record while the new one is made. */
export function slotOf<Env>(run: Run<Env>, work: Work<Env>, renamed: boolean): Slot {
  const { address } = work.item;
  const current = (): Entry | undefined => run.journal.entries().get(address);
  if (renamed) return renamedSlot(run, work, current);
  return {
    read: () => livingOf(current()),
    write: (entry) => run.journal.put(address, entry),
    drop: () => run.journal.forget(address),
  };
}

const livingOf = (entry: Entry | undefined): Living | undefined =>
  entry === undefined || entry.status === "deleting" || entry.status === "replacing" ? undefined : entry;

function renamedSlot<Env>(
  run: Run<Env>,
  { item, observed }: Work<Env>,
  current: () => Entry | undefined,
): Slot {
  const { address } = item;
  const old = (): { id: string; name?: string; needs: readonly Address[] } => {
    const entry = current();
    if (entry?.status === "replacing") return entry.old;
    const id = idOf(entry) ?? observed?.id;
    if (id === undefined) throw new Bug(`${address} has nothing to replace.`);
    const name = entry?.name ?? observed?.name;
    return { id, needs: entry?.needs ?? item.needs, ...(name === undefined ? {} : { name }) };
  };
  const put = (next: Living | undefined): Promise<void> => {
    const base = {
      status: "replacing" as const,
      type: item.type,
      needs: current()?.needs ?? item.needs,
      old: old(),
    };
    return run.journal.put(address, next === undefined ? base : { ...base, needs: next.needs, new: next });
  };
  return {
    read: () => {
      const entry = current();
      return entry?.status === "replacing" ? entry.new : undefined;
    },
    write: put,
    drop: () => put(undefined),
    replaces: old().id,
  };
}

/** Looks an address up afresh: by id, then name, then tag. */
export async function lookUp<Env>(
  run: Run<Env>,
  work: Work<Env>,
  living: Living | undefined,
  unfiltered = false,
): Promise<Match> {
  const { address } = work.item;
  const { journal, env, types } = run;
  const name = living?.name ?? work.item.name;
  const look = new Look({ env, declarations: [], types, journal: withEntry(journal, address, living) });
  const listed = await look.observed(work.type);
  const all = unfiltered && work.type.listAll !== undefined ? await work.type.listAll(env) : [];
  const candidates = [...listed, ...all.filter((one) => !listed.some(({ id }) => id === one.id))];
  const { stack, lineage } = journal;
  return matchResource({ address, type: work.type, entry: living, name, candidates, stack, lineage });
}

/** The journal as it would be with this entry at the address: names and ids that a look is to cover. */
function withEntry(journal: Journal, address: Address, living: Living | undefined): Journal {
  if (living === undefined) return journal;
  const entries = new Map(journal.entries()).set(address, living);
  return { ...bound(journal), entries: () => entries };
}

const bound = (journal: Journal): Journal => ({
  stack: journal.stack,
  lineage: journal.lineage,
  entries: () => journal.entries(),
  put: (address, entry) => journal.put(address, entry),
  remove: (address, retained) => journal.remove(address, retained),
  forget: (address) => journal.forget(address),
  generation: (address) => journal.generation(address),
});

/** A match that is ours, or the reason why it cannot be taken; `undefined` while AWS does not tell. */
export function ownedOrThrow(match: Match, address: Address): Observed | undefined {
  if (match.found === "none") return undefined;
  if (match.found === "two") {
    const ids = match.observed.map(({ id }) => id).join(" and ");
    throw notOurs(
      "TwoMatches",
      address,
      `${ids} are both marked as ${address}; only one can be it.`,
      undefined,
    );
  }
  const { verdict, observed } = match;
  const known = observed.name ?? observed.id;
  if (verdict.whose === "foreign") {
    throw notOurs(
      "NotOurs",
      address,
      `${known} is taken by ${verdict.owner}.`,
      `--adopt ${address}=${observed.id}`,
    );
  }
  if (verdict.whose === "other-state") {
    throw notOurs(
      "OtherState",
      address,
      `${known} belongs to another state file (lineage ${verdict.lineage}).`,
      undefined,
    );
  }
  return verdict.whose === "ours" ? observed : undefined;
}

/** Pauses between two looks for what an unanswered create left; `rest` is in seconds until reads must show it. */
export function pauseSearch<Env>(run: Run<Env>, address: Address, rest: number): Promise<void> {
  watchOf(run, address).report("looking for an earlier attempt");
  return run.clock.sleep(rest > 0 ? Math.max(1, Math.min(SEARCH_SECONDS, rest)) : SEARCH_SECONDS, run.signal);
}

/** Throws once it is in vain to wait until AWS tells whose something is; `since` is the instant of the first look. */
export function demandTold<Env>(run: Run<Env>, { item }: Work<Env>, since: number): void {
  if (run.clock.secondsSince(since) <= UNTOLD_SECONDS) return;
  throw new PlanError({
    code: "OwnerUnknown",
    summary: "AWS does not tell whose it is",
    detail: `${item.address}: something of its name exists, and for an hour AWS has not told its tags. Nothing was done to it. The same command looks again.`,
  });
}

function notOurs(code: string, address: Address, what: string, flag: string | undefined): PlanError {
  return new PlanError({
    code,
    summary: "The resource is not ours",
    detail: `${address}: ${what} Nothing was done to it.`,
    fix: flag === undefined ? [] : [again(flag)],
  });
}
