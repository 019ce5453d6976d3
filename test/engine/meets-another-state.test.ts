import { describe, expect, it } from "vitest";
import { draw, type Node } from "./drawings.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, World } from "./world.ts";

const ofOther = (address: string, lineage = "lineage-2") => ({
  "flashsale-setup:stack": "flashsale",
  "flashsale-setup:address": address,
  "flashsale-setup:lineage": lineage,
});

const local: Node = { type: boxType({ name: "fake/local", repeat: "never" }) };
const global: Node = {
  type: boxType({ name: "fake/global", repeat: "name", overrides: { accountWide: true } }),
};
const declare = draw("app -> vpc, role", { vpc: local, role: global });
const PLAIN = { size: 1, uses: [], inside: [], within: [] };

/** A world whose account has what another state file made, and whose state knows nothing. */
function worldOf(...planted: readonly ("vpc" | "role")[]): World {
  const world = new World();
  for (const address of planted) {
    const type = address === "vpc" ? "fake/local" : "fake/global";
    world.cloud.plant(type, { ...PLAIN, key: address, tags: ofOther(address) });
  }
  return world;
}

const problemsOf = async (world: World, ...plan: Parameters<World["plan"]>) =>
  (await world.plan(...plan)).plan.problems;

describe("what another state file made of this stack", () => {
  it.each([
    ["up", {}],
    ["a section that does not touch it", { isAsked: (address: string) => address === "app" }],
    ["a section beside it", { isAsked: (address: string) => address === "role" }],
  ])("stops %s while this state knows nothing", async (_, choices) => {
    const problems = await problemsOf(worldOf("vpc"), declare, choices);
    expect(problems).toMatchObject([{ code: "OtherState", address: "vpc", lineage: "lineage-2" }]);
  });

  it("stops a destroy, whatever its sections, and is never deleted", async () => {
    for (const choices of [{}, { isAsked: (address: string) => address === "app", dependentsToo: true }]) {
      const world = worldOf("vpc");
      await world.plan(declare);
      const planned = await world.plan(() => undefined, { mode: "destroy", ...choices });
      expect(planned.plan.problems).toMatchObject([{ code: "OtherState", lineage: "lineage-2" }]);
      expect(actionsOf(planned)).toEqual([]);
    }
  });

  it("is told in one sentence, however much it is, with the flag that names the right state", async () => {
    const world = worldOf("vpc", "role");
    const [problem, ...more] = await problemsOf(world, declare);
    expect(more).toEqual([]);
    expect(problem?.text).toMatch(
      /and .* belong to this stack, but to another state file \(lineage lineage-2\)/,
    );
    expect(problem?.ways).toEqual(["Run with the state file that made it: --state FILE"]);
  });

  it("may be of a stack in another region where its name is account-wide: the way is another displayName", async () => {
    const [problem] = await problemsOf(worldOf("role"), declare);
    expect(problem?.ways[0]).toContain("choose another displayName in the settings");
  });

  it("does not stop a section beside it, nor a destroy, where its name is account-wide", async () => {
    const world = worldOf("role");
    const beside = { isAsked: (address: string) => address === "app" };
    expect(await problemsOf(world, declare, beside)).toEqual([]);
    await world.up(declare, beside);
    const { plan } = await world.plan(() => undefined, { mode: "destroy" });
    expect(plan.problems).toEqual([]);
    expect(plan.notices).toEqual([expect.stringContaining("it stays")]);
    await world.destroy();
    expect(world.cloud.boxes.map(({ props }) => props.key)).toEqual(["role"]);
  });

  it("is not taken for ours because an old state remembers the id that it has, too", async () => {
    const world = new World();
    await world.up(draw("role", { role: global }));
    const id = world.cloud.boxes[0]?.id ?? "";
    world.cloud.alter(id, { tags: ofOther("role") });
    await world.destroy();
    expect(world.cloud.find(id)).toMatchObject({ id });
    expect(world.cloud.find(id)).not.toHaveProperty("leavesAt");
  });
});
