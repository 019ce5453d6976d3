import type {
  Budget,
  CreateBudgetCommandInput,
  CreateBudgetCommandOutput,
  DeleteBudgetCommandInput,
  DeleteBudgetCommandOutput,
  DescribeBudgetCommandInput,
  DescribeBudgetCommandOutput,
  DescribeBudgetsCommandInput,
  DescribeBudgetsCommandOutput,
  UpdateBudgetCommandInput,
  UpdateBudgetCommandOutput,
} from "@aws-sdk/client-budgets";
import { type Call, change, read } from "../operation.ts";
import { checkAccount, checkName, duplicate, getBudget } from "./find.ts";
import { addNotification } from "./notification.ts";
import { paginate } from "./page.ts";
import { toSettings } from "./settings.ts";
import { type BudgetRow, budgets, type NotificationRow } from "./tables.ts";
import { toTags } from "./tagging.ts";

/** Nothing is ever spent here; a forecast needs weeks of spending. */
const toBudget = (row: BudgetRow): Budget => ({
  BudgetName: row.id,
  BudgetType: "COST",
  TimeUnit: "MONTHLY",
  BudgetLimit: { Amount: row.limit.amount, Unit: row.limit.unit },
  CostFilters: {},
  CostTypes: row.costTypes,
  TimePeriod: { Start: new Date(row.period.start), End: new Date(row.period.end) },
  CalculatedSpend: { ActualSpend: { Amount: "0.0", Unit: "USD" } },
  LastUpdatedTime: new Date(row.updatedAt),
  HealthStatus: { Status: "HEALTHY" },
});

/** The budget and its notifications are made together, or none of them. */
function create(input: CreateBudgetCommandInput, call: Call): Omit<CreateBudgetCommandOutput, "$metadata"> {
  checkAccount(call, input.AccountId);
  const name = checkName(input.Budget?.BudgetName);
  const table = call.account.table(budgets);
  if (table.find(name) !== undefined)
    throw duplicate(`Error creating budget: ${name} - the budget already exists.`);
  const now = call.account.clock.now();
  const settings = toSettings(input.Budget as Budget, now);
  const notifications = (input.NotificationsWithSubscribers ?? []).reduce<readonly NotificationRow[]>(
    (made, { Notification, Subscribers }) => addNotification(made, Notification, Subscribers),
    [],
  );
  const tags = toTags(input.ResourceTags);
  table.insert({ id: name, createdAt: now, updatedAt: now, ...settings, notifications, tags });
  return {};
}

function update(
  { AccountId, NewBudget }: UpdateBudgetCommandInput,
  call: Call,
): Omit<UpdateBudgetCommandOutput, "$metadata"> {
  const { id } = getBudget(call, { AccountId, BudgetName: NewBudget?.BudgetName });
  const now = call.account.clock.now();
  call.account.table(budgets).update(id, { ...toSettings(NewBudget as Budget, now), updatedAt: now });
  return {};
}

/** Its notifications and subscribers go with it. Source: Budgets API reference, DeleteBudget. */
function remove(input: DeleteBudgetCommandInput, call: Call): Omit<DeleteBudgetCommandOutput, "$metadata"> {
  call.account.table(budgets).remove(getBudget(call, input).id);
  return {};
}

/** Up to 1000 on a page. Source: Budgets API reference, DescribeBudgets. */
function describeAll(
  input: DescribeBudgetsCommandInput,
  call: Call,
): Omit<DescribeBudgetsCommandOutput, "$metadata"> {
  checkAccount(call, input.AccountId);
  const { elements, NextToken } = paginate(call.account.table(budgets).all(), input, 1000);
  return { Budgets: elements.map(toBudget), NextToken };
}

/** Budgets' calls on budgets. */
export const budgetOperations = {
  CreateBudget: change<CreateBudgetCommandInput, CreateBudgetCommandOutput>(create),
  UpdateBudget: change<UpdateBudgetCommandInput, UpdateBudgetCommandOutput>(update),
  DeleteBudget: change<DeleteBudgetCommandInput, DeleteBudgetCommandOutput>(remove),
  DescribeBudget: read<DescribeBudgetCommandInput, DescribeBudgetCommandOutput>((input, call) => ({
    Budget: toBudget(getBudget(call, input)),
  })),
  DescribeBudgets: read<DescribeBudgetsCommandInput, DescribeBudgetsCommandOutput>(describeAll),
};
