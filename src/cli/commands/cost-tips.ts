import { guideTips } from "../../sections/cost/tips.ts";
import { enabledSections, type Settings } from "../../sections/index.ts";
import type { Saving } from "../../sections/section.ts";
import { setAll } from "../../settings/commented.ts";
import { drawTips, type Tip } from "../../ui/cost-view.ts";
import { type Desk, loadSettings, regionOf } from "../context.ts";
import { estimate } from "../estimate.ts";

/** `cost tips`: where the stack of the settings could cost less, and what is lost by it. Asks AWS nothing. */
export async function costTips(desk: Desk): Promise<number> {
  const loaded = await loadSettings(desk, { orDefaults: true });
  const settings = { ...loaded.settings, region: regionOf(desk, loaded) };
  const { output, globals } = desk;
  const tips = [...savingTips(settings), ...guideTips(settings)];
  if (globals.json) output.document({ schema: 1, tips });
  else output.data(drawTips(tips, output.page("stdout")));
  return 0;
}

/** The sections' savings with what each brings, the largest first; what brings nothing, or nobody knows what, is left out. */
function savingTips(settings: Settings): Tip[] {
  return enabledSections(settings)
    .flatMap((section) => section.savings?.(settings) ?? [])
    .map((saving) => ({ saving, usd: savedUsd(settings, saving) ?? 0 }))
    .filter(({ usd }) => usd > 0)
    .sort((a, b) => b.usd - a.usd)
    .map(({ saving, usd }) => ({
      title: titleOf(saving),
      text: saving.loses,
      savesUsd: usd,
      commands: [],
    }));
}

/** USD a month; `undefined` where either way has something else without a price. */
function savedUsd(settings: Settings, saving: Saving): number | undefined {
  const [before, after] = [estimate(settings), estimate(withValues(settings, saving.sets))];
  if (before.knownUsd === undefined || after.knownUsd === undefined) return undefined;
  const isAlike = before.unknown.join() === after.unknown.join();
  return isAlike ? before.knownUsd - after.knownUsd : undefined;
}

const titleOf = ({ sets }: Saving): string =>
  sets.map(([key, value]) => `${key}: ${String(value)}`).join(", ");

const withValues = (settings: Settings, sets: Saving["sets"]): Settings =>
  setAll(structuredClone<Record<string, unknown>>({ ...settings }), sets) as unknown as Settings;
