import type { FinalizeRequestMiddleware, HandlerExecutionContext, MetadataBearer } from "@smithy/types";
import type { Clock } from "../engine/ports.ts";
import { isThrottle } from "./errors.ts";
import { Turnstile } from "./in-flight.ts";
import { type Plugin, toCallName } from "./plugin.ts";

/** How many of MSK's topic calls may be on the wire at once: each one goes on to the brokers. */
export const TOPIC_CALLS_IN_FLIGHT = 10;

// AWS publishes no rate for these calls, so the pace is found: it rises with every answer and falls with every throttle.
const FIRST_RATE = 10;
const LEAST_RATE = 1;
const MOST_RATE = 100;
const RISE = 0.02;
const FALL = 0.7;
/** Calls that were under way together are throttled together: they count as one. */
const FALL_PAUSE_SECONDS = 1;
const BURST = TOPIC_CALLS_IN_FLIGHT;

/** Finds out how many calls a second AWS takes, and spreads them so. Rates are in calls a second of the account's time. */
export class Pacer {
  readonly #clock: Clock;
  readonly #start: number;
  #rate = FIRST_RATE;
  /** When the next call would be due if calls came evenly, in seconds since the start. */
  #due = 0;
  #fellAt = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#start = clock.now();
  }

  /** Resolves when the next call may go; throws `Interrupted` if the signal aborts before. */
  async turn(signal?: AbortSignal): Promise<void> {
    const now = this.#elapsed();
    this.#due = Math.max(this.#due, now) + 1 / this.#rate;
    const wait = this.#due - now - BURST / this.#rate;
    if (wait > 0) await this.#clock.sleep(wait, signal);
  }

  /** A call was answered: a little more can be tried. */
  answered(): void {
    this.#rate = Math.min(this.#rate + RISE, MOST_RATE);
  }

  /** A call was refused for its rate. */
  throttled(): void {
    const now = this.#elapsed();
    if (now - this.#fellAt < FALL_PAUSE_SECONDS) return;
    this.#fellAt = now;
    this.#rate = Math.max(this.#rate * FALL, LEAST_RATE);
  }

  #elapsed(): number {
    return this.#clock.secondsSince(this.#start);
  }
}

const isTopicCall = (context: HandlerExecutionContext): boolean =>
  toCallName(context).operation.includes("Topic");

/**
 * Holds each attempt at a topic call until fewer than {@link TOPIC_CALLS_IN_FLIGHT} are on the wire and the pace allows it.
 * Stands before the cap of all clients, so that waiting topics keep no place from others.
 */
export function createTopicGate(clock: Clock, signal?: AbortSignal): Plugin {
  const turnstile = new Turnstile(TOPIC_CALLS_IN_FLIGHT);
  const pacer = new Pacer(clock);
  const middleware: FinalizeRequestMiddleware<object, MetadataBearer> = (next, context) => (args) => {
    if (!isTopicCall(context)) return next(args);
    return turnstile.pass(async () => {
      await pacer.turn(signal);
      try {
        const result = await next(args);
        pacer.answered();
        return result;
      } catch (error) {
        if (isThrottle(error)) pacer.throttled();
        throw error;
      }
    }, signal);
  };
  return {
    applyToStack: (stack) => {
      stack.addRelativeTo(middleware, {
        relation: "before",
        toMiddleware: "flashsaleCap",
        name: "flashsaleTopicGate",
        override: true,
      });
    },
  };
}
