import fc from "fast-check";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { SettingsError } from "../../src/errors.ts";
import { commentedSettings } from "../../src/settings/commented.ts";
import { parseSettings } from "../../src/settings/file.ts";
import { spoil, spoiling, tries } from "./spoil.ts";
import {
  ACCOUNT,
  expectDecent,
  folderOf,
  makeStanding,
  readIn,
  runHere,
  STATE,
  type Standing,
} from "./world.ts";

vi.setConfig({ testTimeout: 1_200_000, hookTimeout: 300_000 });

const OFF = ["cache", "kafka", "iam", "monitoring", "deploy", "scale"];
const SETTINGS = `name: flashsale\n${OFF.map((name) => `${name}: { enabled: false }\n`).join("")}`;

let standing: Standing;

beforeAll(async () => {
  standing = await makeStanding(SETTINGS);
});

const words = fc.constantFrom(
  "status",
  "plan",
  "up --yes",
  "status --json",
  "env",
  "destroy --yes --delete-data",
  "up --yes --json",
);

describe("a spoiled state", () => {
  it("is refused with words or read, is never a bug, and when refused changes nothing", async () => {
    const property = fc.asyncProperty(spoiling, words, async (how, line) => {
      const state = JSON.stringify(spoil(JSON.parse(standing.state), how));
      const cwd = folderOf(SETTINGS, { ...standing, state });
      const run = await runHere(line, { cwd });
      expectDecent(run, `${line} with ${JSON.stringify(how)}`);
      if (!run.all.includes("StateMalformed")) return;
      expect(run.code).toBe(1);
      expect(run.all.replace(/\s+/g, "")).toContain("sandbox.state.json.backup");
      expect([readIn(cwd, STATE), readIn(cwd, ACCOUNT)]).toEqual([state, standing.account]);
    });
    await fc.assert(property, tries(12, 300));
  });
});

describe("a spoiled account of the sandbox", () => {
  it("is refused with words or read, and is never a bug", async () => {
    const lines = fc.oneof(words, fc.constantFrom("sandbox list", "sandbox list --json"));
    const property = fc.asyncProperty(spoiling, lines, async (how, line) => {
      const account = JSON.stringify(spoil(JSON.parse(standing.account), how));
      const cwd = folderOf(SETTINGS, { ...standing, account });
      expectDecent(await runHere(line, { cwd }), `${line} with ${JSON.stringify(how)}`);
      expect((await runHere("sandbox reset", { cwd })).code).toBe(0);
    });
    await fc.assert(property, tries(12, 300));
  });
});

describe("a spoiled plan file", () => {
  it("is refused with 64 or carried out, and is never a bug", async () => {
    const property = fc.asyncProperty(spoiling, async (how) => {
      const plan = JSON.stringify(spoil(JSON.parse(standing.plan), how));
      const cwd = folderOf(SETTINGS, { ...standing, plan });
      const run = await runHere("up plan.json", { cwd });
      expectDecent(run, JSON.stringify(how));
      if (!run.all.includes("PlanFileUnreadable")) return;
      expect(run.code).toBe(64);
      expect(readIn(cwd, ACCOUNT)).toBe(standing.account);
    });
    await fc.assert(property, tries(12, 300));
  });
});

describe("a spoiled settings file", () => {
  /** Lines taken out, doubled, moved, cut, and given odd values. */
  const LINES = commentedSettings([]).split("\n");
  const edit = fc.record({
    at: fc.nat({ max: LINES.length - 1 }),
    how: fc.constantFrom("remove", "double", "value", "junk", "cut", "indent", "move"),
    junk: fc.oneof(
      fc.constantFrom(
        "*a",
        "&a",
        "[",
        "{",
        "- ",
        "? ",
        "!!binary x",
        "null",
        "~",
        "|",
        ">",
        "%YAML 1.1",
        "---",
        "...",
        "\t",
        "\0",
        "\u001b[2J",
        "1e999",
        ".nan",
        "0x",
        "__proto__: 1",
        "<<: *a",
        "'",
        '"',
        "#",
        "\r",
        "\ufeff",
        "yes",
        "-1",
        "999999999999",
        "2026-01-01",
      ),
      fc.string({ maxLength: 12, unit: "binary" }),
    ),
  });
  const change = (
    lines: readonly string[],
    { at, how, junk }: { at: number; how: string; junk: string },
  ): string[] => {
    const line = lines[at] ?? "";
    const cut = line.indexOf(":") + 1;
    const changed: Readonly<Record<string, readonly string[]>> = {
      remove: [],
      double: [line, line],
      value: [`${line.slice(0, cut)} ${junk}`],
      junk: [line, junk],
      cut: [line.slice(0, junk.length)],
      indent: [`  ${line}`],
      move: [],
    };
    const rest = [...lines.slice(0, at), ...(changed[how] ?? []), ...lines.slice(at + 1)];
    return how === "move" ? [...rest, line] : rest;
  };

  it("is read, or told with file and what is wrong, in short and soon", () => {
    const property = fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const text = edits.reduce(change, LINES).join("\n");
      const begin = performance.now();
      try {
        parseSettings("flashsale.yaml", text);
      } catch (error) {
        if (!(error instanceof SettingsError)) throw error;
        expect(error.detail).toMatch(/^flashsale\.yaml/);
        expect(error.detail.length).toBeLessThan(20_000);
      }
      expect(performance.now() - begin).toBeLessThan(5_000);
    });
    fc.assert(property, tries(150, 4_080));
  });
});
