import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { costLines, estimate } from "../../src/cli/estimate.ts";
import { sections } from "../../src/sections/index.ts";
import { settingsSchema } from "../../src/settings/schema.ts";
import { settingsOf } from "../sections/declared.ts";
import { freshFolder, run } from "./fake-world.ts";

interface Line {
  readonly section: string;
  readonly sku: string;
  readonly quantity: number;
  readonly usd: number | null;
}

interface Tip {
  readonly title: string;
  readonly text: string;
  readonly savesUsd?: number;
  readonly commands: readonly string[];
}

const withSettings = (text: string): string => {
  const cwd = freshFolder();
  writeFileSync(join(cwd, "flashsale.yaml"), text);
  return cwd;
};

const estimateOf = async (text: string) => {
  const { stdout, world } = await run("cost estimate --json", { cwd: withSettings(text) });
  expect(world.opened.times).toBe(0);
  return JSON.parse(stdout) as { monthlyUsd: number | null; unknown: string[]; lines: Line[] };
};

const tipsOf = async (text: string): Promise<readonly Tip[]> => {
  const { stdout, world } = await run("cost tips --json", { cwd: withSettings(text) });
  expect(world.opened.times).toBe(0);
  return (JSON.parse(stdout) as { tips: Tip[] }).tips;
};

describe("cost estimate", () => {
  it("has lines that sum up to what a plan calls the cost, in the guide's order, without asking for an account", async () => {
    const { monthlyUsd, lines } = await estimateOf("name: flashsale\n");
    const sum = lines.reduce((total, { usd }) => total + (usd ?? 0), 0);
    expect(sum).toBeCloseTo(estimate(settingsOf()).knownUsd ?? 0, 6);
    expect(monthlyUsd).toBeCloseTo(sum, 6);
    const order = [...new Set(lines.map(({ section }) => section))];
    expect(order).toEqual(["network", "db", "cache", "kafka", "monitoring", "scale"]);
  });

  it("puts the dearest of a section first, and what has no price last, as unknown", async () => {
    const { lines, unknown } = await estimateOf("kafka: { monitoring: PER_BROKER }\n");
    const ofKafka = lines.filter(({ section }) => section === "kafka").map(({ sku, usd }) => [sku, usd]);
    expect(ofKafka).toEqual([
      ["kafka:kafka.m5.large:hour", 3 * 730 * 0.21],
      ["kafka:storage:gib-month", 300 * 0.1],
      ["kafka:metrics:PER_BROKER", null],
    ]);
    expect(unknown).toEqual(["kafka:metrics:PER_BROKER"]);
  });

  it("adds up what several resources of a section use alike", () => {
    const alarms = costLines(settingsOf()).find(
      ({ sku, section }) => sku.includes("alarm") && section === "scale",
    );
    expect(alarms).toMatchObject({ quantity: 2, addresses: ["scale.alarm.up", "scale.alarm.down"] });
  });

  it("knows no sum in a region without prices, and says so", async () => {
    const { monthlyUsd, lines } = await estimateOf("region: eu-central-1\n");
    expect(monthlyUsd).toBeNull();
    expect(lines.every(({ usd }) => usd === null)).toBe(true);
    const { stdout } = await run("cost estimate", { cwd: withSettings("region: eu-central-1\n") });
    expect(stdout).toContain("In eu-central-1: unknown");
    expect(stdout).not.toContain("list prices");
  });

  it("is a table for people", async () => {
    const { stdout, code } = await run("cost estimate", { cwd: withSettings("name: flashsale\n") });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^SECTION +BILLED +AMOUNT +FOR +USD A MONTH\n/);
    expect(stdout).toMatch(/^db +rds:db.r5.xlarge:multi-az +730 h +db.instance +730.00$/m);
    expect(stdout).toMatch(/^In us-east-1: about USD [\d,]+\/month, and what has no known price:/m);
  });

  it("contradicts no settings file", async () => {
    const { code } = await run("cost estimate --region eu-west-1", {
      cwd: withSettings("region: us-east-1\n"),
    });
    expect(code).toBe(78);
  });
});

describe("cost tips", () => {
  const usd = (text: object): number => estimate(settingsOf(text)).knownUsd ?? 0;

  it("tell what each cheaper setting saves, the most first", async () => {
    const saving = (await tipsOf("name: flashsale\n")).filter(({ savesUsd }) => savesUsd !== undefined);
    const base = usd({});
    const expected = [
      ["db.multiAz: false", base - usd({ db: { multiAz: false } })],
      ["scale.desired: 3", base - usd({ scale: { desired: 3 } })],
      [
        "cache.engine: valkey, cache.engineVersion: 7.2",
        base - usd({ cache: { engine: "valkey", engineVersion: "7.2" } }),
      ],
      ["network.egress: internet-gateway", base - usd({ network: { egress: "internet-gateway" } })],
    ] as const;
    expect(saving.map(({ title }) => title)).toEqual(expected.map(([title]) => title));
    for (const [index, [, amount]] of expected.entries())
      expect(saving[index]?.savesUsd).toBeCloseTo(amount, 6);
    for (const { text } of saving) expect(text).not.toBe("");
  });

  it("say nothing of what is already so", async () => {
    const frugal = `
network: { egress: internet-gateway }
db: { multiAz: false }
cache: { engine: valkey, engineVersion: "7.2" }
scale: { min: 3, desired: 3 }
`;
    const tips = await tipsOf(frugal);
    expect(tips.filter(({ savesUsd }) => savesUsd !== undefined)).toEqual([]);
  });

  it("have replicas, zones' gateways and the single instance among them where these are paid for", async () => {
    const dear = `
network: { natGateways: per-zone }
db: { replicas: 2 }
deploy: { instance: true }
`;
    const titles = (await tipsOf(dear)).map(({ title }) => title);
    expect(titles).toEqual(
      expect.arrayContaining(["network.natGateways: one", "db.replicas: 0", "deploy.instance: false"]),
    );
  });

  it("name no amount where no price is known", async () => {
    const tips = await tipsOf("region: eu-central-1\n");
    expect(tips.filter(({ savesUsd }) => savesUsd !== undefined)).toEqual([]);
    expect(tips.length).toBeGreaterThan(2);
  });

  it("have the guide's advice, with the budget only until there is one", async () => {
    const titles = async (text: string) => (await tipsOf(text)).map(({ title }) => title);
    expect(await titles("name: flashsale\n")).toEqual(
      expect.arrayContaining(["Reserved Instances for predictable workloads", "Budget alerts"]),
    );
    const on = "cost: { enabled: true, monthlyUsd: 100, notify: [a@b.example] }\n";
    expect(await titles(on)).not.toContain("Budget alerts");
  });

  it.each(
    [{}, { network: { natGateways: "per-zone" }, db: { replicas: 2 }, deploy: { instance: true } }].flatMap(
      (text) =>
        sections.flatMap((section) =>
          (section.savings?.(settingsOf(text)) ?? []).map(
            ({ sets }) => [JSON.stringify(sets), text, sets] as const,
          ),
        ),
    ),
  )("name settings that the file may have: %s", (_, text, sets) => {
    const changed = structuredClone<Record<string, Record<string, unknown>>>(text as never);
    for (const [key, value] of sets) {
      const [section = "", name = ""] = key.split(".");
      changed[section] = { ...changed[section], [name]: value };
    }
    const parsed = settingsSchema.parse(changed) as unknown as Record<string, Record<string, unknown>>;
    for (const [key, value] of sets) {
      const [section = "", name = ""] = key.split(".");
      expect(parsed[section]?.[name]).toBe(value);
    }
  });
});
