import type { FlashsaleError } from "../errors.ts";
import { type Entry, neededBefore } from "./entry.ts";
import type { Emit, Summary } from "./events.ts";
import type { LeftOut, PlanItem } from "./plan-item.ts";
import type { Address } from "./ref.ts";
import { drops, makes } from "./steps.ts";

interface Seen {
  readonly items: readonly PlanItem[];
  /** Why resources that could not be read were refused. */
  readonly unread: ReadonlyMap<Address, FlashsaleError>;
  /** The same of lookups, by key; each counts where something waits for it. @default none */
  readonly refusals?: ReadonlyMap<string, FlashsaleError> | undefined;
  readonly entries: ReadonlyMap<Address, Entry>;
}

/**
 * What cannot be done without what could not be read: nothing is made that needs it, and nothing goes that it needed when
 * it was made, since it may still stand on that. What is as wanted stays so.
 */
export function leftOutOf(seen: Seen): Map<Address, LeftOut> {
  const { items, entries } = seen;
  const leftOut = new Map<Address, LeftOut>(rootsOf(seen).map((root) => [root.address, root]));
  const blockerOf = (item: PlanItem): LeftOut | undefined => {
    const needs = makes(item) ? item.needs.flatMap((need) => leftOut.get(need) ?? []) : [];
    const holders = drops(item)
      ? [...leftOut.values()].filter(({ address }) =>
          neededBefore(entries.get(address)).includes(item.address),
        )
      : [];
    return needs[0] ?? holders[0];
  };
  for (let before = -1; before < leftOut.size; ) {
    before = leftOut.size;
    for (const item of items.filter(({ address }) => !leftOut.has(address))) {
      const because = blockerOf(item)?.because;
      if (because !== undefined) leftOut.set(item.address, { address: item.address, because, item });
    }
  }
  return leftOut;
}

function rootsOf({ items, unread, refusals }: Seen): LeftOut[] {
  const byAddress = new Map(items.map((item) => [item.address, item]));
  const awaited = new Set(items.flatMap(({ needs }) => needs).filter((need) => !byAddress.has(need)));
  return [...unread, ...[...(refusals ?? [])].filter(([key]) => awaited.has(key))].map(
    ([address, refusal]) => {
      const item = byAddress.get(address);
      return { address, because: address, refusal, ...(item === undefined ? {} : { item }) };
    },
  );
}

/** Tells what a run does without as if it had been tried: what could not be read failed, the rest was skipped for it. */
export function tellLeftOut(emit: Emit, leftOut: readonly LeftOut[]): void {
  for (const { address, refusal: error } of leftOut)
    if (error !== undefined) emit({ event: "failed", address, action: "read", error });
  for (const { address, because, refusal } of leftOut)
    if (refusal === undefined) emit({ event: "skipped", address, because });
}

/** A run's end with what it did without. */
export function withLeftOut(summary: Summary, leftOut: readonly LeftOut[]): Summary {
  if (leftOut.length === 0) return summary;
  const unread = leftOut.filter(({ refusal }) => refusal !== undefined).map(({ address }) => address);
  const skipped = leftOut.filter(({ refusal }) => refusal === undefined).map(({ address }) => address);
  return {
    ...summary,
    outcome: summary.outcome === "done" ? "failed" : summary.outcome,
    failed: [...summary.failed, ...unread],
    skipped: [...summary.skipped, ...skipped],
  };
}
