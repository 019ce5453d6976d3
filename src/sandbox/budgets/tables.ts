import type { CostTypes } from "@aws-sdk/client-budgets";
import { type AccountRecord, defineGlobalTable } from "../account.ts";

/** Whom a notification goes to. */
export interface SubscriberRow {
  readonly type: "EMAIL" | "SNS";
  /** An e-mail address, or the ARN of a topic. */
  readonly address: string;
}

/** A notification of a budget; its first four members say which one it is. */
export interface NotificationRow {
  readonly type: "ACTUAL" | "FORECASTED";
  readonly operator: "EQUAL_TO" | "GREATER_THAN" | "LESS_THAN";
  readonly threshold: number;
  readonly thresholdType: "ABSOLUTE_VALUE" | "PERCENTAGE";
  readonly subscribers: readonly SubscriberRow[];
}

/** A monthly cost budget, by its name. */
export interface BudgetRow extends AccountRecord {
  /** Decimal number of US dollars, as Budgets writes it: `5000.0`. */
  readonly limit: { readonly amount: string; readonly unit: string };
  readonly costTypes: CostTypes;
  /** Instants in milliseconds since 1970. */
  readonly period: { readonly start: number; readonly end: number };
  readonly updatedAt: number;
  readonly notifications: readonly NotificationRow[];
}

/** Budgets: they belong to the account, not to a region. */
export const budgets = defineGlobalTable<BudgetRow>("Budgets", "budget");
