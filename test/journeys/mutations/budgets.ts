import { asIdentity, type Mutations, retag, set, setId, shorten, tagged, within } from "./change.ts";

const BUDGET = "cost.budget";

/** The rows of AWS Budgets, by type and prop. */
export const BUDGETS: Readonly<Record<string, Mutations>> = {
  "budgets/budget": {
    ...tagged(BUDGET, {
      monthlyUsd: set("limit", { amount: "1.0", unit: "USD" }),
      alerts: shorten("notifications"),
      tags: retag,
    }),
    name: asIdentity(within(BUDGET, BUDGET, setId("renamed", "Budgets/budget"))),
  },
};
