import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isFull, seed } from "../../chance.ts";
import { normalise, Practice, type Run } from "../program.ts";
import { readAccount } from "./account.ts";
import { createRandom, inParallel, type Scenario } from "./campaign.ts";
import { SCENARIOS } from "./scenarios.ts";

/** Kills of each scenario. */
const KILLS = isFull ? 70 : 3;
const random = createRandom(seed);
const NAMES = [
  "up of network and database",
  "up with updates and a replace",
  "destroy of network and database",
  "up of cache and Kafka",
  "updates of cache and Kafka",
  "destroy of cache and Kafka",
];
const scenarios = SCENARIOS.filter(({ name }) => (isFull ? NAMES : NAMES.slice(0, 3)).includes(name));

/** Ends a run with SIGKILL a moment after its first word; that moment is the only thing in it that is by chance. */
async function killedAfter(practice: Practice, words: string, milliseconds: number): Promise<Run> {
  const { child, ended } = practice.start(words);
  const timer = new Promise<void>((done) => {
    child.stderr.once("data", () => setTimeout(done, milliseconds));
    child.once("close", () => done());
  });
  await timer;
  child.kill("SIGKILL");
  return ended;
}

/** How long an unkilled run works after its first word, in milliseconds, and what it comes to. */
async function unkilled(
  scenario: Scenario,
  base: Practice,
): Promise<{ lasts: number; account: string[]; entries: string[] }> {
  const practice = new Practice(base);
  const { child, ended } = practice.start(scenario.words);
  let begun = performance.now();
  child.stderr.once("data", () => {
    begun = performance.now();
  });
  const run = await ended;
  const lasts = performance.now() - begun;
  expect(run.code, run.stderr).toBe(0);
  const account = normalise(readAccount(practice));
  const entries = entriesOf(practice);
  practice.remove();
  return { lasts, account, entries };
}

const entriesOf = (practice: Practice): string[] =>
  Object.entries(practice.state().resources)
    .map(([address, entry]) => `${address} ${(entry as { status: string }).status}`)
    .sort();

/** The files beside the settings. A claim to the sandbox's lock that was cut off before it had a name goes ten seconds later. */
function filesOf(practice: Practice): string[] {
  const folder = join(practice.folder, ".flashsale");
  const isCutOff = (name: string): boolean =>
    /\.lock\.[0-9a-f-]{36}$/.test(name) && statSync(join(folder, name)).size === 0;
  return readdirSync(folder)
    .filter((name) => !isCutOff(name))
    .sort();
}

describe(`a run killed at any instant, then the same command again (seed ${seed})`, () => {
  it.each(scenarios)(
    "$name: the same account and state as an unkilled run, and nothing left beside them",
    { timeout: 1_800_000 },
    async (scenario) => {
      const base = await scenario.prepare();
      const expected = await unkilled(scenario, base);
      const moments = Array.from({ length: KILLS }, () => Math.round(random() * expected.lasts));
      await inParallel(moments, 2, async (moment) => {
        const practice = new Practice(base);
        const label = `${scenario.name}, killed ${moment} ms after its first word`;
        await killedAfter(practice, scenario.words, moment);
        const last = await practice.run(scenario.words);
        expect(last.code, `${label}\n${last.stderr}`).toBe(0);
        expect(normalise(readAccount(practice)), label).toEqual(expected.account);
        expect(entriesOf(practice), label).toEqual(expected.entries);
        expect(filesOf(practice), label).toEqual([
          "sandbox.json",
          "sandbox.state.json",
          "sandbox.state.json.backup",
        ]);
        await scenario.verify?.(practice);
        practice.remove();
      });
      base.remove();
    },
  );
});
