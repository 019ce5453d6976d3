import type { Ready, Timings } from "./entry.ts";
import type { Work } from "./plan-item.ts";
import type { Observed, Props } from "./resource.ts";
import type { Living, Run, Slot } from "./run.ts";
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
  const adopted = run.options.adopt.has(address) || living?.adopted === true;
  return {
    type,
    ...(name === undefined ? {} : { name }),
    needs,
    token:
      living?.token ?? tokenFor(run.digest, run.journal.lineage, address, run.journal.generation(address)),
    input: props,
    ...(adopted ? { adopted: true as const } : {}),
    ...historyOf(living),
  };
}

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
