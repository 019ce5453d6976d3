import { AlreadyExists, AmbiguousEnd, Interrupted, PlanError } from "../errors.ts";
import { canonicalText } from "./compare.ts";
import { searchIntent } from "./drop.ts";
import type { Creating } from "./entry.ts";
import type { Work } from "./plan-item.ts";
import { nameKeyOf } from "./plan-words.ts";
import type { Observed, Props } from "./resource.ts";
import {
  checkSignal,
  demandTold,
  LOOK_SECONDS,
  lookUp,
  ownedOrThrow,
  pauseSearch,
  READ_LAG_SECONDS,
  type Run,
  type Slot,
  tokenOf,
  watchOf,
} from "./run.ts";

/** How often one process sends a create whose end nobody saw: once, and again after each of three look-ups. */
const ATTEMPTS = 4;

interface Create<Env> {
  readonly run: Run<Env>;
  readonly work: Work<Env>;
  readonly slot: Slot;
}

/**
 * Creates a resource with its intent on disk before every send, and answers its id with the id on disk.
 * An open intent of an earlier run is settled first. Ends that nobody saw are looked into before they are repeated.
 */
export async function createJournaled<Env>(create: Create<Env>, props: Props): Promise<string> {
  const open = create.slot.read();
  const interrupted = open?.status === "creating" ? open : undefined;
  if (interrupted === undefined) return sendUntilAnswered(create, newIntent(create, props), undefined);
  const isOutdated = wouldBeReplaced(create, interrupted, props);
  const found = isOutdated
    ? await searchIntent(create.run, create.work, interrupted)
    : await settleOpenIntent(create, interrupted);
  if (found !== undefined) return record(create, interrupted, found);
  if (isOutdated) {
    // Nothing came of it: to send it now would only make what has to be replaced at once.
    await create.slot.drop();
    return sendUntilAnswered(create, newIntent(create, props), undefined);
  }
  try {
    return await sendUntilAnswered(create, interrupted, interrupted.sentAt);
  } catch (error) {
    // What was recorded is impossible by now, and nothing came of it: the present input is sent instead.
    const isStale = canonicalText(interrupted.input) !== canonicalText(props);
    if (!isStale || create.slot.read() !== undefined) throw error;
    return sendUntilAnswered(create, newIntent(create, props), undefined);
  }
}

/** Whether what was recorded has since changed in what no update can change. */
const wouldBeReplaced = <Env>({ work }: Create<Env>, { input }: Creating, props: Props): boolean =>
  work.type.replaceOn.some((prop) => canonicalText(input[prop]) !== canonicalText(props[prop]));

/** Stamps and sends an intent until its end is known; `unansweredAt` is an earlier send whose end nobody saw. */
async function sendUntilAnswered<Env>(
  create: Create<Env>,
  intent: Creating,
  unansweredAt: string | undefined,
): Promise<string> {
  const { run, slot, work } = create;
  const begun = run.clock.now();
  let last = unansweredAt;
  for (let unanswered = 0; unanswered < ATTEMPTS; ) {
    checkSignal(run);
    const stamped = { ...intent, sentAt: new Date(run.clock.now()).toISOString() };
    await slot.write(stamped);
    const sent = await sendOnce(create, stamped, { unansweredAt: last, begun });
    if (typeof sent === "object") return record(create, stamped, sent.id);
    if (sent === "again") continue;
    last = stamped.sentAt;
    unanswered++;
  }
  throw new PlanError({
    code: "NoAnswer",
    summary: "AWS did not answer",
    detail: `${work.item.address}: the create was sent ${ATTEMPTS} times and never answered. Its intent is kept; the next run looks for what came of it.`,
  });
}

function newIntent<Env>({ run, work, slot }: Create<Env>, props: Props): Creating {
  const { address, type, needs } = work.item;
  const name = work.type.nameOf?.(props);
  return {
    status: "creating",
    type,
    ...(name === undefined ? {} : { name }),
    needs,
    token: tokenOf(run, address, slot),
    input: props,
    sentAt: new Date(run.clock.now()).toISOString(),
  };
}

async function record<Env>({ slot }: Create<Env>, intent: Creating, id: string): Promise<string> {
  await slot.write({ ...intent, id });
  return id;
}

interface Sending {
  /** ISO instant of the last send of this intent whose end nobody saw, in this run or an earlier one. */
  readonly unansweredAt: string | undefined;
  /** Instant of the first send of this run. */
  readonly begun: number;
}

type Sent = { readonly id: string } | "unanswered" | "again";

/** One send and what came of it. */
async function sendOnce<Env>(create: Create<Env>, intent: Creating, sending: Sending): Promise<Sent> {
  const { run, work } = create;
  try {
    const { id } = await work.type.create(run.env, intent.input, intent.token);
    return { id };
  } catch (error) {
    if (error instanceof AlreadyExists) return claim(create, intent, sending);
    if (error instanceof AmbiguousEnd) {
      const found = await settleOpenIntent(create, intent);
      return found === undefined ? "unanswered" : { id: found };
    }
    return letTurnUp(create, intent, { ...sending, error });
  }
}

/**
 * A refusal proves that nothing came of this send, but an earlier one without an answer may still turn up. Throws the
 * refusal, with the intent dropped, once nothing can. A call that was given up on the way proves nothing: its intent stays.
 */
async function letTurnUp<Env>(
  create: Create<Env>,
  intent: Creating,
  { unansweredAt, error }: Sending & { readonly error: unknown },
): Promise<{ readonly id: string }> {
  if (error instanceof Interrupted) throw error;
  const id =
    unansweredAt === undefined ? undefined : await search(create, { ...intent, sentAt: unansweredAt });
  if (id !== undefined) return { id };
  await create.slot.drop();
  throw error;
}

/**
 * What came of a create whose end nobody saw. Types that repeat by token or name need no look: repeating is the look.
 * The others are searched until AWS's reads must show the last send.
 */
async function settleOpenIntent<Env>(create: Create<Env>, intent: Creating): Promise<string | undefined> {
  const { work } = create;
  if (work.type.repeat !== "never") return undefined;
  return search(create, intent);
}

async function search<Env>(create: Create<Env>, intent: Creating): Promise<string | undefined> {
  const { run, work } = create;
  const sent = Date.parse(intent.sentAt);
  const begun = run.clock.now();
  for (;;) {
    checkSignal(run);
    const match = await lookUp(run, work, intent, true);
    const found = ownedOrThrow(match, work.item.address);
    if (found !== undefined && found.condition !== "leaving") return found.id;
    const rest = READ_LAG_SECONDS - run.clock.secondsSince(sent);
    if (rest <= 0 && match.found === "none") return undefined;
    demandTold(run, work, begun);
    await pauseSearch(run, work.item.address, rest);
  }
}

/** The name is taken: by our own earlier attempt, by one on its way out, or by somebody else. */
async function claim<Env>(create: Create<Env>, intent: Creating, sending: Sending): Promise<Sent> {
  const { run, slot } = create;
  try {
    const found = await untilTold(create, intent);
    if (found !== undefined) return await take(create, found);
    if (run.clock.secondsSince(sending.begun) > READ_LAG_SECONDS) throw unseen(create, intent);
    await run.clock.sleep(LOOK_SECONDS, run.signal);
    return "again";
  } catch (error) {
    // Not ours: nothing came of the intent, and a later run must not take the stranger for it.
    if (error instanceof PlanError && sending.unansweredAt === undefined) await slot.drop();
    throw error;
  }
}

/** What holds the name, once AWS tells that it is ours; `undefined` while reads show nothing. */
async function untilTold<Env>({ run, work }: Create<Env>, intent: Creating): Promise<Observed | undefined> {
  const { address } = work.item;
  const begun = run.clock.now();
  for (;;) {
    const match = await lookUp(run, work, intent);
    const found = ownedOrThrow(match, address);
    if (found !== undefined) return found;
    watchOf(run, address).report("name taken, looking whose it is");
    if (match.found === "none") return undefined;
    demandTold(run, work, begun);
    await run.clock.sleep(LOOK_SECONDS, run.signal);
  }
}

async function take<Env>({ run, work }: Create<Env>, found: Observed): Promise<Sent> {
  if (found.restorableUntil !== undefined && work.type.restore !== undefined) {
    await work.type.restore(run.env, found.id);
    return { id: found.id };
  }
  if (found.condition !== "leaving") return { id: found.id };
  await work.type.gone(run.env, found.id, watchOf(run, work.item.address));
  return "again";
}

function unseen<Env>({ work }: Create<Env>, intent: Creating): PlanError {
  return new PlanError({
    code: "NameTaken",
    summary: "The name is taken",
    detail: `${work.item.address}: AWS says that ${intent.name ?? "the name"} exists but does not show it to these credentials. Choose another ${nameKeyOf(work.type)} in the settings.`,
  });
}
