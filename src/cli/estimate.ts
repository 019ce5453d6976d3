import type { Declaration } from "../engine/resource.ts";
import { type MonthlyCost, priceOf } from "../prices/index.ts";
import { type Aws, Stack } from "../resources/index.ts";
import { declareSections, type Settings } from "../sections/index.ts";

/** What settings would cost a month, without asking AWS anything. */
export function estimate(settings: Settings): MonthlyCost {
  const usages = declarationsOf(settings).flatMap(
    ({ type, input }) => type.usage?.(input as Record<string, unknown>) ?? [],
  );
  return priceOf(usages, settings.region);
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
