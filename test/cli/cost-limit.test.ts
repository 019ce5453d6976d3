import { describe, expect, it } from "vitest";
import type { Context } from "../../src/cli/context.ts";
import { demandAffordable } from "../../src/cli/cost-limit.ts";
import type { StackPlan } from "../../src/cli/planning.ts";
import { Prompts } from "../../src/ui/prompts.ts";
import { settingsOf } from "../sections/declared.ts";
import { type FakeTerminal, fakeOutput, fakeTerminal } from "../ui/fake-terminal.ts";

interface Scene {
  readonly limit?: number | undefined;
  readonly usd?: number | undefined;
  readonly accepted?: number;
  readonly canAsk?: boolean;
}

function demand({ limit, usd, accepted, canAsk = false }: Scene): {
  done: Promise<void>;
  terminal: FakeTerminal;
} {
  const terminal = fakeTerminal({ columns: 100, rows: 24 });
  const prompts = new Prompts({ output: fakeOutput(terminal), canAsk, signal: new AbortController().signal });
  const settings = settingsOf(limit === undefined ? {} : { limits: { monthlyUsd: limit } });
  const context = { settings, prompts } as unknown as Context;
  const planned = { cost: { knownUsd: usd, unknown: [] } } as unknown as StackPlan;
  return { done: demandAffordable(context, planned, accepted), terminal };
}

describe("a plan within the limit", () => {
  it.each([
    ["there is no limit", { usd: 5000 }],
    ["it costs exactly the limit", { limit: 900, usd: 900 }],
    ["its cost is not known", { limit: 900 }],
  ])("passes unasked: %s", async (_case, scene) => {
    await expect(demand(scene).done).resolves.toBeUndefined();
  });
});

describe("a plan above the limit", () => {
  it("ends with 64 and names the flag where nobody can be asked", async () => {
    const { done } = demand({ limit: 900, usd: 912.3 });
    await expect(done).rejects.toMatchObject({ exitCode: 64 });
    await expect(demand({ limit: 900, usd: 912.3 }).done).rejects.toThrow(/--accept-cost 913/);
  });

  it("passes with a cost that was accepted, and not with a lower one", async () => {
    await expect(demand({ limit: 900, usd: 912.3, accepted: 913 }).done).resolves.toBeUndefined();
    await expect(demand({ limit: 900, usd: 912.3, accepted: 912 }).done).rejects.toThrow(/--accept-cost 913/);
  });

  it("passes with a person's yes, who is told cost and limit", async () => {
    const { done, terminal } = demand({ limit: 900, usd: 912.3, canAsk: true });
    await terminal.stderr.shown("Go on?");
    terminal.stdin.write("y\r");
    await done;
    expect(terminal.stderr.text).toMatch(/This plan costs .*912.*, above limits.monthlyUsd 900/);
  });

  it("changes nothing with a person's no", async () => {
    const { done, terminal } = demand({ limit: 900, usd: 912.3, canAsk: true });
    const refused = expect(done).rejects.toMatchObject({ code: "CostNotAccepted" });
    await terminal.stderr.shown("Go on?");
    terminal.stdin.write("n\r");
    await refused;
  });
});
