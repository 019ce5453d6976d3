import type { EngineEvent, StepKind } from "../engine/events.ts";
import type { Plan } from "../engine/plan-item.ts";
import type { Clock } from "../engine/ports.ts";
import type { Address } from "../engine/ref.ts";

/** A resource that is being worked on. */
export interface Flight {
  readonly address: Address;
  /** The last status word of AWS, or what we do until there is one. */
  readonly status: string;
  readonly elapsedSeconds: number;
  readonly typicalSeconds: number;
}

/** How far the whole is. */
export interface Progress {
  readonly done: number;
  /** Absent without a plan. */
  readonly total: number | undefined;
  readonly elapsedSeconds: number;
  readonly typicalSeconds: number | undefined;
}

interface Started {
  readonly at: number;
  readonly status: string;
  readonly typicalSeconds: number;
}

/** What is said of a resource until AWS has a word for it. */
export const DOING: Readonly<Record<StepKind, string>> = {
  create: "creating",
  update: "updating",
  delete: "deleting",
};

function countSteps(plan: Plan): number {
  const steps = { create: 1, update: 1, replace: 2, delete: 1, "no-op": 0 };
  return plan.items.reduce((sum, { action }) => sum + steps[action], 0);
}

/** Remembers from the events what is in flight, since when, and in which status. */
export class Flights {
  readonly #clock: Clock;
  readonly #started = new Map<Address, Started>();
  #begun: number | undefined;
  #done = 0;
  #plan: Plan | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Takes an event in; answers whether it told anything new. */
  follow(event: EngineEvent): boolean {
    switch (event.event) {
      case "plan":
        this.#plan = event.plan;
        return true;
      case "start":
        return this.#start(event.address, DOING[event.action], event.typicalSeconds);
      case "status":
        return this.#restate(event.address, event.status);
      case "done":
        this.#done += 1;
        this.#started.delete(event.address);
        return true;
      case "failed":
        this.#started.delete(event.address);
        return true;
      case "skipped":
      case "notice":
      case "summary":
        return true;
    }
  }

  /** In the order of their start. */
  list(): Flight[] {
    return [...this.#started].map(([address, { at, status, typicalSeconds }]) => ({
      address,
      status,
      typicalSeconds,
      elapsedSeconds: this.#clock.secondsSince(at),
    }));
  }

  progress(): Progress {
    return {
      done: this.#done,
      total: this.#plan === undefined ? undefined : countSteps(this.#plan),
      elapsedSeconds: this.#begun === undefined ? 0 : this.#clock.secondsSince(this.#begun),
      typicalSeconds: this.#plan?.criticalPath.seconds,
    };
  }

  #start(address: Address, status: string, typicalSeconds: number): boolean {
    const at = this.#clock.now();
    this.#begun ??= at;
    this.#started.set(address, { at, status, typicalSeconds });
    return true;
  }

  #restate(address: Address, status: string): boolean {
    const started = this.#started.get(address);
    if (started === undefined || started.status === status) return false;
    this.#started.set(address, { ...started, status });
    return true;
  }
}
