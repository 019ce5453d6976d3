import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { parse } from "yaml";
import { contents } from "../../src/sections/contents.ts";
import { freshFolder } from "./fake-world.ts";
import { runInSandbox } from "./sandbox-world.ts";

vi.setConfig({ testTimeout: 60_000 });

/** A stack of which only the topic of the alarms costs something, above a limit of nothing. */
const SETTINGS = `limits: { monthlyUsd: 0 }\n${contents
  .filter(({ name }) => name !== "monitoring")
  .map(({ name }) => `${name}: { enabled: false }\n`)
  .join("")}`;

let cwd: string;

beforeEach(() => {
  cwd = freshFolder();
  writeFileSync(join(cwd, "flashsale.yaml"), SETTINGS);
});

const runHere = (words: string) => runInSandbox(`${words} --yes`, { cwd });

/** What the command left in the sandbox's settings. */
const kept = (): unknown => parse(readFileSync(join(cwd, ".flashsale/sandbox.yaml"), "utf8"));

const BUDGET = "--monthly-usd 2500.50 --notify a@example.com,b@example.com";

describe("a limit that a subcommand's plan exceeds", () => {
  it.each([`cost budget ${BUDGET}`, "security trail --retention-days 30"])(
    "ends %s with 64, naming --accept-cost",
    async (words) => {
      const { code, stderr } = await runHere(words);
      expect(code).toBe(64);
      expect(stderr).toContain("--accept-cost");
    },
  );

  it.each([
    `cost budget ${BUDGET} --accept-cost 100`,
    `cost --accept-cost 100 budget ${BUDGET}`,
    `--accept-cost 100 cost budget ${BUDGET}`,
    `cost ${BUDGET} --accept-cost 100 budget`,
  ])("is accepted by %s, which keeps what its flags say", async (words) => {
    const { code, stderr } = await runHere(words);
    expect(code, stderr).toBe(0);
    expect(kept()).toMatchObject({
      cost: { enabled: true, monthlyUsd: 2500.5, notify: ["a@example.com", "b@example.com"] },
    });
  });
});

describe("a flag of a subcommand", () => {
  it("is judged by the settings' own rules where its value is a number out of bounds", async () => {
    const { code, stderr } = await runHere("security trail --retention-days 4000 --accept-cost 100");
    expect(code).toBe(64);
    expect(stderr).toContain("3650");
  });

  it.each(["--upgrade db.engineVersionn", "--replace cost.budgett", "--adopt cost.budgett=x"])(
    "is refused with the nearest name where %s names nothing",
    async (flag) => {
      const { code, stderr } = await runHere(`cost budget ${BUDGET} --accept-cost 100 ${flag}`);
      expect(code).toBe(64);
      expect(stderr.replaceAll(/\s+/g, " ")).toMatch(/there is no such one/);
    },
  );
});
