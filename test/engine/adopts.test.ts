import { describe, expect, it } from "vitest";
import { draw } from "./drawings.ts";
import type { BoxProps } from "./fake-cloud.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, itemOf, World } from "./world.ts";

const named = boxType({ name: "fake/a", repeat: "name" });
const declare = draw("b -> a", { a: { type: named } });
const PLAIN = { key: "a", size: 1, uses: [], inside: [], within: [] };

/** A world in which somebody else made what we want to call `a`. */
function taken(props: Partial<BoxProps> = {}): World {
  const world = new World();
  world.cloud.plant("fake/a", { ...PLAIN, tags: { theirs: "1" }, ...props });
  return world;
}

const strangers = (world: World) => world.cloud.boxes.filter(({ type }) => type === "fake/a");

describe("an adopted resource", () => {
  const adopt = { adopt: { a: "a-1" } };

  it("is taken over and marked as ours, with its own tags left", async () => {
    const world = taken();
    const planned = await world.plan(declare, adopt);
    expect(planned.plan.problems).toEqual([]);
    expect(itemOf(planned, "a")).toMatchObject({ action: "update", adopted: true, id: "a-1" });
    await world.up(declare, adopt);
    expect(world.entry("a")).toMatchObject({ status: "ready", adopted: true, id: "a-1" });
    expect(strangers(world)[0]?.props.tags).toMatchObject({ theirs: "1", "flashsale-setup:address": "a" });
    expect(actionsOf(await world.plan(declare))).toEqual([]);
  });

  it("stays adopted over later updates, interrupted ones included", async () => {
    const world = taken();
    await world.up(declare, adopt);
    const bigger = draw("b -> a", { a: { type: named, props: { size: 2 } } });
    await world.run(bigger, { killAt: 3 });
    await world.up(bigger);
    expect(world.entry("a")).toMatchObject({ status: "ready", adopted: true });
  });

  it("survives destroy: it is only forgotten, and that is told", async () => {
    const world = taken();
    await world.up(declare, adopt);
    const { summary, events } = await world.destroy();
    expect(summary.outcome).toBe("done");
    expect(strangers(world)).toHaveLength(1);
    expect(world.cloud.boxes).toHaveLength(1);
    expect([...world.disk.entries]).toEqual([]);
    expect(events).toContainEqual(expect.objectContaining({ event: "notice", address: "a" }));
  });

  it("survives also that it is no longer declared", async () => {
    const world = taken();
    await world.up(declare, adopt);
    await world.up(draw("b"));
    expect(strangers(world)).toHaveLength(1);
  });

  it("goes with destroy only where that was asked for", async () => {
    const world = taken();
    await world.up(declare, adopt);
    await world.destroy({ deleteAdopted: true });
    expect(world.cloud.boxes).toEqual([]);
  });

  it("that holds data is not replaced without being named", async () => {
    const store = boxType({ name: "fake/a", repeat: "name", overrides: { holdsData: true } });
    const world = taken({ shape: "square" });
    const wanted = draw("a", { a: { type: store, props: { shape: "round" } } });
    const { plan } = await world.plan(wanted, adopt);
    expect(plan.problems).toMatchObject([{ code: "DataStoreGuarded", address: "a" }]);
  });

  it("that holds data and vanished is not made again without being named", async () => {
    const store = boxType({ name: "fake/a", repeat: "name", overrides: { holdsData: true } });
    const world = taken();
    await world.up(draw("a", { a: { type: store } }), adopt);
    world.cloud.vanish("a-1");
    const { plan } = await world.plan(draw("a", { a: { type: store } }));
    expect(plan.problems).toMatchObject([{ code: "DataStoreGuarded", address: "a" }]);
  });

  it("is taken over also where a create of ours under the same name was left open", async () => {
    const world = new World();
    await world.run(declare, { killAt: 2 });
    world.cloud.plant("fake/a", { ...PLAIN, tags: {} });
    expect((await world.plan(declare)).plan.problems).toMatchObject([{ code: "NotOurs" }]);
    expect((await world.up(declare, adopt)).summary).toMatchObject({ outcome: "done" });
    expect(world.entry("a")).toMatchObject({ status: "ready", adopted: true, id: "a-1" });
  });

  it("is only what was there before: what we make ourselves is never marked as adopted", async () => {
    const world = new World();
    await world.up(declare, { adopt: { a: "a-99" } });
    expect(world.entry("a")).not.toHaveProperty("adopted");
    await world.destroy();
    expect(world.cloud.boxes).toEqual([]);
  });
});

describe("two that are marked as the same", () => {
  const box = boxType();
  const wanted = draw("a", { a: { type: box } });

  async function doubled(): Promise<World> {
    const world = new World();
    await world.up(wanted);
    world.cloud.plant("fake/box", { ...world.cloud.boxes[0]?.props });
    world.disk.entries.clear();
    return world;
  }

  it("stop the plan, and both are named", async () => {
    const { plan } = await (await doubled()).plan(wanted);
    expect(plan.problems).toMatchObject([{ code: "TwoMatches", address: "a" }]);
    expect(plan.problems[0]?.text).toContain("box-1 and box-2");
  });

  it("are told apart by an id in the state", async () => {
    const world = new World();
    await world.up(wanted);
    world.cloud.plant("fake/box", { ...world.cloud.boxes[0]?.props });
    expect((await world.plan(wanted)).plan.problems).toEqual([]);
  });

  it("are told apart by the one that is adopted", async () => {
    const world = await doubled();
    const planned = await world.plan(wanted, { adopt: { a: "box-2" } });
    expect(planned.plan.problems).toEqual([]);
    expect(itemOf(planned, "a").id).toBe("box-2");
  });

  it("are one where the other is on its way out", async () => {
    const world = await doubled();
    const now = world.clock.now();
    world.cloud.alter("box-1", {}, { leavesAt: now, goneAt: now + 60_000 });
    const planned = await world.plan(wanted);
    expect(planned.plan.problems).toEqual([]);
    expect(itemOf(planned, "a").id).toBe("box-2");
  });

  it("that turn up only while a create is looked into stop that branch", async () => {
    const never = boxType({ repeat: "never" });
    const world = await doubled();
    world.disk.entries.set("a", {
      status: "creating",
      type: "fake/box",
      needs: [],
      token: "t",
      input: {},
      sentAt: "2026-08-01T00:00:00.000Z",
    });
    const ran = await world.up(draw("a", { a: { type: never } }));
    expect(ran.summary.failed).toEqual(["a"]);
    expect(world.cloud.boxes).toHaveLength(2);
  });
});
