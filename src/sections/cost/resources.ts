import { budget } from "../../resources/budgets/budget.ts";
import type { DeclareContext } from "../section.ts";
import type { CostHandles } from "./handles.ts";
import type { CostSettings } from "./settings.ts";

/** Declares the budget of the account. */
export function declareCost({ stack, settings }: DeclareContext): CostHandles {
  const { displayName, cost } = settings;
  const { out } = stack.add(budget, "cost.budget", {
    name: `${displayName}Budget`,
    // The settings are refused without it while the section is on.
    monthlyUsd: cost.monthlyUsd ?? 0,
    alerts: alertsOf(cost),
  });
  return { budgetName: out.name };
}

/** Every share with every address; in small letters, in which they come back whatever AWS does with capitals. */
function alertsOf({ actualPercent, forecastPercent, notify }: CostSettings): string[] {
  const shares = [
    ...actualPercent.map((percent) => `actual ${percent}%`),
    ...forecastPercent.map((percent) => `forecast ${percent}%`),
  ];
  return shares.flatMap((share) => notify.map((address) => `${share} ${address.toLowerCase()}`));
}
