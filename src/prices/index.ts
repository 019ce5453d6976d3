import type { Usage } from "../engine/resource.ts";
import { US_EAST_1 } from "./us-east-1.ts";

/** What a list of usages costs a month, and what has no known price. */
export interface MonthlyCost {
  /** USD a month of 730 hours, 0 where nothing is billed; `undefined` when something is, and no price is known. */
  readonly knownUsd: number | undefined;
  /** Skus without a known price; never counted as nothing. */
  readonly unknown: readonly string[];
}

const LISTS: Readonly<Record<string, Readonly<Record<string, number>>>> = { "us-east-1": US_EAST_1 };

/** USD for one unit of a sku in a region; `undefined` where no price is known. */
export const unitPrice = (sku: string, region: string): number | undefined => LISTS[region]?.[sku];

/** Sums what is used in a region. A sku without a price is named, not taken for free. */
export function priceOf(usages: readonly Usage[], region: string): MonthlyCost {
  const known = usages.flatMap(({ sku, quantity }) => {
    const price = unitPrice(sku, region);
    return price === undefined ? [] : [price * quantity];
  });
  const unknown = [
    ...new Set(usages.map(({ sku }) => sku).filter((sku) => unitPrice(sku, region) === undefined)),
  ];
  const isKnown = known.length > 0 || usages.length === 0;
  return { knownUsd: isKnown ? known.reduce((sum, usd) => sum + usd, 0) : undefined, unknown };
}
