import { describe, expect, it } from "vitest";
import { draw } from "./drawings.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, World } from "./world.ts";

const deletesIn = (world: World): string[] =>
  world.log.filter((line) => line.startsWith("delete ")).map((line) => line.slice(7));

describe("a destroy", () => {
  it.each([
    ["c => b => a", ["c", "b", "a"]],
    ["c -> b -> a", ["c", "b", "a"]],
    ["b ~> a, c ~> a", ["b", "c", "a"]],
    ["d => b => a, d => c => a", ["d", "b", "c", "a"]],
  ])("of %s deletes in the order %j", async (drawing, order) => {
    const world = new World();
    await world.up(draw(drawing));
    const { summary } = await world.destroy();
    expect(summary).toMatchObject({ outcome: "done", deleted: order.length });
    expect(deletesIn(world)).toEqual(order);
    expect(world.log.filter((line) => line.endsWith("still needed"))).toEqual([]);
  });

  it("deletes what is independent at once", async () => {
    const world = new World();
    await world.up(draw("a, b, c, d"));
    const { summary } = await world.destroy();
    expect(summary.seconds).toBeLessThan(20);
  });

  it("leaves nothing, in the cloud or in the state but for the generations", async () => {
    const world = new World();
    await world.up(draw("b -> a"));
    await world.destroy();
    expect(world.cloud.boxes).toEqual([]);
    expect([...world.disk.entries]).toEqual([]);
    expect([...world.disk.generations]).toEqual([
      ["b", 1],
      ["a", 1],
    ]);
  });

  it("done again does nothing", async () => {
    const world = new World();
    await world.up(draw("b -> a"));
    await world.destroy();
    expect(actionsOf(await world.plan(() => undefined, { mode: "destroy" }))).toEqual([]);
  });

  it("succeeds for what is gone already", async () => {
    const world = new World();
    await world.up(draw("a"));
    world.cloud.vanish(world.cloud.boxes[0]?.id ?? "");
    expect((await world.destroy()).summary.outcome).toBe("done");
    expect([...world.disk.entries]).toEqual([]);
  });

  it("finds by their tags what a lost state no longer knows", async () => {
    const world = new World();
    await world.up(draw("b => a"));
    world.disk.entries.clear();
    expect((await world.destroy()).summary).toMatchObject({ outcome: "done", deleted: 2 });
    expect(world.cloud.boxes).toEqual([]);
  });

  it("leaves alone what another state or another stack made", async () => {
    const world = new World();
    await world.up(draw("a"));
    const tags = { "flashsale-setup:stack": "flashsale", "flashsale-setup:address": "b" };
    world.cloud.plant("fake/box-20", { tags: { ...tags, "flashsale-setup:lineage": "lineage-2" } });
    world.cloud.plant("fake/box-20", { tags: { "flashsale-setup:stack": "other" } });
    await world.destroy();
    expect(world.cloud.boxes).toHaveLength(2);
  });

  it.each(["token", "name", "never"] as const)(
    "after a kill finds what came of an open intent, repeated by %s",
    async (repeat) => {
      const declare = draw("b => a", { a: { type: boxType({ name: "fake/a", repeat }) } });
      for (let killAt = 1, ran: unknown = "killed"; ran === "killed"; killAt++) {
        const world = new World();
        world.cloud.lagSeconds = 20;
        ran = await world.run(declare, { killAt });
        const { summary } = await world.destroy();
        expect(summary, `killed at ${killAt}`).toMatchObject({ outcome: "done" });
        world.clock.pass(600);
        expect(world.cloud.boxes, `killed at ${killAt}`).toEqual([]);
        expect([...world.disk.entries], `killed at ${killAt}`).toEqual([]);
      }
    },
  );

  it("of what was only just made ends when reads can no longer show it, not before they show it at all", async () => {
    const world = new World();
    world.cloud.lagSeconds = 30;
    await world.run(draw("a"), { killAt: 6 });
    await world.destroy();
    for (let seconds = 0; seconds < 60; seconds += 5) {
      expect(world.cloud.seen()).toEqual([]);
      world.clock.pass(5);
    }
  });

  it("that was killed is carried on by the same command, at any point", async () => {
    const declare = draw("c => b => a");
    for (let killAt = 1, ran: unknown = "killed"; ran === "killed"; killAt++) {
      const world = new World();
      await world.up(declare);
      ran = await world.run(() => undefined, { mode: "destroy", killAt });
      const { summary } = await world.destroy();
      expect(summary, `killed at ${killAt}`).toMatchObject({ outcome: "done" });
      expect(world.cloud.boxes, `killed at ${killAt}`).toEqual([]);
      expect([...world.disk.entries], `killed at ${killAt}`).toEqual([]);
    }
  });
});

describe("what is no longer declared", () => {
  it("goes, after those that stay let go of it", async () => {
    const world = new World();
    await world.up(draw("b -> a, b -> c"));
    const before = world.log.length;
    await world.up(draw("b -> c"));
    const calls = world.log.slice(before).filter((line) => /^(update|delete) /.test(line));
    expect(calls).toEqual(["update b", "delete a"]);
  });

  it("goes also where only its tags tell that it was ours", async () => {
    const world = new World();
    await world.up(draw("a, b"));
    world.disk.entries.delete("b");
    expect(actionsOf(await world.plan(draw("a")))).toEqual(["b: delete"]);
  });
});
