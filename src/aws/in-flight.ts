import type { FinalizeRequestMiddleware, MetadataBearer } from "@smithy/types";
import { Interrupted } from "../errors.ts";
import type { Plugin } from "./plugin.ts";

/** How many attempts may be on the wire at once, over all clients. */
export const DEFAULT_CAP = 16;

/** Lets at most `cap` holders in at once; the others queue in the order in which they came. */
export class Turnstile {
  #free: number;
  readonly #queue: (() => void)[] = [];

  constructor(cap: number) {
    this.#free = cap;
  }

  /** Runs work when its turn comes; throws `Interrupted` without running it if the signal aborts before. */
  async pass<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.#enter(signal);
    try {
      return await work();
    } finally {
      this.#leave();
    }
  }

  #enter(signal: AbortSignal | undefined): Promise<void> {
    if (signal?.aborted === true) return Promise.reject(new Interrupted());
    if (this.#free > 0) {
      this.#free--;
      return Promise.resolve();
    }
    return new Promise((resolve, reject) => {
      const start = () => {
        signal?.removeEventListener("abort", giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#queue.splice(this.#queue.indexOf(start), 1);
        reject(new Interrupted());
      };
      this.#queue.push(start);
      signal?.addEventListener("abort", giveUp, { once: true });
    });
  }

  #leave(): void {
    const next = this.#queue.shift();
    if (next === undefined) this.#free++;
    else next();
  }
}

/** Holds each attempt until there is room for it. The pauses between attempts and polls hold no place. */
export function createCap(turnstile: Turnstile, signal: AbortSignal | undefined): Plugin {
  const middleware: FinalizeRequestMiddleware<object, MetadataBearer> = (next) => (args) =>
    turnstile.pass(() => next(args), signal);
  return {
    applyToStack: (stack) => {
      stack.add(middleware, {
        step: "finalizeRequest",
        priority: "low",
        name: "flashsaleCap",
        override: true,
      });
    },
  };
}
