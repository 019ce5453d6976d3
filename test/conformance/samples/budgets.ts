import { budget } from "../../../src/resources/budgets/budget.ts";
import { tagsFor } from "../ground.ts";
import { type Sample, sampleOf } from "../sample.ts";

/** The samples of AWS Budgets. */
export const budgetsSamples: readonly Sample[] = [
  sampleOf(budget, {
    absentId: "AbsentBudget",
    props: () =>
      Promise.resolve({
        name: "FlashSaleBudget",
        monthlyUsd: 5000,
        alerts: ["actual 80% team@example.com", "forecast 100% team@example.com"],
        tags: tagsFor(),
      }),
    // A threshold comes, one goes, and of one the address changes.
    changes: () =>
      Promise.resolve({
        monthlyUsd: 6500.5,
        alerts: ["actual 50% team@example.com", "forecast 100% other@example.com"],
      }),
  }),
];
