import {
  BudgetsClient,
  CreateBudgetCommand,
  type CreateBudgetCommandInput,
  DescribeNotificationsForBudgetCommand,
  DescribeSubscribersForNotificationCommand,
  type Notification,
  type Subscriber,
} from "@aws-sdk/client-budgets";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { type Practice, practise } from "../harness.ts";

/** A sandbox with a client of Budgets. */
export interface BudgetsPractice extends Practice {
  readonly budgets: BudgetsClient;
}

/** Makes a client of Budgets that speaks to a sandbox. */
export function toBudgets({ sandbox }: Pick<Practice, "sandbox">): BudgetsClient {
  const { region, credentials } = sandbox;
  const budgets = new BudgetsClient({ region, credentials, maxAttempts: 1 });
  budgets.middlewareStack.use(sandbox.plugin());
  return budgets;
}

/** Opens a sandbox for a test of Budgets. */
export function practiseBudgets(options: Partial<SandboxOptions> = {}): BudgetsPractice {
  const practice = practise(options);
  return { ...practice, budgets: toBudgets(practice) };
}

/** The budget that the tests are about. */
export const ON_BUDGET = { AccountId: "314159265358", BudgetName: "FlashSaleBudget" };

/** What is asked of that budget. */
export const BUDGET = {
  BudgetName: ON_BUDGET.BudgetName,
  BudgetType: "COST",
  TimeUnit: "MONTHLY",
  BudgetLimit: { Amount: "5000", Unit: "USD" },
} as const;

/** A notification at that percentage of the limit. */
export const at = (percent: number, more: Partial<Notification> = {}): Notification => ({
  NotificationType: "ACTUAL",
  ComparisonOperator: "GREATER_THAN",
  Threshold: percent,
  ThresholdType: "PERCENTAGE",
  ...more,
});

/** Somebody who is told by e-mail. */
export const mailTo = (name: string): Subscriber => ({
  SubscriptionType: "EMAIL",
  Address: `${name}@example.com`,
});

/** Makes the budget. */
export async function makeBudget(
  { budgets }: Pick<BudgetsPractice, "budgets">,
  more: Partial<CreateBudgetCommandInput> = {},
): Promise<void> {
  await budgets.send(new CreateBudgetCommand({ AccountId: ON_BUDGET.AccountId, Budget: BUDGET, ...more }));
}

/** The thresholds of the budget's notifications, in their order. */
export async function thresholdsOf({
  budgets,
}: Pick<BudgetsPractice, "budgets">): Promise<(number | undefined)[]> {
  const told = await budgets.send(new DescribeNotificationsForBudgetCommand(ON_BUDGET));
  return (told.Notifications ?? []).map(({ Threshold }) => Threshold);
}

/** The addresses that a notification goes to, in their order. */
export async function addressesOf(
  { budgets }: Pick<BudgetsPractice, "budgets">,
  notification: Notification,
): Promise<(string | undefined)[]> {
  const input = { ...ON_BUDGET, Notification: notification };
  const told = await budgets.send(new DescribeSubscribersForNotificationCommand(input));
  return (told.Subscribers ?? []).map(({ Address }) => Address);
}
