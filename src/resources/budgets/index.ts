import { budget } from "./budget.ts";

/** The resource types of AWS Budgets. */
export const budgetsTypes = [budget] as const;
