import { describe, expect, it } from "vitest";
import { draw, type Node } from "./drawings.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, World } from "./world.ts";

const DARK = "fake/dark";
const dark: Node = { type: boxType({ name: DARK }) };
const refuses = [DARK];
const bigger: Node = { props: { size: 2 } };

const leftOutOf = ({ plan }: Awaited<ReturnType<World["plan"]>>): string[] =>
  (plan.leftOut ?? []).map(({ address, because }) => `${address} for ${because}`).sort();

async function standing(drawing: string): Promise<World> {
  const world = new World();
  await world.up(draw(drawing, { x: dark }));
  return world;
}

describe("what may not be read", () => {
  it.each([
    ["b -> x, c", ["b for x", "x for x"], ["c: create"]],
    ["c -> b -> x, d -> a", ["b for x", "c for x", "x for x"], ["d: create", "a: create"]],
    ["x -> a, b", ["x for x"], ["a: create", "b: create"]],
  ])("and is not remembered stops the making of %s only where it is needed", async (drawing, left, made) => {
    const planned = await new World().plan(draw(drawing, { x: dark }), { refuses });
    expect(leftOutOf(planned)).toEqual(left);
    expect(actionsOf(planned).sort()).toEqual([...made].sort());
  });

  it("is never made: it may stand already", async () => {
    const world = await standing("x");
    world.disk.entries.clear();
    await world.up(draw("x, y", { x: dark }), { refuses });
    expect(world.cloud.boxes.map(({ type }) => type).filter((type) => type === DARK)).toHaveLength(1);
    expect([...world.disk.entries.keys()]).toEqual(["y"]);
  });

  it("stands as the state remembers it: what needs it and is as wanted stays as wanted", async () => {
    const world = await standing("b -> x, c");
    const planned = await world.plan(draw("b -> x, c", { x: dark, c: bigger }), { refuses });
    expect(leftOutOf(planned)).toEqual(["x for x"]);
    expect(planned.plan.items.map(({ address, action }) => `${address}: ${action}`)).toEqual([
      "b: no-op",
      "c: update",
    ]);
  });

  it.each([
    ["changes what needs it", { b: bigger }, ["b for x", "x for x"]],
    ["changes it", { x: { ...dark, ...bigger } }, ["x for x"]],
  ])("stops a change that %s", async (_what, nodes, left) => {
    const world = await standing("b -> x, c");
    const planned = await world.plan(draw("b -> x, c", { x: dark, ...nodes }), { refuses });
    expect(leftOutOf(planned)).toEqual(left);
    expect(actionsOf(planned)).toEqual([]);
  });

  it("keeps standing what it may stand on, and all below that", async () => {
    const world = await standing("top => x, x => mid, mid => low, other");
    const { summary, planned } = await world.destroy({ refuses });
    expect(leftOutOf(planned)).toEqual(["low for x", "mid for x", "x for x"]);
    expect(summary.deleted).toBe(2);
    expect([...world.disk.entries.keys()].sort()).toEqual(["low", "mid", "x"]);
    const after = await world.destroy();
    expect(after.summary).toMatchObject({ outcome: "done", deleted: 3 });
    expect(world.cloud.boxes.filter(({ goneAt }) => goneAt === undefined)).toEqual([]);
  });

  it("is not called gone by a teardown, though nothing remembers it", async () => {
    const world = await standing("x, y");
    world.disk.entries.delete("x");
    const { planned } = await world.destroy({ refuses });
    expect(leftOutOf(planned)).toEqual(["x for x"]);
  });

  it("is no part of a plan that does not need it", async () => {
    const world = await standing("b -> a, x");
    const reach = { isAsked: (address: string) => address === "b" };
    const planned = await world.plan(draw("b -> a, x", { x: dark, b: bigger }), { refuses, ...reach });
    expect(leftOutOf(planned)).toEqual([]);
    expect(actionsOf(planned)).toEqual(["b: update"]);
  });

  it("ends the run where nobody may judge the error", async () => {
    const broken: Node = {
      type: boxType({
        name: "fake/broken",
        overrides: { list: () => Promise.reject(new TypeError("broken")) },
      }),
    };
    await expect(new World().plan(draw("a", { a: broken }))).rejects.toThrow("broken");
  });
});
