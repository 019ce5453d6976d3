import type { Ready, Timings } from "./entry.ts";
import type { Work } from "./plan-item.ts";
import type { Observed, Props } from "./resource.ts";
import { type Living, type Run, type Slot, tokenOf } from "./run.ts";
import { tokenFor } from "./stack.ts";

/** What the making of one resource works with. */
export interface Make<Env> {
  readonly run: Run<Env>;
  readonly work: Work<Env>;
  readonly slot: Slot;
  readonly props: Props;
  readonly begun: number;
}

/** What every entry of a living resource has. */
export function livingBase<Env>({
  run,
  work,
  slot,
  props,
}: Make<Env>): Omit<Living & { status: "ready" }, "status" | "id" | "attributes"> {
  const { address, type, needs } = work.item;
  const name = work.type.nameOf?.(props);
  const living = slot.read();
  const adopted = isAdopted(run, work) || living?.adopted === true;
  return {
    type,
    ...(name === undefined ? {} : { name }),
    needs,
    token: living?.token ?? tokenOf(run, address, slot),
    input: props,
    ...(adopted ? { adopted: true as const } : {}),
    ...historyOf(living),
  };
}

/** Whether it was there before and the user says that it is ours now; what replaces it is of our own making. */
export const isAdopted = <Env>({ options }: Run<Env>, { item, observed }: Work<Env>): boolean =>
  observed !== undefined && options.adopt.get(item.address) === observed.id && item.action !== "replace";

/** What is remembered of how it was made. */
const historyOf = (living: Living | undefined): Pick<Ready, "timings" | "madeAt"> =>
  living === undefined || living.status === "creating"
    ? {}
    : {
        ...(living.timings === undefined ? {} : { timings: living.timings }),
        ...(living.madeAt === undefined ? {} : { madeAt: living.madeAt }),
      };

/** The entry of what stands. */
export function readyEntry<Env>(context: Make<Env>, observed: Observed, fresh: boolean): Ready {
  const known = livingBase(context);
  const seconds = Math.round(context.run.clock.secondsSince(context.begun));
  const timings: Timings | undefined = fresh ? { ...known.timings, create: seconds } : known.timings;
  return {
    ...known,
    status: "ready",
    id: observed.id,
    attributes: observed.attributes,
    ...(timings === undefined ? {} : { timings }),
    ...(fresh ? { madeAt: new Date(context.run.clock.now()).toISOString() } : {}),
  };
}

/** A delete that did not happen: what stands is kept and brought to what is desired. */
export function carriedOn<Env>(run: Run<Env>, work: Work<Env>, seen: Observed): Ready {
  const { address, type, needs } = work.item;
  const token = tokenFor(run.digest, run.journal.lineage, address, run.journal.generation(address));
  const name = seen.name === undefined ? {} : { name: seen.name };
  return {
    status: "ready",
    type,
    ...name,
    needs,
    token,
    input: {},
    id: seen.id,
    attributes: seen.attributes,
  };
}
