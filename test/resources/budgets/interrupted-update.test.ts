import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { budget } from "../../../src/resources/budgets/budget.ts";
import { type Account, bringUp, changeTo, openAccount, tagsFor, watchOf } from "../../conformance/ground.ts";

const NAME = "FlashSaleBudget";

const alertsAt = (threshold: string, word: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => `${threshold} ${word}-${index}@example.com`);

let account: Account;

beforeEach(() => {
  account = openAccount();
});

afterEach(() => account.close());

/** Lets so many changing calls through, and none after them. */
function stopAfter(calls: number): void {
  let left = calls;
  account.aws.safe.budgets.middlewareStack.add(
    (next, context) => (args) => {
      if (!/^(Describe|List)/.test(context.commandName ?? "")) left -= 1;
      return left < 0 ? Promise.reject(new Error("stopped")) : next(args);
    },
    { step: "initialize", name: "stop" },
  );
}

async function update(alerts: string[]): Promise<"done" | "stopped"> {
  const observed = await budget.get(account.aws, NAME);
  if (observed === undefined) throw new Error("The budget is gone.");
  const props = { name: NAME, monthlyUsd: 5000, alerts, tags: {} };
  const context = { ...watchOf(account.aws), observed, props, applyAt: "now" as const };
  const changes = [changeTo<typeof props>("alerts", alerts)];
  return budget.update(account.aws, NAME, changes, context).then(
    () => "done",
    () => "stopped",
  );
}

const told = async (): Promise<string[] | undefined> => (await budget.get(account.aws, NAME))?.props.alerts;

const CASES = [
  ["another address", alertsAt("actual 80%", "old", 1), alertsAt("actual 80%", "new", 1)],
  ["ten others", alertsAt("actual 80%", "old", 10), alertsAt("actual 80%", "new", 10)],
  [
    "three of which one stays",
    [...alertsAt("actual 80%", "kept", 1), ...alertsAt("actual 80%", "old", 2)],
    [...alertsAt("actual 80%", "kept", 1), ...alertsAt("actual 80%", "new", 2)],
  ],
  [
    "five other thresholds",
    [10, 20, 30, 40, 50].flatMap((percent) => alertsAt(`actual ${percent}%`, "ann", 1)),
    [10, 20, 30, 40, 50].flatMap((percent) => alertsAt(`forecast ${percent}%`, "ann", 1)),
  ],
  ["none", alertsAt("actual 80%", "old", 2), []],
] as const;

describe("an update of alerts that is cut short at any call, and repeated", () => {
  it.each(CASES)("ends with what is wanted: %s", async (_title, before, after) => {
    const { aws } = account;
    const props = { name: NAME, monthlyUsd: 5000, alerts: [...before], tags: tagsFor() };
    let ends: "done" | "stopped" = "stopped";
    for (let calls = 0; ends === "stopped"; calls++) {
      await bringUp(aws, budget, props);
      stopAfter(calls);
      ends = await update([...after]);
      aws.safe.budgets.middlewareStack.remove("stop");
      expect(await update([...after])).toBe("done");
      expect(await told()).toEqual([...after].sort());
      expect(calls, "calls of one update").toBeLessThan(30);
      await budget.delete(aws, NAME, { ...watchOf(aws), force: true });
    }
  });
});
