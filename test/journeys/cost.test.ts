import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAccount, Practice } from "./program.ts";
import { ALL_SECTIONS, expectSettled, runTo, writeSettings } from "./stack.ts";

const labelled = async (practice: Practice): Promise<string[]> =>
  (await listAccount(practice)).map(({ service, type, name }) => `${service} ${type} ${name}`);

describe("the budget", () => {
  let practice: Practice;

  beforeAll(() => {
    practice = new Practice();
  });

  afterAll(() => practice.remove());

  it("is off by default: the section's command makes nothing, and says how to switch it on", async () => {
    const run = await runTo(practice, 0, "cost --yes");
    expect(run.stderr).toContain("The section cost is off (cost.enabled: false)");
    expect(run.stderr).toMatch(/flashsale-setup cost budget --sandbox switches it on/);
    expect(await labelled(practice)).toEqual([]);
  });

  it.each([
    ["cost budget --yes --monthly-usd 2500", "cost.notify"],
    ["cost budget --yes --notify team@example.com", "cost.monthlyUsd"],
    ["cost budget --yes --monthly-usd much --notify team@example.com", "--monthly-usd"],
    ["cost budget --yes --monthly-usd 2500 --notify team", "cost.notify"],
  ])("is not made by half an answer: %s", async (words, key) => {
    const run = await runTo(practice, 64, words);
    expect(run.stderr).toContain(key);
    expect(await labelled(practice)).toEqual([]);
  });

  it("is all that its command makes, and is kept in the settings", async () => {
    await runTo(
      practice,
      0,
      "cost budget --yes --monthly-usd 2500 --notify team@example.com,ops@example.com",
    );
    expect(await labelled(practice)).toEqual(["Budgets budget FlashSaleBudget"]);
    const kept = practice.read(".flashsale/sandbox.yaml");
    expect(kept).toMatch(/monthlyUsd: 2500/);
    await runTo(practice, 0, "cost --yes");
    const { stdout } = await runTo(practice, 0, "status --json");
    const { resources } = JSON.parse(stdout) as { resources: { address: string; drift: string[] }[] };
    expect(resources).toMatchObject([{ address: "cost.budget", drift: [] }]);
  });

  it("is changed by the same command, and the rest of the answer stays", async () => {
    const { stderr } = await runTo(practice, 0, "cost budget --yes --monthly-usd 3000");
    expect(stderr).toContain("monthlyUsd: 2500 -> 3000");
    expect(practice.read(".flashsale/sandbox.yaml")).toContain("ops@example.com");
  });

  it("goes with its section, which is off again then", async () => {
    await runTo(practice, 0, "destroy cost --yes");
    expect(await labelled(practice)).toEqual([]);
    expect((await runTo(practice, 0, "cost --yes")).stderr).toContain("The section cost is off");
  });
});

describe("a budget whose name is taken", () => {
  it("is told before anything is made, with the setting that changes the name", async () => {
    const first = new Practice();
    await runTo(first, 0, "cost budget --yes --monthly-usd 2500 --notify team@example.com");
    const second = new Practice(first);
    // Another state, as on another machine: it cannot prove that the budget is its own.
    await runTo(second, 0, "sandbox list");
    const run = await runTo(second, 1, "cost --yes --state other.state.json");
    expect(run.stderr).toContain("FlashSaleBudget");
    expect(run.stderr).toMatch(/--adopt cost\.budget=|--state/);
    first.remove();
    second.remove();
  });
});

it("a stack with budget and trail is as wanted after one run", async () => {
  const practice = new Practice();
  const others = ["network", "db", "cache", "kafka", "monitoring", "iam", "deploy", "scale"]
    .map((name) => `${name}: { enabled: false }`)
    .join("\n");
  writeSettings(
    practice,
    `cost: { enabled: true, monthlyUsd: 100, notify: [team@example.com] }\nsecurity: { enabled: true }\n${others}`,
    ALL_SECTIONS,
  );
  await runTo(practice, 0, "up --yes");
  await expectSettled(practice);
  practice.remove();
});
