import { describe } from "vitest";
import { isFull, seed } from "../../chance.ts";
import { killEach } from "./kill-each.ts";
import { LAGGING_SCENARIOS } from "./scenarios.ts";

describe(`a killed run whose reads lag, then the same command again (seed ${seed}${isFull ? "" : ", a sample"})`, () => {
  killEach(LAGGING_SCENARIOS);
});
