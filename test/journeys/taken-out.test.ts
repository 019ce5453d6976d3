import { describe, expect, it } from "vitest";
import { contents } from "../../src/sections/contents.ts";
import { settingsSchema } from "../../src/settings/schema.ts";
import type { Practice } from "./program.ts";
import { expectSettled, prepared, readAccount, runTo, writeSettings } from "./stack.ts";

const SECTIONS = ["monitoring", "cost", "security"] as const;
type Name = (typeof SECTIONS)[number];

const NOTIFY = "notify: [ops@confirming.example]";

/** What each section is given always, so that it can stand. */
const PLAIN: Readonly<Record<Name, string>> = {
  monitoring: "enabled: true",
  cost: `enabled: true, monthlyUsd: 3000, ${NOTIFY}`,
  security: "enabled: true",
};

/** Every key that may be left out, with a value that is not what leaving it out means. */
const KEYS: readonly (readonly [section: Name, text: string])[] = [
  ["monitoring", "metrics: guide"],
  ["monitoring", "errorRate: count"],
  ["monitoring", NOTIFY],
  ["monitoring", "thresholds: { errorPercent: 9 }"],
  ["monitoring", "thresholds: { latencyMs: 900 }"],
  ["monitoring", "thresholds: { stockOut: 3 }"],
  [
    "monitoring",
    "alarms: [{ name: queue, namespace: Shop, metric: depth, statistic: Sum, threshold: 5, comparison: GreaterThanThreshold }]",
  ],
  ["cost", "actualPercent: [50]"],
  ["cost", "forecastPercent: [90]"],
  ["security", "retentionDays: 30"],
  ["security", "multiRegion: false"],
];

const settingsWith = (section?: Name, text = ""): string =>
  [
    ...SECTIONS.map((name) => `${name}: { ${PLAIN[name]}${name === section ? `, ${text}` : ""} }`),
    ...contents
      .filter(({ name }) => !SECTIONS.some((one) => one === name))
      .map(({ name }) => `${name}: { enabled: false }`),
  ].join("\n");

/** What AWS takes for said where nobody says it. */
const isUnsaid = (key: string, value: unknown): boolean =>
  (key === "ActionsEnabled" && value === true) || (Array.isArray(value) && value.length === 0);

/** What stands, without what only time and chance make differ: instants, and the order of lists. */
function contentOf(practice: Practice): unknown {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value))
      return value.map(strip).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
    if (typeof value !== "object" || value === null) return value;
    const kept = Object.entries(value).filter(
      ([key, part]) => !(/At$|^(period|loggings?)$/.test(key) || isUnsaid(key, part)),
    );
    return Object.fromEntries(kept.map(([key, part]) => [key, strip(part)]));
  };
  const { tables } = readAccount(practice);
  const standing = Object.entries(tables).filter(
    ([table, rows]) => !/object|subscription/.test(table) && Object.keys(rows).length > 0,
  );
  return strip(Object.fromEntries(standing));
}

describe("a key that is taken out of the settings again", () => {
  it("is tried for every key that may be left out", () => {
    const always = new Set(["enabled", "monthlyUsd"]);
    const settings = settingsSchema.parse({});
    const all = SECTIONS.flatMap((name) =>
      Object.keys(settings[name])
        .filter((key) => !always.has(key))
        .map((key) => `${name}.${key}`),
    );
    const tried = KEYS.map(([section, text]) => `${section}.${text.split(":")[0]}`);
    // Rows are those of sections that are off here; nobody is told of a budget only while it is off.
    expect(all.filter((key) => !tried.includes(key))).toEqual(["monitoring.rows", "cost.notify"]);
  });

  it.each(KEYS)("means what its absence means: %s %s", async (section, text) => {
    const practice = prepared(settingsWith(), "");
    await runTo(practice, 0, "up --yes");
    const before = contentOf(practice);
    writeSettings(practice, settingsWith(section, text), "");
    await runTo(practice, 0, "up --yes");
    expect(contentOf(practice)).not.toEqual(before);
    writeSettings(practice, settingsWith(), "");
    await runTo(practice, 0, "up --yes");
    await expectSettled(practice);
    expect(contentOf(practice)).toEqual(before);
    practice.remove();
  });
});
