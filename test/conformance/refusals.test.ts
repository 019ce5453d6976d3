import { describe, expect, it } from "vitest";
import { findModelledErrors } from "../aws/modelled-errors.ts";
import { isFull, seed } from "../chance.ts";
import { inParallel } from "../journeys/campaign/campaign.ts";
import { type Case, callsOf, casesOf, fault, verbsOf } from "./refusal-matrix.ts";
import { samples } from "./samples/index.ts";

/** A little of the matrix at each run, another part for each seed; all of it with `CAMPAIGN=full`. */
const modelled = findModelledErrors();
const verbs = samples.flatMap((sample) =>
  verbsOf(sample).map((verb) => [sample.type.name, verb, sample] as const),
);

/** Mulberry32: the same seed chooses the same part. */
function createRandom(state: number): () => number {
  let current = state;
  return () => {
    current = (current + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(current ^ (current >>> 15), current | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Cases at once in the whole matrix, where a case mostly waits. */
const WIDTH = 4;

/** Calls of each type that an earlier verb of the whole matrix had refused: what a call's refusal means does not lie in the prop. */
const tried = new Map<string, Set<string>>();

function untried(type: string, calls: readonly string[]): readonly string[] {
  const before = tried.get(type) ?? new Set<string>();
  tried.set(type, new Set([...before, ...calls]));
  return calls.filter((call) => !before.has(call));
}

const random = createRandom(seed);
const pick = <T>(list: readonly T[], count: number): readonly T[] =>
  list
    .map((one) => ({ one, place: random() }))
    .sort((a, b) => a.place - b.place)
    .slice(0, count)
    .map(({ one }) => one);

describe(`a call that AWS refuses (CAMPAIGN_SEED=${seed})`, () => {
  it.each(isFull ? verbs : pick(verbs, 16))(
    "of %s, %s: ends well or in the right words, within its budget",
    { timeout: isFull ? 3_600_000 : 60_000 },
    async (_, verb, sample) => {
      const calls = await callsOf(sample, verb);
      const cases = (isFull ? untried(sample.type.name, calls) : calls).flatMap((call) =>
        casesOf(call, modelled),
      );
      const faults: (Case & { readonly fault: string })[] = [];
      await inParallel(isFull ? cases : pick(cases, 4), isFull ? WIDTH : 1, async (one) => {
        const found = await fault(sample, verb, one);
        if (found !== undefined) faults.push({ ...one, fault: found });
      });
      expect(faults).toEqual([]);
    },
  );
});
