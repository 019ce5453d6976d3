import { expect, it } from "vitest";
import {
  createRandom,
  inParallel,
  type Killed,
  killAt,
  type Point,
  runUnkilled,
  type Scenario,
} from "./campaign.ts";

/** Whether every point is taken, or a sample. */
export const isFull = process.env.CAMPAIGN === "full";
/** What chance is drawn from; printed, so that a run can be repeated. */
export const seed = Number(process.env.CAMPAIGN_SEED ?? Date.now() % 100_000);
const random = createRandom(seed);
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

/** Kills each scenario at its points; answers the list that the kills are added to. */
export function killEach(scenarios: readonly Scenario[]): readonly Killed[] {
  const kills: Killed[] = [];
  it.each(scenarios)(
    "$name comes to the same account as an unkilled run",
    { timeout: 1_800_000 },
    async (scenario: Scenario) => {
      const base = await scenario.prepare();
      const expected = await runUnkilled(scenario, base);
      const points = pointsOf(expected.attempts).map((point) => ({
        point,
        again: secondPoint(point),
        expected,
      }));
      expect(points.length).toBeGreaterThan(0);
      const found = await inParallel(points, scenario.width ?? 2, (at) => killAt(scenario, base, at));
      kills.push(...found.flat());
      base.remove();
    },
  );
  return kills;
}
