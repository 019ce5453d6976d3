import { type ErrorTable, limit, meaning, quota, setting } from "./row.ts";

/** Source: AWS Budgets API reference, as the SDK's model of it. */
export const budgets: ErrorTable = [
  meaning("absent", ["NotFound"]),
  meaning("exists", ["DuplicateRecord"]),
  limit(
    ["CreationLimitExceeded"],
    "A budget has at most ten notifications, and each of them eleven addresses. Name fewer in the settings of cost.",
  ),
  quota(["ServiceQuotaExceeded"], "budgets", { service: "budgets" }),
  setting(
    ["BillingViewHealthStatus"],
    "The billing view of this account cannot be used now. Look at it in the console of Billing and Cost Management.",
  ),
];
