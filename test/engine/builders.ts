import { createHash } from "node:crypto";
import type { Entry } from "../../src/engine/entry.ts";
import type { Clock, Digest, Journal, Retained } from "../../src/engine/ports.ts";
import type { Address } from "../../src/engine/ref.ts";
import { Interrupted } from "../../src/errors.ts";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Time that jumps to the next sleeper as soon as nothing else is left to do, so that no test waits. */
export class VirtualClock implements Clock {
  #now = Date.parse("2026-08-01T00:00:00.000Z");
  #sleepers: Sleeper[] = [];
  #isDue = false;

  now(): number {
    return this.#now;
  }

  secondsSince(instant: number): number {
    return (this.#now - instant) / 1000;
  }

  toRealSeconds(seconds: number): number {
    return seconds;
  }

  /** Lets time pass between two runs. */
  pass(seconds: number): void {
    this.#now += seconds * 1000;
  }

  sleep(seconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) return reject(new Interrupted());
      const giveUp = (): void => reject(new Interrupted());
      signal?.addEventListener("abort", giveUp, { once: true });
      const wake = (): void => {
        signal?.removeEventListener("abort", giveUp);
        resolve();
      };
      this.#sleepers.push({ at: this.#now + seconds * 1000, wake });
      this.#schedule();
    });
  }

  #schedule(): void {
    if (this.#isDue || this.#sleepers.length === 0) return;
    this.#isDue = true;
    setImmediate(() => {
      this.#isDue = false;
      const next = Math.min(...this.#sleepers.map(({ at }) => at));
      this.#now = Math.max(this.#now, next);
      const due = this.#sleepers.filter(({ at }) => at <= this.#now);
      this.#sleepers = this.#sleepers.filter(({ at }) => at > this.#now);
      for (const { wake } of due) wake();
      this.#schedule();
    });
  }
}

const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/** One process: it passes points before and after all that outlives it, and may be killed at any one of them. */
export class Life {
  readonly died: Promise<"killed">;
  readonly #killAt: number | undefined;
  #die: () => void = () => undefined;
  #passed = 0;
  #isDead = false;

  /** Without `killAt` it lives on; 1 is the first point. */
  constructor(killAt?: number) {
    this.#killAt = killAt;
    this.died = new Promise((resolve) => {
      this.#die = () => resolve("killed");
    });
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  /** How many points were passed. */
  get passed(): number {
    return this.#passed;
  }

  /** A place at which the process may die: from then on nothing of it ever returns. */
  point(): Promise<void> {
    if (this.#isDead) return never();
    this.#passed++;
    if (this.#passed !== this.#killAt) return Promise.resolve();
    this.#isDead = true;
    this.#die();
    return never();
  }

  /** For reads: they leave nothing behind, so a kill at one is a kill at the next point. */
  alive(): Promise<void> {
    return this.#isDead ? never() : Promise.resolve();
  }
}

/** What outlives a process. */
export interface Disk {
  readonly entries: Map<Address, Entry>;
  readonly generations: Map<Address, number>;
  readonly retained: Retained[];
}

export const emptyDisk = (): Disk => ({ entries: new Map(), generations: new Map(), retained: [] });

interface JournalOptions {
  readonly disk: Disk;
  readonly life: Life;
  readonly stack?: string;
  readonly lineage?: string;
  /** Hears each change once it is on disk, such as `write vpc creating`. */
  readonly log?: (line: string) => void;
}

/** A journal in memory. What is put in goes through JSON, as it would on its way to a file. */
export class MemoryJournal implements Journal {
  readonly stack: string;
  readonly lineage: string;
  readonly #options: JournalOptions;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.stack = options.stack ?? "flashsale";
    this.lineage = options.lineage ?? "lineage-1";
  }

  entries(): ReadonlyMap<Address, Entry> {
    return new Map(this.#options.disk.entries);
  }

  generation(address: Address): number {
    return this.#options.disk.generations.get(address) ?? 0;
  }

  put(address: Address, entry: Entry): Promise<void> {
    const plain = JSON.parse(JSON.stringify(entry)) as Entry;
    return this.#write(wordsFor(address, plain), () => this.#options.disk.entries.set(address, plain));
  }

  forget(address: Address): Promise<void> {
    return this.#write(`forget ${address}`, () => this.#options.disk.entries.delete(address));
  }

  remove(address: Address, retained: readonly Retained[] = []): Promise<void> {
    const { disk } = this.#options;
    return this.#write(`remove ${address}`, () => {
      disk.entries.delete(address);
      disk.generations.set(address, this.generation(address) + 1);
      disk.retained.push(...retained);
    });
  }

  async #write(words: string, change: () => void): Promise<void> {
    await this.#options.life.point();
    change();
    this.#options.log?.(words);
    await this.#options.life.point();
  }
}

function wordsFor(address: Address, entry: Entry): string {
  if (entry.status === "creating") return `write ${address} creating${entry.id === undefined ? "" : " id"}`;
  if (entry.status !== "replacing") return `write ${address} ${entry.status}`;
  return `write ${address} replacing${entry.new === undefined ? "" : `, new ${entry.new.status}`}`;
}

export const digest: Digest = (text) => createHash("sha256").update(text).digest("hex");
