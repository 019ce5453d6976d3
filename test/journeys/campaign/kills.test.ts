import { afterAll, describe, expect, it } from "vitest";
import { isFull, seed } from "../../chance.ts";
import { killEach, killFor } from "./kill-each.ts";
import { SCENARIOS } from "./scenarios.ts";
import { changesOf, drawTable, emptyCells } from "./table.ts";

describe(`a killed run, then the same command again (seed ${seed}${isFull ? "" : ", a sample"})`, () => {
  const sweep = killEach(SCENARIOS);
  const { kills } = sweep;

  it.runIf(isFull)(
    "was killed in every verb of every type, before and after",
    { timeout: 600_000 },
    async () => {
      for (const cell of emptyCells(kills)) await killFor(sweep, changesOf(cell));
      expect(emptyCells(kills)).toEqual([]);
    },
  );

  afterAll(() => {
    process.stdout.write(`\nKills by type, seed ${seed}\n${drawTable(kills)}\n`);
  });
});
