import { AlreadyExists, AmbiguousEnd, PlanError } from "../errors.ts";
import type { Creating } from "./entry.ts";
import type { Work } from "./plan-item.ts";
import type { Observed, Props } from "./resource.ts";
import {
  checkSignal,
  LOOK_SECONDS,
  lookUp,
  ownedOrThrow,
  READ_LAG_SECONDS,
  type Run,
  type Slot,
  watchOf,
} from "./run.ts";
import { tokenFor } from "./stack.ts";

/** How often one process sends a create whose end nobody saw. */
const ATTEMPTS = 3;

/** Seconds between looks for something whose reads lag. */
const SEARCH_SECONDS = 15;

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
  if (interrupted === undefined) return sendUntilAnswered(create, newIntent(create, props), true);
  const found = await settleOpenIntent(create, interrupted);
  if (found !== undefined) return record(create, interrupted, found);
  return sendUntilAnswered(create, interrupted, false);
}

/** Stamps and sends an intent until its end is known. */
async function sendUntilAnswered<Env>(
  create: Create<Env>,
  intent: Creating,
  isNew: boolean,
): Promise<string> {
  const { run, slot, work } = create;
  const begun = run.clock.now();
  let unanswered = 0;
  for (let send = 1; unanswered < ATTEMPTS; send++) {
    checkSignal(run);
    const stamped = { ...intent, sentAt: new Date(run.clock.now()).toISOString() };
    await slot.write(stamped);
    const sent = await sendOnce(create, stamped, { isFirst: isNew && send === 1, begun });
    if (typeof sent === "object") return record(create, stamped, sent.id);
    if (sent === "unanswered") unanswered++;
  }
  throw new PlanError({
    code: "NoAnswer",
    summary: "AWS did not answer",
    detail: `${work.item.address}: the create was sent ${ATTEMPTS} times and never answered. Its intent is kept; the next run looks for what came of it.`,
  });
}

function newIntent<Env>({ run, work }: Create<Env>, props: Props): Creating {
  const { address, type, needs } = work.item;
  const name = work.type.nameOf?.(props);
  const token = tokenFor(run.digest, run.journal.lineage, address, run.journal.generation(address));
  return {
    status: "creating",
    type,
    ...(name === undefined ? {} : { name }),
    needs,
    token,
    input: props,
    sentAt: new Date(run.clock.now()).toISOString(),
    ...(run.options.adopt.has(address) ? { adopted: true as const } : {}),
  };
}

async function record<Env>({ slot }: Create<Env>, intent: Creating, id: string): Promise<string> {
  await slot.write({ ...intent, id });
  return id;
}

interface Sending {
  /** Whether no send of this intent came before. */
  readonly isFirst: boolean;
  /** Instant of the first send of this run. */
  readonly begun: number;
}

type Sent = { readonly id: string } | "unanswered" | "again";

/** One send and what came of it. */
async function sendOnce<Env>(create: Create<Env>, intent: Creating, sending: Sending): Promise<Sent> {
  const { run, work, slot } = create;
  try {
    const { id } = await work.type.create(run.env, intent.input, intent.token);
    return { id };
  } catch (error) {
    if (error instanceof AlreadyExists) return claim(create, intent, sending);
    if (error instanceof AmbiguousEnd) {
      const id = await settleOpenIntent(create, intent);
      return id === undefined ? "unanswered" : { id };
    }
    // A refusal proves that nothing came of this send; earlier sends without an answer may still turn up.
    if (sending.isFirst) await slot.drop();
    throw error;
  }
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
  for (;;) {
    checkSignal(run);
    const match = await lookUp(run, work, intent, true);
    const found = ownedOrThrow(match, work.item.address);
    if (found !== undefined && found.condition !== "leaving") return found.id;
    const rest = READ_LAG_SECONDS - run.clock.secondsSince(sent);
    if (rest <= 0 && match.found === "none") return undefined;
    watchOf(run, work.item.address).report("looking for an earlier attempt");
    await run.clock.sleep(Math.max(1, Math.min(SEARCH_SECONDS, rest)), run.signal);
  }
}

/** The name is taken: by our own earlier attempt, by one on its way out, or by somebody else. */
async function claim<Env>(create: Create<Env>, intent: Creating, sending: Sending): Promise<Sent> {
  const { run, work, slot } = create;
  const { address } = work.item;
  try {
    const match = await lookUp(run, work, intent);
    const found = ownedOrThrow(match, address);
    if (found !== undefined) return await take(create, found);
    // Taken but not shown, or its tags not readable yet: time decides.
    if (match.found === "none" && run.clock.secondsSince(sending.begun) > READ_LAG_SECONDS)
      throw unseen(create, intent);
    watchOf(run, address).report("name taken, looking whose it is");
    await run.clock.sleep(LOOK_SECONDS, run.signal);
    return "again";
  } catch (error) {
    // Not ours: nothing came of the intent, and a later run must not take the stranger for it.
    if (error instanceof PlanError && sending.isFirst) await slot.drop();
    throw error;
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
    detail: `${work.item.address}: AWS says that ${intent.name ?? "the name"} exists but does not show it to these credentials. Choose another name in the settings.`,
  });
}
