import { describe } from "vitest";
import { isFull, seed } from "../../chance.ts";
import { killEach } from "./kill-each.ts";
import { laggingScenarios } from "./lagging-scenarios.ts";

describe(`a killed run under lags, then the same command again (seed ${seed}${isFull ? "" : ", a sample"})`, () => {
  killEach(laggingScenarios(isFull));
});
