import { describe, expect, it } from "vitest";
import { isFull, seed } from "../../chance.ts";
import { normalise, Practice } from "../program.ts";
import { readAccount } from "./account.ts";
import { createRandom, inParallel } from "./campaign.ts";

const random = createRandom(seed);
const seeds = Array.from({ length: isFull ? 10 : 2 }, () => Math.floor(random() * 1_000_000));

async function standingAccount(): Promise<string[]> {
  const practice = new Practice();
  const up = await practice.run("up --yes");
  expect(up.code, up.stderr).toBe(0);
  const account = normalise(readAccount(practice));
  practice.remove();
  return account;
}

describe(`a run through faults (seed ${seed})`, () => {
  const FAULTS = [
    { name: "30 % of the calls throttled", faults: { throttle: 0.3 } },
    {
      // Eight attempts fail together once in 400,000 calls: over ten runs hardly ever.
      name: "20 % of the changes answered with a 500 after their success",
      faults: { errorAfterSuccess: 0.2 },
    },
    { name: "5 % of the calls without an answer", faults: { timeout: 0.05 } },
  ];

  it.each(FAULTS)(
    "makes exactly one object of each with $name, without a restart",
    { timeout: 600_000 },
    async ({ faults }) => {
      const expected = await standingAccount();
      await inParallel(seeds, 2, async (one) => {
        const practice = new Practice();
        const up = await practice.run("up --yes", { faults: { ...faults, seed: one } });
        expect(up.code, `seed ${one}\n${up.stderr}`).toBe(0);
        expect(normalise(readAccount(practice)), `seed ${one}`).toEqual(expected);
        const destroy = await practice.run("destroy --yes --delete-data --no-final-snapshot", {
          faults: { ...faults, seed: one },
        });
        expect(destroy.code, `seed ${one}\n${destroy.stderr}`).toBe(0);
        expect(readAccount(practice), `seed ${one}`).toEqual([]);
        practice.remove();
      });
    },
  );

  it("loses nothing when the credentials expire on the way", { timeout: 600_000 }, async () => {
    const expected = await standingAccount();
    const calls = Array.from({ length: isFull ? 30 : 4 }, () => 1 + Math.floor(random() * 250));
    await inParallel(calls, 2, async (expireAfterCalls) => {
      const practice = new Practice();
      const first = await practice.run("up --yes", { faults: { expireAfterCalls } });
      expect([0, 77], `expired after ${expireAfterCalls}\n${first.stderr}`).toContain(first.code);
      if (first.code === 77) expect(first.stderr).toMatch(/expired/i);
      const second = await practice.run("up --yes");
      expect(second.code, second.stderr).toBe(0);
      expect(normalise(readAccount(practice)), `expired after ${expireAfterCalls}`).toEqual(expected);
      practice.remove();
    });
  });
});
