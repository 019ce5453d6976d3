import type { Declaration } from "../engine/resource.ts";
import { type MonthlyCost, priceOf, unitPrice } from "../prices/index.ts";
import { type Aws, Stack } from "../resources/index.ts";
import { declareSections, enabledSections, type Settings } from "../sections/index.ts";

/** What settings would cost a month, without asking AWS anything. */
export function estimate(settings: Settings): MonthlyCost {
  const usages = declarationsOf(settings).flatMap(
    ({ type, input }) => type.usage?.(input as Record<string, unknown>) ?? [],
  );
  return priceOf(usages, settings.region);
}

/** What one section uses of one thing that is billed. */
export interface CostLine {
  readonly section: string;
  /** The resources that use it. */
  readonly addresses: readonly string[];
  readonly sku: string;
  /** In the unit that ends the sku, a month. */
  readonly quantity: number;
  /** USD a month; `undefined` where no price is known. */
  readonly usd: number | undefined;
}

/** The estimate line by line: the sections in their order, in each the dearest first, and last what has no known price. */
export function costLines(settings: Settings): CostLine[] {
  const lines = new Map<string, CostLine>();
  for (const { address, type, input } of declarationsOf(settings)) {
    const section = address.split(".")[0] ?? "";
    for (const { sku, quantity } of type.usage?.(input as Record<string, unknown>) ?? []) {
      const key = `${section} ${sku}`;
      const { addresses = [], quantity: before = 0 } = lines.get(key) ?? {};
      const total = before + quantity;
      const price = unitPrice(sku, settings.region);
      const usd = price === undefined ? undefined : price * total;
      lines.set(key, {
        section,
        addresses: [...new Set([...addresses, address])],
        sku,
        quantity: total,
        usd,
      });
    }
  }
  const order = enabledSections(settings).map(({ name }) => name as string);
  const rank = ({ section, usd }: CostLine): number[] => [order.indexOf(section), -(usd ?? -1)];
  return [...lines.values()].sort((a, b) => compare(rank(a), rank(b)));
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
}

/** What settings declare, without asking AWS anything: zones stand in by number, and so does the account. */
export function declarationsOf(settings: Settings): readonly Declaration<Aws>[] {
  const stack = new Stack<Aws>({ stack: settings.name, lineage: "estimate", tags: {} });
  const zones = settings.network.dataSubnets.map((_, index) => ({
    name: `zone-${index + 1}`,
    id: `zone-${index + 1}`,
  }));
  const pin = { value: zones, resolvedAt: new Date(0).toISOString(), source: "estimate" };
  const answers = new Map([["network.zones", { value: zones, pin, notices: [], fresh: false }]]);
  const { region, account = "0".repeat(12) } = settings;
  declareSections({ stack, settings, region, account, partition: "aws", answers });
  return stack.declarations;
}
