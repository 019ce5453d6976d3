import { z } from "zod";
import { BESIDE_OTHERS } from "../cross-check.ts";
import { emails } from "../email.ts";

/** Alerts of one budget, and addresses of one alert. Source: Budgets API reference, CreateBudget. */
const MOST = { alerts: 5, addresses: 10 };

const PERCENT = "a whole number of per cent from 1 to 1000";

const percents = (fallback: number[], text: string) =>
  z
    .array(z.int({ error: PERCENT }).min(1, PERCENT).max(1000, PERCENT))
    .refine((list) => new Set(list).size === list.length, "each number once")
    .default(fallback)
    .describe(text);

/** The block `cost` of the settings. */
export const costSchema = z
  .strictObject({
    enabled: z
      .boolean()
      .default(false)
      .describe("Whether this section, a budget, is part of the stack; cost budget switches it on."),
    monthlyUsd: z
      .number({ error: "a number of USD, 1 or more" })
      .min(1, "a number of USD, 1 or more")
      .optional()
      .describe("USD that the whole account, not only this stack, may cost in a month."),
    actualPercent: percents([80, 100], "Shares of it, in per cent, that are told once they are spent."),
    forecastPercent: percents([100], "Shares of it, in per cent, that are told once AWS expects them."),
    notify: emails(MOST.addresses).default([]).describe("E-mail addresses that are told, 1 to 10."),
  })
  .superRefine((cost, context) => {
    for (const problem of budgetProblems(cost)) context.addIssue({ code: "custom", ...problem });
  }, BESIDE_OTHERS);

export type CostSettings = z.infer<typeof costSchema>;

interface Problem {
  readonly path: string[];
  readonly message: string;
  readonly input: unknown;
}

function budgetProblems({
  enabled,
  monthlyUsd,
  notify,
  actualPercent,
  forecastPercent,
}: CostSettings): Problem[] {
  const problems: Problem[] = [];
  const alerts = [actualPercent, forecastPercent].flatMap((list) => (Array.isArray(list) ? list : []));
  if (alerts.length > MOST.alerts)
    problems.push({
      path: ["forecastPercent"],
      message: `at most ${MOST.alerts} shares together with actualPercent`,
      input: forecastPercent,
    });
  if (enabled !== true) return problems;
  if (monthlyUsd === undefined)
    problems.push({
      path: ["monthlyUsd"],
      message: "a number of USD while enabled is true",
      input: monthlyUsd,
    });
  if (Array.isArray(notify) && notify.length === 0)
    problems.push({ path: ["notify"], message: "at least one address while enabled is true", input: notify });
  return problems;
}
