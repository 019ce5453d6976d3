import { describe, expect, it } from "vitest";
import { draw } from "./drawings.ts";
import type { FakeEnv } from "./fake-cloud.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, World } from "./world.ts";

/** Rules inside a group of ours: the list tells all of them, whoever made them. */
const plain = boxType({ name: "fake/rule", repeat: "name" });
const rule = boxType({
  name: "fake/rule",
  repeat: "name",
  overrides: {
    title: "rule",
    showsStrays: true,
    list: async (env: FakeEnv, scope) => {
      const keys = env.cloud.seen().flatMap(({ props }) => props.key ?? []);
      return plain.list(env, { ...scope, names: keys });
    },
  },
});
const declare = draw("rule => group", { rule: { type: rule } });

async function withStray(): Promise<World> {
  const world = new World();
  await world.up(declare);
  world.cloud.plant("fake/rule", { key: "by-hand" });
  return world;
}

describe("a stranger inside our resources", () => {
  it("is shown and left alone", async () => {
    const world = await withStray();
    const planned = await world.plan(declare);
    expect(actionsOf(planned)).toEqual([]);
    expect(planned.plan.notices).toEqual([
      "rule by-hand in our resources was not made by us; --prune-rules removes it.",
    ]);
    await world.up(declare);
    expect(world.cloud.boxes).toHaveLength(3);
  });

  it("is removed with --prune-rules, and only it", async () => {
    const world = await withStray();
    const planned = await world.plan(declare, { pruneRules: true });
    expect(actionsOf(planned)).toEqual(["stray/rule-3: delete"]);
    expect(planned.plan.items.at(-1)).toMatchObject({
      stray: true,
      reason: "not declared by us",
      name: "by-hand",
    });
    await world.up(declare, { pruneRules: true });
    expect(world.cloud.boxes.map(({ props }) => props.key)).toEqual([undefined, "rule"]);
    expect(world.entry("stray/rule-3")).toBeUndefined();
  });

  it("whose removal was killed is removed by the next run", async () => {
    const world = await withStray();
    await world.run(declare, { pruneRules: true, killAt: 2 });
    await world.up(declare, { pruneRules: true });
    expect(world.cloud.boxes).toHaveLength(2);
    expect([...world.disk.entries.keys()].sort()).toEqual(["group", "rule"]);
  });

  it("that another stack made is not one", async () => {
    const world = new World();
    await world.up(declare);
    world.cloud.plant("fake/rule", { key: "theirs", tags: { "flashsale-setup:stack": "other" } });
    expect((await world.plan(declare, { pruneRules: true })).plan).toMatchObject({ notices: [] });
  });

  it("is no business of destroy", async () => {
    const world = await withStray();
    const { plan } = await world.plan(() => undefined, { mode: "destroy" });
    expect(plan.items.map(({ address }) => address).sort()).toEqual(["group", "rule"]);
  });
});
