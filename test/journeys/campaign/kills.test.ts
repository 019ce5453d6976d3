import { afterAll, describe, expect, it } from "vitest";
import { isFull, killEach, seed } from "./kill-each.ts";
import { SCENARIOS } from "./scenarios.ts";
import { drawTable, emptyCells } from "./table.ts";

describe(`a killed run, then the same command again (seed ${seed}${isFull ? "" : ", a sample"})`, () => {
  const kills = killEach(SCENARIOS);

  it.runIf(isFull)("was killed in every verb of every type, before and after", () => {
    expect(emptyCells(kills)).toEqual([]);
  });

  afterAll(() => {
    process.stdout.write(`\nKills by type, seed ${seed}\n${drawTable(kills)}\n`);
  });
});
