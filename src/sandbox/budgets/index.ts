import { JSON_DIALECT, listTable, type SandboxService } from "../service.ts";
import { needs } from "./actions.ts";
import { budgetOperations } from "./budget.ts";
import { notificationOperations } from "./notification.ts";
import { subscriberOperations } from "./subscriber.ts";
import { budgets as budgetTable } from "./tables.ts";
import { tagOperations } from "./tag.ts";

/** AWS Budgets: monthly cost budgets, and whom they tell. It belongs to no region. */
export const budgets: SandboxService = {
  clientName: "BudgetsClient",
  dialect: {
    ...JSON_DIALECT,
    failed: ["InternalErrorException", 500],
    missing: "InvalidParameterException",
    invalid: "InvalidParameterException",
  },
  operations: {
    ...budgetOperations,
    ...notificationOperations,
    ...subscriberOperations,
    ...tagOperations,
  },
  needs,
  offers: [],
  listings: [listTable(budgetTable, { name: ({ id }) => id })],
};
