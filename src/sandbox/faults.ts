import type { ImposedStatus } from "./imposed-status.ts";
import { SandboxOptionError } from "./option-error.ts";
import { readOptionFile } from "./option-file.ts";
import type { RehearsedRefusal } from "./rehearsed-refusals.ts";

/** What shall go wrong on purpose. Probabilities are 0 to 1, durations simulated. */
export interface Faults {
  /** Start of the pseudo-random sequence; the same seed gives the same faults to the same calls. @default 1 */
  readonly seed?: number;
  /** Probability that a call is refused for its rate. */
  readonly throttle?: number;
  /** Probability that a change is made and then answered with a 500. */
  readonly errorAfterSuccess?: number;
  /** Probability that no answer comes; the change was made or not, by seed. */
  readonly timeout?: number;
  /** Simulated milliseconds by which reads are behind the truth. */
  readonly readLagMs?: number;
  /** Simulated milliseconds for which a change does not find what was just made, and is refused as if it were not there. */
  readonly writeLagMs?: number;
  /** Refusals on demand, of any call. */
  readonly refuse?: readonly RehearsedRefusal[];
  /** Statuses into which objects move by themselves. */
  readonly statuses?: readonly ImposedStatus[];
  /** Number of calls of this process after which its credentials are expired. */
  readonly expireAfterCalls?: number;
  /** The change of this process, counted from 1 with repeats, at which it kills itself. */
  readonly kill?: { readonly attempt: number; readonly when: "before" | "after" };
  /** IAM actions that are refused; `*` and `?` are wildcards. */
  readonly deny?: readonly string[];
}

type Check = (value: unknown) => boolean;

const isProbability: Check = (value) => typeof value === "number" && value >= 0 && value <= 1;
const isCount: Check = (value) => typeof value === "number" && Number.isInteger(value) && value >= 0;
const isKill: Check = (value) =>
  typeof value === "object" &&
  value !== null &&
  Object.keys(value).every((key) => key === "attempt" || key === "when") &&
  "attempt" in value &&
  isCount(value.attempt) &&
  value.attempt !== 0 &&
  "when" in value &&
  (value.when === "before" || value.when === "after");

const isText: Check = (value) => typeof value === "string" && value !== "";
const isSeconds: Check = (value) => typeof value === "number" && value >= 0;

/** The check of a list of objects of which each has the members named here, those with `!` always, and no others. */
function isListOf(members: Readonly<Record<string, Check>>): Check {
  const isOne: Check = (value) =>
    typeof value === "object" &&
    value !== null &&
    Object.entries(value).every(([key, member]) => (members[key] ?? members[`${key}!`])?.(member) ?? false) &&
    Object.keys(members).every((key) => !key.endsWith("!") || key.slice(0, -1) in value);
  return (value) => Array.isArray(value) && value.every(isOne);
}

const isRefusals = isListOf({
  "operation!": isText,
  "error!": isText,
  message: (value) => typeof value === "string",
  status: (value) => typeof value === "number" && Number.isInteger(value) && value >= 400 && value < 600,
  times: isCount,
  seconds: isSeconds,
  after: isCount,
});
const isStatuses = isListOf({ "type!": isText, "status!": isText, seconds: isSeconds });

const CHECKS: Readonly<Record<keyof Faults, { readonly is: Check; readonly expected: string }>> = {
  seed: { is: isCount, expected: "a whole number" },
  throttle: { is: isProbability, expected: "a probability from 0 to 1" },
  errorAfterSuccess: { is: isProbability, expected: "a probability from 0 to 1" },
  timeout: { is: isProbability, expected: "a probability from 0 to 1" },
  readLagMs: {
    is: (value) => typeof value === "number" && value >= 0,
    expected: "simulated milliseconds, 0 or more",
  },
  writeLagMs: { is: isSeconds, expected: "simulated milliseconds, 0 or more" },
  refuse: {
    is: isRefusals,
    expected:
      'a list of {"operation", "error", "message", "status" from 400 to 599, "times" or "seconds", "after"}',
  },
  statuses: { is: isStatuses, expected: 'a list of {"type", "status", "seconds"}' },
  expireAfterCalls: { is: isCount, expected: "a number of calls, 0 or more" },
  kill: { is: isKill, expected: '{"attempt": N from 1, "when": "before" or "after"}' },
  deny: {
    is: (value) => Array.isArray(value) && value.every((entry) => typeof entry === "string"),
    expected: "a list of IAM actions",
  },
};

/** Reads faults from inline JSON, or from the file named after `@`. Throws `SandboxOptionError` naming the wrong key. */
export function parseFaults(text: string | undefined): Faults {
  if (text === undefined || text.trim() === "") return {};
  const faults = parse(text.startsWith("@") ? readOptionFile("faults", text.slice(1)) : text);
  for (const [key, value] of Object.entries(faults)) {
    const check = Object.entries(CHECKS).find(([name]) => name === key)?.[1];
    if (check === undefined) throw refused(`unknown key "${key}". Known: ${Object.keys(CHECKS).join(", ")}.`);
    if (!check.is(value)) throw refused(`"${key}" must be ${check.expected}.`);
  }
  return faults;
}

function parse(text: string): Faults {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw refused(`not JSON: ${error instanceof Error ? error.message : String(error)}.`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw refused("not a JSON object.");
  return value;
}

function refused(message: string): SandboxOptionError {
  return new SandboxOptionError("faults", message);
}

/** What goes wrong with one attempt. */
export interface Misfortune {
  readonly throttled: boolean;
  readonly errorAfterSuccess: boolean;
  readonly timeout: "none" | "before" | "after";
}

/** Draws the misfortune of each attempt in turn; every attempt draws equally often, so that one fault does not move another. */
export function createFortune(faults: Faults): () => Misfortune {
  const random = createRandom(faults.seed ?? 1);
  return () => {
    const [throttle, failure, timeout, side] = [random(), random(), random(), random()];
    const timesOut = timeout < (faults.timeout ?? 0);
    return {
      throttled: throttle < (faults.throttle ?? 0),
      errorAfterSuccess: failure < (faults.errorAfterSuccess ?? 0),
      timeout: timesOut ? (side < 0.5 ? "before" : "after") : "none",
    };
  };
}

/** Mulberry32: a small generator whose sequence is the same everywhere. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
