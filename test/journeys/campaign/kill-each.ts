import { expect, it } from "vitest";
import { isFull, seed } from "../../chance.ts";
import {
  createRandom,
  type Expected,
  inParallel,
  type Killed,
  killAt,
  type Point,
  runUnkilled,
  type Scenario,
} from "./campaign.ts";

/** Numbers from 0 to 1 by the seed. */
export const random = createRandom(seed);
/** Points of a scenario that the sample takes; all of them in the full campaign. */
const SAMPLE = 3;
function pointsOf(attempts: number): Point[] {
  const all = Array.from({ length: attempts }, (_, index) => index + 1).flatMap((attempt): Point[] => [
    { attempt, when: "before" },
    { attempt, when: "after" },
  ]);
  return isFull
    ? all
    : all
        .map((point) => ({ point, rank: random() }))
        .sort((a, b) => a.rank - b.rank)
        .slice(0, SAMPLE)
        .map(({ point }) => point);
}

/** For one point of each number the second run is killed, too. */
const secondPoint = (point: Point): Point | undefined =>
  point.when === "after"
    ? { attempt: 1 + Math.floor(random() * 8), when: random() < 0.5 ? "before" : "after" }
    : undefined;

/** A scenario that was killed at its points, and what its unkilled run came to. */
interface Swept {
  readonly scenario: Scenario;
  readonly expected: Expected;
}

/** What was killed so far, and by what. */
export interface Sweep {
  readonly kills: Killed[];
  readonly swept: Swept[];
}

/** Kills each scenario at its points; answers what the kills are added to. */
export function killEach(scenarios: readonly Scenario[]): Sweep {
  const sweep: Sweep = { kills: [], swept: [] };
  it.each(scenarios)(
    "$name comes to the same account as an unkilled run",
    { timeout: 1_800_000 },
    async (scenario: Scenario) => {
      const base = await scenario.prepare();
      const expected = await runUnkilled(scenario, base);
      const points = pointsOf(expected.changes.length).map((point) => ({
        point,
        again: secondPoint(point),
        expected,
      }));
      expect(points.length).toBeGreaterThan(0);
      const found = await inParallel(points, scenario.width ?? 2, (at) => killAt(scenario, base, at));
      sweep.kills.push(...found.flat());
      sweep.swept.push({ scenario, expected });
      base.remove();
    },
  );
  return sweep;
}

/** Points around a change's place in the unkilled run that are tried for it. */
const TRIES = 30;

/**
 * Changes run side by side, so that change N is not the same one in every run, and a change that is made only once may have
 * escaped its number. Kills around its place in the unkilled run until one has hit it.
 */
export async function killFor(
  { kills, swept }: Sweep,
  { calls, when }: { readonly calls: readonly string[]; readonly when: Point["when"] },
): Promise<void> {
  const isHit = (killed: Killed): boolean => killed.when === when && calls.includes(killed.call);
  const found = swept.find(({ expected }) => expected.changes.some((call) => calls.includes(call)));
  if (found === undefined) return;
  const { scenario, expected } = found;
  const place = 1 + expected.changes.findIndex((call) => calls.includes(call));
  const base = await scenario.prepare();
  for (const attempt of around(place, expected.changes.length).slice(0, TRIES)) {
    if (kills.some(isHit)) break;
    kills.push(...(await killAt(scenario, base, { point: { attempt, when }, expected })));
  }
  base.remove();
}

/** The numbers from 1 to the last, those next to the place first. */
const around = (place: number, last: number): number[] =>
  Array.from({ length: last }, (_, index) => index + 1).sort(
    (a, b) => Math.abs(a - place) - Math.abs(b - place),
  );
