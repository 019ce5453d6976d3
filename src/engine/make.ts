import { PlanError, WaitTimeoutError } from "../errors.ts";
import type { Change } from "./change.ts";
import { createJournaled } from "./create.ts";
import { diff } from "./diff.ts";
import { inputOf, type Ready, type Timings } from "./entry.ts";
import type { Work } from "./plan-item.ts";
import type { Attributes } from "./ref.ts";
import type { Observed, Props } from "./resource.ts";
import {
  checkSignal,
  type Living,
  LOOK_SECONDS,
  READ_LAG_SECONDS,
  type Run,
  resolveProps,
  type Slot,
  slotOf,
  VISIBLE_SECONDS,
  watchOf,
} from "./run.ts";
import { tokenFor } from "./stack.ts";

/** What became of a make. */
export interface Made {
  readonly attributes: Attributes;
  /** What the user should know, such as changes that wait for the maintenance window. */
  readonly note?: string;
}

interface Make<Env> {
  readonly run: Run<Env>;
  readonly work: Work<Env>;
  readonly slot: Slot;
  readonly props: Props;
  readonly begun: number;
}

/** Brings one resource to what is desired: creates it or finds it, waits until it stands, updates what differs. */
export async function make<Env>(run: Run<Env>, work: Work<Env>): Promise<Made> {
  const renamed = work.type.rename !== undefined && work.item.action === "replace";
  const slot = slotOf(run, work, renamed);
  const props = withLiveName(run, work, resolveProps(run, work));
  const context = { run, work, slot, props, begun: run.clock.now() };
  const standing = await standingId(context);
  const fresh = standing === undefined;
  const id = standing ?? (await createAnew(context));
  await work.type.ready(run.env, id, watchOf(run, work.item.address));
  const observed = await bringToDesired(context, id, fresh);
  await context.slot.write(readyEntry(context, observed, fresh));
  run.known.set(work.item.address, observed.attributes);
  return { attributes: observed.attributes, ...noteOn(observed) };
}

/**
 * Types that are replaced under another name keep it: what stands has the name of its entry, what replaces it the next
 * one. A kill between the two finds the name in the entry of the new one.
 */
function withLiveName<Env>(run: Run<Env>, { type, item }: Work<Env>, props: Props): Props {
  const entry = run.journal.entries().get(item.address);
  if (type.rename === undefined || entry === undefined || entry.status === "deleting") return props;
  const begun = entry.status === "replacing" ? entry.new?.name : undefined;
  const old = entry.status === "replacing" ? entry.old.name : entry.name;
  const live = item.action === "replace" && old !== undefined ? (begun ?? nextName(old)) : old;
  return live === undefined ? props : { ...props, [type.rename]: live };
}

/** `x-2` after `x`, `x-3` after `x-2`. */
function nextName(name: string): string {
  const [, stem = name, number = "1"] = /^(.*)-(\d+)$/.exec(name) ?? [];
  return `${stem}-${Number(number) + 1}`;
}

function noteOn(observed: Observed): { note?: string } {
  const props = Object.keys(observed.later ?? {});
  return props.length === 0
    ? {}
    : { note: `${props.join(", ")} takes effect in the next maintenance window` };
}

/** The id of what stands already for this address; `undefined` when it is to be created. */
async function standingId<Env>(context: Make<Env>): Promise<string | undefined> {
  const { run, work, slot } = context;
  await letLeave(context);
  const living = slot.read();
  if (living?.status === "creating") {
    // The id was told, so the create happened: only if reads never show it did it vanish.
    return living.id === undefined
      ? undefined
      : await visibleId(context, living.id, Date.parse(living.sentAt));
  }
  if (work.observed !== undefined && work.observed.condition !== "leaving" && !isGoing(context))
    return work.observed.id;
  if (living !== undefined) await run.journal.remove(work.item.address);
  return undefined;
}

/** Whether the observed one is the old half of a replace. */
const isGoing = <Env>({ work, slot }: Make<Env>): boolean =>
  work.item.action === "replace" && slot.read() === undefined;

/** Waits for what is on its way out, and trusts a delete of our own only once reads must show it. */
async function letLeave<Env>({ run, work }: Make<Env>): Promise<void> {
  const { address } = work.item;
  const entry = run.journal.entries().get(address);
  const leaving = work.observed?.condition === "leaving" && work.observed.restorableUntil === undefined;
  if (leaving) {
    await work.type.gone(run.env, work.observed?.id ?? "", watchOf(run, address));
    if (entry !== undefined) await run.journal.remove(address);
  }
  if (entry?.status !== "deleting" || leaving) return;
  const rest = VISIBLE_SECONDS - run.clock.secondsSince(Date.parse(entry.sentAt));
  if (rest > 0) await run.clock.sleep(rest, run.signal);
  const seen = await work.type.get(run.env, entry.id);
  if (seen?.condition === "leaving") await work.type.gone(run.env, entry.id, watchOf(run, address));
  if (seen === undefined || seen.condition === "leaving") await run.journal.remove(address);
  else await run.journal.put(address, carriedOn(run, work, seen));
}

/** A delete that did not happen: what stands is kept and brought to what is desired. */
function carriedOn<Env>(run: Run<Env>, work: Work<Env>, seen: Observed): Ready {
  const { address, type, needs } = work.item;
  const token = tokenFor(run.digest, run.journal.lineage, address, run.journal.generation(address));
  const name = seen.name === undefined ? {} : { name: seen.name };
  return {
    status: "ready",
    type,
    ...name,
    needs,
    token,
    input: {},
    id: seen.id,
    attributes: seen.attributes,
  };
}

async function visibleId<Env>(
  { run, work }: Make<Env>,
  id: string,
  sentAt: number,
): Promise<string | undefined> {
  for (;;) {
    if ((await work.type.get(run.env, id)) !== undefined) return id;
    if (run.clock.secondsSince(sentAt) > READ_LAG_SECONDS) break;
    await run.clock.sleep(LOOK_SECONDS, run.signal);
  }
  await run.journal.remove(work.item.address);
  return undefined;
}

async function createAnew<Env>(context: Make<Env>): Promise<string> {
  const { run, work, props } = context;
  const id = await createJournaled(context, props);
  const late = (work.type.afterCreate ?? []).filter((prop) => props[prop] !== undefined);
  if (late.length === 0) return id;
  const changes = late.map((prop): Change => ({ prop, from: undefined, to: props[prop], cause: "settings" }));
  const observed: Observed = { id, condition: "pending", status: "pending", props: {}, attributes: {} };
  await work.type.update(run.env, id, changes, {
    ...watchOf(run, work.item.address),
    observed,
    props,
    applyAt: "now",
  });
  return id;
}

/** Updates what differs and waits until AWS shows it. */
async function bringToDesired<Env>(context: Make<Env>, id: string, fresh: boolean): Promise<Observed> {
  const sent = fresh ? context.props : (inputOf(context.slot.read()) ?? context.props);
  const first = await lookUntil(context, id, { seconds: fresh ? VISIBLE_SECONDS : 0, last: sent });
  if (first.changes.length === 0) return first.observed;
  refuseHarsher(context, first.changes);
  await update(context, id, first);
  const settled = await lookUntil(context, id, { seconds: READ_LAG_SECONDS, last: context.props });
  if (settled.changes.length === 0) return settled.observed;
  throw didNotTake(context, settled.changes);
}

interface Looked {
  readonly observed: Observed;
  readonly changes: readonly Change[];
}

interface Patience {
  /** Seconds of the account's time during which a difference may be a lagging read. */
  readonly seconds: number;
  /** What was last sent: the measure of props that AWS never tells back. */
  readonly last: Props;
}

/** Looks until nothing differs, at most so long; the last look is the answer. */
async function lookUntil<Env>(
  { run, work, props }: Make<Env>,
  id: string,
  { seconds, last }: Patience,
): Promise<Looked> {
  const begun = run.clock.now();
  for (;;) {
    const observed = await work.type.get(run.env, id);
    const changes = observed === undefined ? [] : diff({ type: work.type, desired: props, observed, last });
    if (observed !== undefined && changes.length === 0) return { observed, changes };
    if (run.clock.secondsSince(begun) >= seconds) {
      if (observed !== undefined) return { observed, changes };
      throw vanished(work);
    }
    await run.clock.sleep(LOOK_SECONDS, run.signal);
  }
}

/** What was confirmed may turn out milder, never harsher. */
function refuseHarsher<Env>({ work }: Make<Env>, changes: readonly Change[]): void {
  const { type, item } = work;
  const planned = new Set(item.changes.map(({ prop }) => prop));
  const harsher = changes.filter(({ prop }) => {
    const forces = type.replaceOn.includes(prop);
    const interrupts = type.outage?.includes(prop) === true && !planned.has(prop);
    return forces || interrupts;
  });
  if (harsher.length === 0) return;
  throw new PlanError({
    code: "ChangedSincePlan",
    summary: "Changed since the plan",
    detail: `${item.address}: ${harsher.map(({ prop }) => prop).join(", ")} would need more than what the plan showed. Look at a new plan first.`,
    fix: ["flashsale-setup plan"],
  });
}

async function update<Env>(context: Make<Env>, id: string, looked: Looked): Promise<void> {
  const { run, work, slot, props } = context;
  checkSignal(run);
  await slot.write({
    ...base(context),
    status: "updating",
    id,
    attributes: looked.observed.attributes,
    changes: looked.changes.map(({ prop }) => prop),
    sentAt: new Date(run.clock.now()).toISOString(),
  });
  const { applyAt } = run.options;
  const watch = watchOf(run, work.item.address);
  await work.type.update(run.env, id, looked.changes, {
    ...watch,
    observed: looked.observed,
    props,
    applyAt,
  });
  await work.type.ready(run.env, id, watch);
}

function base<Env>({
  run,
  work,
  slot,
  props,
}: Make<Env>): Omit<Living & { status: "ready" }, "status" | "id" | "attributes"> {
  const { address, type, needs } = work.item;
  const name = work.type.nameOf?.(props);
  const living = slot.read();
  const adopted = run.options.adopt.has(address) || living?.adopted === true;
  return {
    type,
    ...(name === undefined ? {} : { name }),
    needs,
    token:
      living?.token ?? tokenFor(run.digest, run.journal.lineage, address, run.journal.generation(address)),
    input: props,
    ...(adopted ? { adopted: true as const } : {}),
    ...historyOf(living),
  };
}

/** What is remembered of how it was made. */
const historyOf = (living: Living | undefined): Pick<Ready, "timings" | "madeAt"> =>
  living === undefined || living.status === "creating"
    ? {}
    : {
        ...(living.timings === undefined ? {} : { timings: living.timings }),
        ...(living.madeAt === undefined ? {} : { madeAt: living.madeAt }),
      };

function readyEntry<Env>(context: Make<Env>, observed: Observed, fresh: boolean): Ready {
  const known = base(context);
  const seconds = Math.round(context.run.clock.secondsSince(context.begun));
  const timings: Timings | undefined = fresh ? { ...known.timings, create: seconds } : known.timings;
  return {
    ...known,
    status: "ready",
    id: observed.id,
    attributes: observed.attributes,
    ...(timings === undefined ? {} : { timings }),
    ...(fresh ? { madeAt: new Date(context.run.clock.now()).toISOString() } : {}),
  };
}

function vanished<Env>({ item }: Work<Env>): PlanError {
  return new PlanError({
    code: "Vanished",
    summary: "The resource vanished",
    detail: `${item.address}: AWS no longer shows it although it was there a moment ago. Run the same command again.`,
  });
}

function didNotTake<Env>({ work }: Make<Env>, changes: readonly Change[]): WaitTimeoutError {
  const props = changes.map(({ prop }) => prop).join(", ");
  return new WaitTimeoutError({
    code: "DidNotTake",
    summary: "A change did not take",
    detail: `${work.item.address}: AWS accepted the change of ${props}, but still shows the old value after ${READ_LAG_SECONDS} s.`,
    fix: ["flashsale-setup plan"],
  });
}
