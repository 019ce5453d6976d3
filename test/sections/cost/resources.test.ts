import { describe, expect, it } from "vitest";
import { declared, settingsOf } from "../declared.ts";

const budget = (text: object = {}) =>
  declared(settingsOf({ cost: { enabled: true, monthlyUsd: 2500, notify: ["a@example.com"], ...text } })).get(
    "cost.budget",
  );

describe("the budget", () => {
  it("mails at 80 and 100 per cent, and when AWS expects 100", () => {
    expect(budget()).toMatchObject({
      type: "budgets/budget",
      props: {
        name: "FlashSaleBudget",
        monthlyUsd: 2500,
        alerts: ["actual 80% a@example.com", "actual 100% a@example.com", "forecast 100% a@example.com"],
      },
      needs: [],
    });
  });

  it("tells every address of every share", () => {
    const text = { actualPercent: [50], forecastPercent: [90], notify: ["A@example.com", "b@example.com"] };
    expect(budget(text)?.props.alerts).toEqual([
      "actual 50% a@example.com",
      "actual 50% b@example.com",
      "forecast 90% a@example.com",
      "forecast 90% b@example.com",
    ]);
  });

  it("is declared only where it is asked for", () => {
    expect(declared().has("cost.budget")).toBe(false);
  });
});
