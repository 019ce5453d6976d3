import { canonicalText } from "./compare.ts";
import type { Observation } from "./observe.ts";
import { Refusals } from "./refusals.ts";
import type { Observed } from "./resource.ts";

/** A lookup's first answer, kept until `up --upgrade KEY` or an edited setting asks anew. */
export interface Pin {
  readonly value: unknown;
  /** ISO instant. */
  readonly resolvedAt: string;
  /** What was asked, such as `15.3 of rds:DescribeDBEngineVersions`; another text asks anew. */
  readonly source: string;
}

/** A question to AWS whose answer shapes the declarations: zones, an engine version, an image. */
export interface Lookup<T, Env> {
  /** Key of the pin, such as `db.version`. */
  readonly key: string;
  /** The setting and the place that answer it; a change of this text unpins. */
  readonly source: string;
  /** True for what changes by nature: it is asked on each run and never pinned. */
  readonly unpinned?: true;
  /** What AWS answers today; `pinned` is the answer that is kept, from which some of it may be known. */
  ask(env: Env, pinned?: T): Promise<T>;
  /** The answer to go on with when AWS's list cannot be had; `undefined` lets the failure stand. */
  readonly fallback?: { readonly value: T; readonly notice: string };
  /** The resources that show the answer in use. */
  readonly live?: {
    readonly type: string;
    /** The answer that our standing resources of this type show. */
    read(observed: readonly Observed[]): T | undefined;
    /** Whether the live answer is of the same line as the given one (the same major version). */
    isSameLine(answer: T, live: T): boolean;
    /** Whether the live answer is further in that line. */
    isAhead(answer: T, live: T): boolean;
  };
  /** What to tell when AWS would answer differently today. */
  newer?(pinned: T, offered: T): string | undefined;
  /** What the plan tells of an answer that differs from the guide's value. */
  deviation?(answer: T): string | undefined;
}

/** What a lookup came to. */
export interface Answer<T = unknown> {
  readonly value: T;
  readonly pin: Pin;
  readonly notices: readonly string[];
  /** Whether the pin is to be written by a command that holds the lock. */
  readonly fresh: boolean;
  /** AWS did not let us have it: there is no value, and what would be made of it has to wait. */
  readonly refused?: true;
}

interface ResolveInput<Env> {
  readonly env: Env;
  readonly pins: ReadonlyMap<string, Pin>;
  /** Keys that are to be asked anew. */
  readonly upgrade: ReadonlySet<string>;
  readonly now: () => number;
  /** Where answers that are refused are noted. @default none may be refused */
  readonly refusals?: Refusals;
}

/** Any lookup, for code that treats all alike. */
export type AnyLookup<Env> = Lookup<unknown, Env>;

/** Begins to resolve a lookup: `first` is the value to declare with, `offer` what AWS would say today. */
export function beginLookup<Env>(lookup: AnyLookup<Env>, input: ResolveInput<Env>): LookupRun {
  const pinned = input.pins.get(lookup.key);
  const isKept =
    !lookup.unpinned &&
    pinned !== undefined &&
    pinned.source === lookup.source &&
    !input.upgrade.has(lookup.key);
  const offer = lookup.ask(input.env, isKept ? pinned.value : undefined).then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  const first = isKept ? Promise.resolve(keptAnswer(pinned)) : freshAnswer(lookup, offer, input);
  return { key: lookup.key, first, offer };
}

/** A lookup that is being resolved. */
export interface LookupRun {
  readonly key: string;
  readonly first: Promise<Answer>;
  readonly offer: Promise<Offer>;
}

/** What AWS would answer today, or why it did not. */
export type Offer = { readonly value: unknown } | { readonly error: unknown };

const keptAnswer = (pin: Pin): Answer => ({ value: pin.value, pin, notices: [], fresh: false });

async function freshAnswer<Env>(
  lookup: AnyLookup<Env>,
  offer: Promise<Offer>,
  input: ResolveInput<Env>,
): Promise<Answer> {
  const answer = await offer;
  const resolvedAt = new Date(input.now()).toISOString();
  if ("value" in answer) {
    return {
      value: answer.value,
      pin: { value: answer.value, resolvedAt, source: lookup.source },
      notices: [],
      fresh: !lookup.unpinned,
    };
  }
  if (lookup.fallback === undefined) {
    const { refusals = new Refusals() } = input;
    await refusals.unlessRefused(lookup.key, () => Promise.reject(answer.error as Error));
    const pin = { value: undefined, resolvedAt, source: lookup.source };
    return { value: undefined, pin, notices: [], fresh: false, refused: true };
  }
  const { value, notice } = lookup.fallback;
  return {
    value,
    pin: { value, resolvedAt, source: lookup.source },
    notices: [notice],
    fresh: !lookup.unpinned,
  };
}

/**
 * Holds an answer against what stands and what AWS offers today: a live answer ahead of the pin moves it, one that
 * stands where the state knew no pin becomes it, a newer offer is only a notice.
 */
export function settleAnswer<Env>(
  lookup: AnyLookup<Env>,
  context: {
    answer: Answer;
    offer: Offer;
    observation: Observation;
    hadPin: boolean;
    isOurs: (observed: Observed) => boolean;
    now: number;
  },
): Answer {
  const { answer, offer, observation } = context;
  const live = liveValue(lookup, observation, context.isOurs);
  const value = isTaken(lookup, context, live) ? live : answer.value;
  const newer = "value" in offer ? lookup.newer?.(value, offer.value) : undefined;
  const notices = newer === undefined ? answer.notices : [...answer.notices, newer];
  if (canonicalText(value) === canonicalText(answer.value)) return { ...answer, notices };
  const pin = { value, resolvedAt: new Date(context.now).toISOString(), source: lookup.source };
  return { value, pin, notices, fresh: !lookup.unpinned };
}

function isTaken<Env>(
  lookup: AnyLookup<Env>,
  context: { answer: Answer; hadPin: boolean },
  live: unknown,
): boolean {
  const { answer, hadPin } = context;
  if (answer.refused === true) return live !== undefined;
  if (live === undefined || !lookup.live?.isSameLine(answer.value, live)) return false;
  return !hadPin || lookup.live.isAhead(answer.value, live);
}

function liveValue<Env>(
  lookup: AnyLookup<Env>,
  observation: Observation,
  isOurs: (observed: Observed) => boolean,
): unknown {
  if (lookup.live === undefined) return undefined;
  const standing = (observation.get(lookup.live.type) ?? []).filter(
    (one) => isOurs(one) && one.condition !== "leaving",
  );
  return standing.length === 0 ? undefined : lookup.live.read(standing);
}
