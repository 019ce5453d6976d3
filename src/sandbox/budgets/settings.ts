import type { Budget, CostTypes, Spend, TimePeriod } from "@aws-sdk/client-budgets";
import { SandboxError } from "../refusal.ts";
import { invalid } from "./find.ts";
import type { BudgetRow } from "./tables.ts";

/** What a caller may set of a budget. */
export type Settings = Pick<BudgetRow, "limit" | "costTypes" | "period">;

/** What Budgets computes. Whether it refuses or passes over them is not told: refusing is the stricter reading. */
const COMPUTED = ["CalculatedSpend", "LastUpdatedTime", "HealthStatus"] as const;

const NOT_SIMULATED = [
  "PlannedBudgetLimits",
  "AutoAdjustData",
  "FilterExpression",
  "Metrics",
  "BillingViewArn",
] as const;

/** What a cost budget counts where nothing is said. Source: Budgets API reference, `CostTypes`. */
const COST_TYPES: CostTypes = {
  IncludeTax: true,
  IncludeSubscription: true,
  UseBlended: false,
  IncludeRefund: true,
  IncludeCredit: true,
  IncludeUpfront: true,
  IncludeRecurring: true,
  IncludeOtherSubscription: true,
  IncludeSupport: true,
  IncludeDiscount: true,
  UseAmortized: false,
};

/** Where a budget ends that has no end. Source: Budgets API reference, `TimePeriod`. */
const LAST_END = Date.UTC(2087, 5, 15);

/**
 * Reads and checks what a budget is to be; what is left out gets its default, at an update too, since that takes the whole
 * budget. Only monthly cost budgets in US dollars without filters are simulated.
 */
export function toSettings(budget: Budget, now: number): Settings {
  const computed = COMPUTED.find((member) => budget[member] !== undefined);
  if (computed !== undefined) throw invalid(`${computed} can't be set.`);
  checkSimulated(budget);
  return {
    limit: toLimit(budget.BudgetLimit),
    costTypes: { ...COST_TYPES, ...budget.CostTypes },
    period: toPeriod(budget.TimePeriod, now),
  };
}

function checkSimulated(budget: Budget): void {
  const unknown = NOT_SIMULATED.find((member) => budget[member] !== undefined);
  if (unknown !== undefined) throw new SandboxError(`sandbox does not simulate Budgets Budget.${unknown}`);
  if (Object.keys(budget.CostFilters ?? {}).length > 0)
    throw new SandboxError("sandbox does not simulate Budgets Budget.CostFilters");
  const { BudgetType: type, TimeUnit: unit } = budget;
  if (type !== "COST" || unit !== "MONTHLY")
    throw new SandboxError(`sandbox does not simulate Budgets budgets that are ${type} and ${unit}`);
}

/**
 * A limit, which a cost budget must have. Source: Budgets API reference, `BudgetLimit` and the pattern of `Spend.Amount`. It
 * does not tell what a limit of zero does: it is refused here.
 */
function toLimit(limit: Spend | undefined): Settings["limit"] {
  if (limit === undefined) throw invalid("Budget limit is required for cost budgets.");
  const { Amount: amount = "", Unit: unit = "" } = limit;
  if (!/^(\d*\.)?\d+$/.test(amount) || Number(amount) === 0)
    throw invalid(`Invalid budget limit amount: ${amount}`);
  if (unit !== "USD") throw invalid(`Invalid budget limit unit: ${unit}`);
  return { amount: toAmount(Number(amount)), unit };
}

/** Budgets answers whole numbers with one decimal place. */
const toAmount = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));

/** Begins with the month of its creation where nothing is said. Source: Budgets API reference, `TimePeriod`. */
function toPeriod(period: TimePeriod | undefined, now: number): Settings["period"] {
  const today = new Date(now);
  const month = Date.UTC(today.getUTCFullYear(), today.getUTCMonth());
  const { start, end } = {
    start: period?.Start?.getTime() ?? month,
    end: period?.End?.getTime() ?? LAST_END,
  };
  if (start >= end) throw invalid("The start date must come before the end date.");
  if (end > LAST_END) throw invalid("The end date must come before 06/15/87 00:00 UTC.");
  return { start, end };
}
