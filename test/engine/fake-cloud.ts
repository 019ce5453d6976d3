import type { Condition, Tags } from "../../src/engine/resource.ts";
import { AlreadyExists } from "../../src/errors.ts";
import type { Life, VirtualClock } from "./builders.ts";

/** Props of every box of the cloud; which of them mean what is told by its type. */
export type BoxProps = {
  key?: string;
  size?: number;
  shape?: string;
  uses?: readonly string[];
  inside?: readonly string[];
  within?: readonly string[];
  password?: string;
  late?: string;
  engine?: string;
  description?: string;
  tags: Tags;
};

/** One object of the cloud. */
export interface Box {
  readonly id: string;
  readonly type: string;
  readonly props: Partial<BoxProps>;
  readonly madeAt: number;
  readonly standsAt: number;
  /** From when it is on its way out, and when it is gone. */
  readonly leavesAt?: number;
  readonly goneAt?: number;
  readonly restorableUntil?: string;
  readonly broken?: string;
  readonly later?: Partial<BoxProps>;
}

/** What the cloud knows of a kind of box. */
export interface Kind {
  readonly type: string;
  readonly isUnique: boolean;
  readonly createSeconds: number;
  readonly deleteSeconds: number;
  /** Seconds for which a deleted box can be restored. */
  readonly windowSeconds?: number;
}

/** What a process works with. */
export interface FakeEnv {
  readonly cloud: FakeCloud;
  readonly life: Life;
  readonly clock: VirtualClock;
}

export type Operation = "create" | "update" | "delete" | "restore";

/** Something that goes wrong with a call. */
export interface Fault {
  readonly operation: Operation;
  /** Whether the call's work is done when it ends so. */
  readonly when: "before" | "after";
  readonly error: () => Error;
  /** Of the boxes of this key or address alone; absent: of any. */
  readonly of?: string;
  /** How many calls end so. Default 1. */
  times?: number;
}

/** AWS says no. */
export class Refusal extends Error {}

/** AWS says no to a delete, for as long as it was tried: something needs it. */
export class StillNeeded extends Error {}

interface Version {
  readonly at: number;
  readonly box: Box | undefined;
}

/** A cloud in memory: unique names, creation tokens, references that bind, reads that may lag behind. */
export class FakeCloud {
  /** Seconds by which every read lags behind. */
  lagSeconds = 0;
  readonly faults: Fault[] = [];
  /** Each change in the order in which it happened, and whatever else wants to be told in that order. */
  readonly log: string[] = [];
  readonly snapshots: string[] = [];
  readonly #clock: VirtualClock;
  readonly #boxes = new Map<string, Version[]>();
  readonly #tokens = new Map<string, { id: string; input: string }>();

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  /** What is truly there now, what is on its way out included. */
  get boxes(): readonly Box[] {
    return [...this.#boxes.keys()].flatMap((id) => this.#at(id, this.#clock.now()) ?? []);
  }

  /** What a read of this instant shows. */
  seen(): readonly Box[] {
    return [...this.#boxes.keys()].flatMap((id) => this.find(id) ?? []);
  }

  /** What a read by id shows at this instant. */
  find(id: string): Box | undefined {
    return this.#at(id, this.#seenAt());
  }

  conditionOf(box: Box): Condition {
    if (box.leavesAt !== undefined) return "leaving";
    if (box.broken !== undefined) return "broken";
    return box.standsAt > this.#seenAt() ? "pending" : "standing";
  }

  /** Puts something there from outside. */
  plant(type: string, props: Partial<BoxProps>, more: Partial<Box> = {}): Box {
    const now = this.#clock.now();
    const id = `${type.replace(/^.*\//, "")}-${this.#boxes.size + 1}`;
    const box = { id, type, props, madeAt: now, standsAt: now, ...more };
    this.#put(box);
    return box;
  }

  /** Changes something from outside. */
  alter(id: string, props: Partial<BoxProps>, more: Partial<Box> = {}): void {
    const box = this.#true(id);
    if (box !== undefined) this.#put({ ...box, ...more, props: { ...box.props, ...props } });
  }

  /** Takes something away from outside. */
  vanish(id: string): void {
    this.#versions(id).push({ at: this.#clock.now(), box: undefined });
  }

  create(kind: Kind, props: BoxProps, token: string | undefined): string {
    const input = JSON.stringify(props);
    const before = token === undefined ? undefined : this.#tokens.get(token);
    if (before !== undefined && before.input !== input)
      throw new Refusal("the token was used for other input");
    if (before !== undefined) return before.id;
    const isTaken = this.boxes.some(({ type, props: { key } }) => type === kind.type && key === props.key);
    if (kind.isUnique && isTaken) throw new AlreadyExists(new Error(`${props.key} exists`));
    this.#demandReferences(props);
    const now = this.#clock.now();
    const { late: _, ...made } = props;
    const { id } = this.plant(kind.type, made, { standsAt: now + kind.createSeconds * 1000 });
    if (token !== undefined) this.#tokens.set(token, { id, input });
    return id;
  }

  update(id: string, props: Partial<BoxProps>, droppedTags: readonly string[]): void {
    const box = this.#true(id);
    if (box === undefined || box.leavesAt !== undefined) throw new Refusal(`${id} is not there`);
    this.#demandReferences(props);
    const tags = Object.entries({ ...box.props.tags, ...props.tags });
    const kept = Object.fromEntries(tags.filter(([key]) => !droppedTags.includes(key)));
    this.#put({
      ...box,
      props: { ...box.props, ...props, ...(box.props.tags === undefined ? {} : { tags: kept }) },
    });
  }

  /** Answers false while something stands that needs it. */
  delete(kind: Kind, id: string, force: boolean): boolean {
    const box = this.#true(id);
    if (box === undefined || box.leavesAt !== undefined) return true;
    const holder = this.boxes.find(({ props }) =>
      [...(props.inside ?? []), ...(props.within ?? [])].includes(id),
    );
    if (holder !== undefined) return false;
    const now = this.#clock.now();
    const window = force ? undefined : kind.windowSeconds;
    const goneAt = now + (window ?? kind.deleteSeconds) * 1000;
    const until = window === undefined ? {} : { restorableUntil: new Date(goneAt).toISOString() };
    this.#put({ ...box, leavesAt: now, goneAt, ...until });
    return true;
  }

  restore(id: string): void {
    const box = this.#true(id);
    if (box?.restorableUntil === undefined) throw new Refusal(`${id} cannot be restored`);
    const { leavesAt: _, goneAt: __, restorableUntil: ___, ...restored } = box;
    this.#put(restored);
  }

  /** Makes a changing call: the process may die before and after it, and it may end badly. */
  async call<T>(env: FakeEnv, words: { operation: Operation; of: string }, act: () => T): Promise<T> {
    await env.life.point();
    const fault = this.#takeFault(words);
    if (fault?.when === "before") throw fault.error();
    const result = act();
    this.log.push(`${words.operation} ${words.of}`);
    await env.life.point();
    if (fault !== undefined) throw fault.error();
    return result;
  }

  #takeFault({ operation, of }: { operation: Operation; of: string }): Fault | undefined {
    const fits = (fault: Fault): boolean =>
      fault.operation === operation && (fault.of ?? of) === of && (fault.times ?? 1) > 0;
    const fault = this.faults.find(fits);
    if (fault !== undefined) fault.times = (fault.times ?? 1) - 1;
    return fault;
  }

  #demandReferences(props: Partial<BoxProps>): void {
    const ids = [...(props.uses ?? []), ...(props.inside ?? []), ...(props.within ?? [])];
    const missing = ids.find((id) => this.find(id) === undefined || this.#true(id)?.leavesAt !== undefined);
    if (missing !== undefined) throw new Refusal(`${missing} is not there`);
  }

  #seenAt(): number {
    return this.#clock.now() - this.lagSeconds * 1000;
  }

  #true(id: string): Box | undefined {
    return this.#at(id, this.#clock.now());
  }

  #at(id: string, instant: number): Box | undefined {
    const box = this.#versions(id).findLast(({ at }) => at <= instant)?.box;
    return box?.goneAt !== undefined && box.goneAt <= instant ? undefined : box;
  }

  #versions(id: string): Version[] {
    return this.#boxes.get(id) ?? [];
  }

  #put(box: Box): void {
    this.#boxes.set(box.id, [...this.#versions(box.id), { at: this.#clock.now(), box }]);
  }
}
