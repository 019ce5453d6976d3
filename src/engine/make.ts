import type { PostponedError } from "../errors.ts";
import type { Change } from "./change.ts";
import { createJournaled } from "./create.ts";
import type { Deleting } from "./entry.ts";
import { finishFirst, giveUp } from "./give-up.ts";
import { withNameToMake } from "./live-name.ts";
import { carriedOn, isAdopted, type Make, readyEntry } from "./make-entries.ts";
import type { Work } from "./plan-item.ts";
import type { Attributes } from "./ref.ts";
import type { Observed } from "./resource.ts";
import {
  LOOK_SECONDS,
  READ_LAG_SECONDS,
  type Run,
  resolveProps,
  slotOf,
  VISIBLE_SECONDS,
  watchOf,
} from "./run.ts";
import { bringToDesired } from "./settle.ts";

/** What became of a make. */
export interface Made {
  readonly attributes: Attributes;
  /** What the user should know, such as changes that wait for the maintenance window. */
  readonly note?: string;
  /** What AWS takes only later; all else is done. */
  readonly postponed?: PostponedError | undefined;
}

/** Brings one resource to what is desired: creates it or finds it, waits until it stands, updates what differs. */
export async function make<Env>(run: Run<Env>, work: Work<Env>): Promise<Made> {
  if (work.item.givesUp === true) await giveUp(run, work);
  await finishFirst(run, work);
  const renamed = work.type.rename !== undefined && work.item.action === "replace" && !isGivenUp(run, work);
  const slot = slotOf(run, work, renamed);
  const entry = run.journal.entries().get(work.item.address);
  const props = withNameToMake(work.type, resolveProps(run, work), {
    entry,
    observed: work.observed,
    isReplaced: renamed,
  });
  const context = { run, work, slot, props, begun: run.clock.now() };
  const standing = await standingId(context);
  const fresh = standing === undefined;
  const id = standing ?? (await createAnew(context));
  await work.type.ready(run.env, id, watchOf(run, work.item.address));
  const { observed, postponed } = await bringToDesired(context, id, fresh);
  await context.slot.write(readyEntry(withoutPostponed(context, observed, postponed), observed, fresh));
  run.known.set(work.item.address, observed.attributes);
  return { attributes: observed.attributes, ...noteOn(observed), postponed };
}

/** Whether a replacement was given up of which nothing was made. */
const isGivenUp = <Env>({ journal }: Run<Env>, { item }: Work<Env>): boolean =>
  item.givesUp === true && journal.entries().get(item.address)?.status !== "replacing";

/** What AWS takes only later was not sent: it is recorded as it stands. */
function withoutPostponed<Env>(
  context: Make<Env>,
  observed: Observed,
  postponed: PostponedError | undefined,
): Make<Env> {
  if (postponed === undefined) return context;
  const standing = postponed.props.map((prop) => [prop, observed.props[prop]] as const);
  return { ...context, props: { ...context.props, ...Object.fromEntries(standing) } };
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
  const left = await letLeave(context);
  if (left !== undefined) return left.id;
  if (isAdopted(run, work)) return work.observed?.id;
  const living = slot.read();
  if (living?.status === "creating") {
    // The id was told, so the create happened: only if reads never show it did it vanish.
    return living.id === undefined ? undefined : visibleId(context, living.id, Date.parse(living.sentAt));
  }
  if (work.observed !== undefined && work.observed.condition !== "leaving" && !isGoing(context))
    return work.observed.id;
  if (living !== undefined) await run.journal.remove(work.item.address);
  return undefined;
}

/** Whether the observed one is the old half of a replace. */
const isGoing = <Env>({ work, slot }: Make<Env>): boolean =>
  work.item.action === "replace" && slot.read() === undefined;

/** What is there after something was on its way out: the id of what stands nevertheless, or nothing. */
interface Left {
  readonly id?: string;
}

/** Waits for what is on its way out; `undefined` where nothing was. */
async function letLeave<Env>(context: Make<Env>): Promise<Left | undefined> {
  const { run, work } = context;
  const { address } = work.item;
  const entry = run.journal.entries().get(address);
  const { observed } = work;
  if (observed?.condition === "leaving" && observed.restorableUntil === undefined) {
    await work.type.gone(run.env, observed.id, watchOf(run, address));
    if (entry !== undefined) await run.journal.remove(address);
    return {};
  }
  return entry?.status === "deleting" ? settleDelete(context, entry) : undefined;
}

/** What came of an interrupted delete of our own, trusted only once reads must show it. */
async function settleDelete<Env>({ run, work }: Make<Env>, entry: Deleting): Promise<Left> {
  const { address } = work.item;
  const rest = VISIBLE_SECONDS - run.clock.secondsSince(Date.parse(entry.sentAt));
  if (rest > 0) await run.clock.sleep(rest, run.signal);
  const seen = await work.type.get(run.env, entry.id);
  if (seen !== undefined && seen.condition !== "leaving") {
    await run.journal.put(address, carriedOn(run, work, seen));
    return { id: seen.id };
  }
  if (seen !== undefined) await work.type.gone(run.env, entry.id, watchOf(run, address));
  await run.journal.remove(address);
  return {};
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
