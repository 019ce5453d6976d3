import {
  type Budget,
  BudgetsClient,
  DescribeBudgetCommand,
  DescribeNotificationsForBudgetCommand,
  DescribeSubscribersForNotificationCommand,
  ListTagsForResourceCommand,
  type Notification,
  type Subscriber,
} from "@aws-sdk/client-budgets";
import { mockClient } from "aws-sdk-client-mock";
import type { Aws, Clients } from "../../../src/aws/env.ts";
import type { Change } from "../../../src/engine/change.ts";
import { type BudgetProps, budget } from "../../../src/resources/budgets/budget.ts";
import { createFastClock, createWatch } from "../../aws/clocks.ts";
import { operationsOf, refusal } from "../rds/mocked-aws.ts";

export const NAME = "FlashSaleBudget";
export const ACCOUNT = "123456789012";
export const ARN = `arn:aws:budgets::${ACCOUNT}:budget/${NAME}`;
export const ON_BUDGET = { AccountId: ACCOUNT, BudgetName: NAME };

/** What the budget of the tests is asked to be. */
export const PROPS: BudgetProps = {
  name: NAME,
  monthlyUsd: 5000,
  alerts: ["actual 80% ann@example.com", "forecast 100% ann@example.com"],
  tags: { Name: NAME },
};

/** A notification at that percentage of the limit, as it is asked for. */
export const at = (percent: number, more: Partial<Notification> = {}): Notification => ({
  NotificationType: "ACTUAL",
  ComparisonOperator: "GREATER_THAN",
  Threshold: percent,
  ThresholdType: "PERCENTAGE",
  ...more,
});

export const forecastAt = (percent: number): Notification => at(percent, { NotificationType: "FORECASTED" });

/** Somebody at example.com who is told by e-mail. */
export const mailTo = (name: string): Subscriber => ({
  SubscriptionType: "EMAIL",
  Address: `${name}@example.com`,
});

export const TOPIC: Subscriber = {
  SubscriptionType: "SNS",
  Address: `arn:aws:sns:us-east-1:${ACCOUNT}:costs`,
};

/** What Budgets tells of the budget, calculated members included. */
export const TOLD = {
  BudgetName: NAME,
  BudgetType: "COST",
  TimeUnit: "MONTHLY",
  BudgetLimit: { Amount: "5000.0", Unit: "USD" },
  CostFilters: {},
  CostTypes: { IncludeTax: true },
  TimePeriod: { Start: new Date(Date.UTC(2026, 10)), End: new Date(Date.UTC(2087, 5, 15)) },
  CalculatedSpend: { ActualSpend: { Amount: "12.3", Unit: "USD" } },
  LastUpdatedTime: new Date(Date.UTC(2026, 10, 22)),
  HealthStatus: { Status: "HEALTHY" },
} as const satisfies Budget;

/** Stubbed clients of both kinds, and the environment made of them. */
export function mockBudgets() {
  const region = "us-east-1";
  const clients = { safe: new BudgetsClient({ region }), once: new BudgetsClient({ region }) };
  const clock = createFastClock(100_000);
  const pick = (kind: "safe" | "once"): Clients => ({ budgets: clients[kind] }) as unknown as Clients;
  const aws: Aws = {
    safe: pick("safe"),
    once: pick("once"),
    account: ACCOUNT,
    partition: "aws",
    region,
    clock,
  };
  const [safe, once] = [mockClient(clients.safe), mockClient(clients.once)];
  return { aws, safe, once, watch: createWatch(clock) };
}

export type MockedBudgets = ReturnType<typeof mockBudgets>;

/** An account without the budget. */
export function absent(): MockedBudgets {
  const mocked = mockBudgets();
  const gone = refusal("NotFoundException", "Unable to get budget: the budget doesn't exist.");
  mocked.safe.rejects(gone);
  return mocked;
}

/** What stands of the notifications of a budget: each with those whom it tells. */
export type Told = readonly (readonly [notification: Notification, subscribers: readonly Subscriber[]])[];

/** An account with the budget. */
export function standing(told: Told = [], more: Partial<Budget> = {}): MockedBudgets {
  const mocked = mockBudgets();
  const { safe } = mocked;
  safe.resolves({});
  safe.on(DescribeBudgetCommand).resolves({ Budget: { ...TOLD, ...more } });
  safe.on(ListTagsForResourceCommand).resolves({ ResourceTags: [{ Key: "Name", Value: NAME }] });
  safe.on(DescribeNotificationsForBudgetCommand).resolves({ Notifications: told.map(([one]) => one) });
  for (const [Notification, subscribers] of told)
    safe
      .on(DescribeSubscribersForNotificationCommand, {
        ...ON_BUDGET,
        Notification: { ThresholdType: "PERCENTAGE", ...Notification },
      })
      .resolves({ Subscribers: [...subscribers] });
  return mocked;
}

/** The calls that change something, in their order. */
export const changing = (stub: { calls(): readonly unknown[] }): string[] =>
  operationsOf(stub).filter((operation) => !/^(Describe|List)/.test(operation));

/** Brings the budget to other props. */
export async function updateTo(
  { aws, watch }: MockedBudgets,
  wanted: Partial<BudgetProps>,
  dropped?: readonly string[],
): Promise<void> {
  const observed = {
    id: NAME,
    name: NAME,
    condition: "standing",
    status: "available",
    props: PROPS,
    attributes: { name: NAME, arn: ARN },
  } as const;
  const changes = Object.entries(wanted).map(([prop, to]) => ({
    prop,
    from: undefined,
    to,
    cause: "settings",
    ...(dropped === undefined ? {} : { dropped }),
  })) as readonly Change<BudgetProps>[];
  const props = { ...PROPS, ...wanted };
  await budget.update(aws, NAME, changes, { ...watch, observed, props, applyAt: "now" });
}
