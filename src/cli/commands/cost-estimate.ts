import { priceOf } from "../../prices/index.ts";
import { drawEstimate } from "../../ui/cost-view.ts";
import type { Desk } from "../context.ts";
import { loadSettings, regionOf } from "../context.ts";
import { type CostLine, costLines } from "../estimate.ts";

/** `cost estimate`: what the stack of the settings costs a month, line by line. Asks AWS nothing. */
export async function costEstimate(desk: Desk): Promise<number> {
  const loaded = await loadSettings(desk, { orDefaults: true });
  const settings = { ...loaded.settings, region: regionOf(desk, loaded) };
  const lines = costLines(settings);
  const cost = priceOf(lines, settings.region);
  const { region } = settings;
  const { output, globals } = desk;
  if (globals.json) {
    const { knownUsd: monthlyUsd = null, unknown } = cost;
    output.document({ schema: 1, region, monthlyUsd, unknown, lines: lines.map(toDocument) });
  } else output.data(drawEstimate({ lines, cost, region }, output.page("stdout")));
  return 0;
}

const toDocument = ({ usd, ...line }: CostLine): object => ({ ...line, usd: usd ?? null });
