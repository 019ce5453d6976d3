import { describe, expect, it } from "vitest";
import type { Check, CheckResult } from "../../../src/cli/verify/result.ts";
import { exitCodeOf } from "../../../src/cli/verify/result.ts";
import { runChecks } from "../../../src/cli/verify/run.ts";

const result = (name: string, state: CheckResult["state"] = "ok"): CheckResult => ({
  name,
  group: "control",
  state,
  route: "control",
  ms: 0,
  detail: "",
  layers: [],
  fix: [],
});

/** Time that moves only when a test moves it; whoever sleeps wakes at the instant. */
function clock() {
  let now = 0;
  const sleepers: { until: number; wake: () => void }[] = [];
  return {
    now: () => now,
    sleep: (seconds: number) =>
      new Promise<void>((wake) => {
        sleepers.push({ until: now + seconds, wake });
      }),
    async passTo(instant: number): Promise<void> {
      now = instant;
      for (const sleeper of sleepers.filter(({ until }) => until <= now)) sleeper.wake();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("the checks of verify", () => {
  it("run all at once: they end with the slowest, not after the sum of all", async () => {
    const time = clock();
    const check = (name: string, seconds: number): Check => ({
      name,
      group: "control",
      run: () => time.sleep(seconds).then(() => result(name)),
    });
    const ended: string[] = [];
    let isDone = false;
    const all = runChecks([check("slow", 5), check("quick", 1), check("middling", 3)], (name) =>
      ended.push(name),
    );
    void all.then(() => {
      isDone = true;
    });
    await time.passTo(1);
    expect(ended).toEqual(["quick"]);
    await time.passTo(3);
    expect([ended, isDone]).toEqual([["quick", "middling"], false]);
    await time.passTo(5);
    expect(isDone).toBe(true);
    expect((await all).map(({ name }) => name)).toEqual(["slow", "quick", "middling"]);
  });

  it.each([
    [["ok", "ok"], 0],
    [["ok", "skipped", "warning"], 0],
    [["ok", "problem"], 3],
  ] as const)("that are %j end with %d", (states, code) => {
    expect(exitCodeOf(states.map((state, index) => result(String(index), state)))).toBe(code);
  });
});
