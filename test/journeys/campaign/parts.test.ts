import { afterAll, describe } from "vitest";
import { isFull, seed } from "../../chance.ts";
import { killEach, random } from "./kill-each.ts";
import { partsOf, removeShared } from "./scenarios.ts";

describe(`a killed command about a part of the stack, then again (seed ${seed}${isFull ? "" : ", a sample"})`, () => {
  killEach(partsOf(isFull, random));
  afterAll(removeShared);
});
