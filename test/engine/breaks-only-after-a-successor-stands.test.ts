import { describe, expect, it } from "vitest";
import { draw } from "./drawings.ts";
import { Refusal } from "./fake-cloud.ts";
import { boxType } from "./fake-types.ts";
import { type Declare, World } from "./world.ts";

/** Creates and deletes of a run, in the order in which they were sent. */
async function sentBy(world: World, declare: Declare): Promise<string[]> {
  const before = world.log.length;
  await world.up(declare);
  return world.log.slice(before).filter((line) => /^(create|delete) /.test(line));
}

const refuseNew = (world: World): void =>
  void world.cloud.faults.push({
    operation: "create",
    when: "before",
    error: () => new Refusal("not now"),
    of: "new",
  });

/** A world in which `old` stands inside a net. */
async function withOld(): Promise<World> {
  const world = new World();
  await world.up(draw("old => net"));
  return world;
}

describe("what takes the place of another inside the same thing", () => {
  it("stands before the other goes, though neither needs the other", async () => {
    const world = await withOld();
    expect(await sentBy(world, draw("new => net"))).toEqual(["create new", "delete old"]);
  });

  it("leaves the other where it is when it is refused", async () => {
    const world = await withOld();
    refuseNew(world);
    const { summary } = await world.up(draw("new => net"));
    expect(summary).toMatchObject({ outcome: "failed", failed: ["new"], deleted: 0 });
    expect(world.entry("old")).toMatchObject({ status: "ready" });
  });

  it("waits where it takes the other's name", async () => {
    const world = new World();
    const type = boxType({ name: "fake/door", repeat: "name" });
    const named = (address: string) =>
      draw(`${address} => net`, { [address]: { type, props: { key: "door" } } });
    await world.up(named("old"));
    expect(await sentBy(world, named("new"))).toEqual(["delete old", "create new"]);
  });

  it("holds up nothing that belongs elsewhere, or is of another type", async () => {
    for (const drawing of ["new => other, net", "new:30 => net"]) {
      const world = await withOld();
      refuseNew(world);
      const { summary } = await world.up(draw(drawing));
      expect(summary, drawing).toMatchObject({ failed: ["new"], deleted: 1 });
    }
  });
});
