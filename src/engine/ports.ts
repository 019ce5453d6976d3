import type { Entry } from "./entry.ts";
import type { Address } from "./ref.ts";

/** Time as the engine sees it: instants are real, durations are those of the account (scaled in the sandbox). */
export interface Clock {
  /** The present instant, in real milliseconds since 1970. */
  now(): number;
  /** Seconds of the account's time that passed since an instant. */
  secondsSince(instant: number): number;
  /** How long a duration of the account lasts on this machine's clock, in seconds. */
  toRealSeconds(seconds: number): number;
  /** Resolves after a duration of the account; rejects with `Interrupted` as soon as the signal aborts. */
  sleep(seconds: number, signal?: AbortSignal): Promise<void>;
}

/** A hash as lower-case hex, at least 40 characters; used for creation tokens. */
export type Digest = (text: string) => string;

/** The durable memory of the engine. Every promise resolves only once the change is on disk. */
export interface Journal {
  readonly stack: string;
  readonly lineage: string;
  entries(): ReadonlyMap<Address, Entry>;
  put(address: Address, entry: Entry): Promise<void>;
  /** Forgets a resource that is gone; raises its generation. */
  remove(address: Address, retained?: readonly Retained[]): Promise<void>;
  /** Forgets an intent of which nothing came; the generation stays. */
  forget(address: Address): Promise<void>;
  /** How many times this address was deleted. */
  generation(address: Address): number;
}

/** Something that a delete left behind on purpose: a final snapshot, a secret in its recovery window. */
export interface Retained {
  readonly type: string;
  readonly id: string;
  readonly from: Address;
  /** ISO instant at which it was left. */
  readonly at: string;
  /** ISO instant at which AWS removes it by itself. */
  readonly until?: string;
}
