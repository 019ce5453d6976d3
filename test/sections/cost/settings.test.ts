import { describe, expect, it } from "vitest";
import { settingsSchema } from "../../../src/settings/schema.ts";

const ON = { enabled: true, monthlyUsd: 2500, notify: ["team@example.com"] };

const problemsOf = (cost: object): string[] => {
  const parsed = settingsSchema.safeParse({ cost });
  return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join("."));
};

describe("the settings of the budget", () => {
  it("are off, with alerts at 80 and 100 per cent and at a forecast of 100", () => {
    expect(settingsSchema.parse({}).cost).toEqual({
      enabled: false,
      actualPercent: [80, 100],
      forecastPercent: [100],
      notify: [],
    });
  });

  it.each([
    ["an amount and an address", ON],
    ["five alerts", { ...ON, actualPercent: [50, 60, 70, 80], forecastPercent: [100] }],
    ["no alert on a forecast", { ...ON, forecastPercent: [] }],
    ["ten addresses", { ...ON, notify: Array.from({ length: 10 }, (_, at) => `a${at}@example.com`) }],
    ["nothing while they are off", {}],
  ])("take %s", (_, cost) => {
    expect(problemsOf(cost)).toEqual([]);
  });

  it.each([
    ["no amount", { ...ON, monthlyUsd: undefined }, ["cost.monthlyUsd"]],
    ["nobody to tell", { ...ON, notify: [] }, ["cost.notify"]],
    ["less than a dollar", { ...ON, monthlyUsd: 0.5 }, ["cost.monthlyUsd"]],
    ["an address that is none", { ...ON, notify: ["team"] }, ["cost.notify.0"]],
    ["an address twice", { ...ON, notify: ["a@example.com", "A@example.com"] }, ["cost.notify"]],
    [
      "eleven addresses",
      { ...ON, notify: Array.from({ length: 11 }, (_, at) => `a${at}@example.com`) },
      ["cost.notify"],
    ],
    ["a share of nothing", { ...ON, actualPercent: [0] }, ["cost.actualPercent.0"]],
    ["a share twice", { ...ON, actualPercent: [80, 80] }, ["cost.actualPercent"]],
    [
      "six alerts",
      { ...ON, actualPercent: [50, 60, 70, 80, 90], forecastPercent: [100] },
      ["cost.forecastPercent"],
    ],
    [
      "everything wrong at once",
      { enabled: true, actualPercent: ["all"] },
      ["cost.actualPercent.0", "cost.monthlyUsd", "cost.notify"],
    ],
  ])("refuse %s", (_, cost, keys) => {
    expect(problemsOf(cost).sort()).toEqual(keys);
  });
});
