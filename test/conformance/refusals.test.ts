import { describe, expect, it } from "vitest";
import { findModelledErrors } from "../aws/modelled-errors.ts";
import { isFull, seed } from "../chance.ts";
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
      const cases = (await callsOf(sample, verb)).flatMap((call) => casesOf(call, modelled));
      const faults: (Case & { readonly fault: string })[] = [];
      for (const one of isFull ? cases : pick(cases, 4)) {
        const found = await fault(sample, verb, one);
        if (found !== undefined) faults.push({ ...one, fault: found });
      }
      expect(faults).toEqual([]);
    },
  );
});
