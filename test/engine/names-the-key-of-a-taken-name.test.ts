import { describe, expect, it } from "vitest";
import { matchProblem } from "../../src/engine/plan-words.ts";
import type { Declaration, Observed } from "../../src/engine/resource.ts";

const observed: Observed = {
  id: "x",
  name: "x",
  condition: "standing",
  status: "",
  props: {},
  attributes: {},
};

const waysOf = (type: object): readonly string[] => {
  const declaration = { address: "a.b", type: { title: "thing", ...type }, input: {}, needs: [] };
  const verdict = { whose: "foreign", owner: "someone else" } as const;
  const match = { found: "one", observed, verdict } as const;
  return matchProblem(declaration as unknown as Declaration<unknown>, match)?.ways ?? [];
};

describe("a name that somebody else has", () => {
  it("comes from the key name where it is taken in one region", () => {
    expect(waysOf({})[0]).toBe("Choose another name in the settings");
  });

  it("comes from the key displayName where it is taken in the whole account", () => {
    expect(waysOf({ accountWide: true })[0]).toBe("Choose another displayName in the settings");
  });
});
