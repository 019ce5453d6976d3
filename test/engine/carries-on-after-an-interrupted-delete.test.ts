import { describe, expect, it } from "vitest";
import { draw } from "./drawings.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, World } from "./world.ts";

const KINDS = ["token", "name", "never"] as const;
const declared = (repeat: (typeof KINDS)[number]) =>
  draw("a", { a: { type: boxType({ name: "fake/a", repeat }) } });

/** Made, and then taken down by a process that was killed at this point of its own. */
async function interrupted(repeat: (typeof KINDS)[number], killAt: number): Promise<World> {
  const world = new World();
  await world.up(declared(repeat));
  world.clock.pass(600);
  await world.run(() => undefined, { mode: "destroy", killAt });
  expect(world.entry("a")?.status).toBe("deleting");
  return world;
}

describe.each(KINDS)("up after a destroy that was killed, of what is repeated by %s", (repeat) => {
  it("keeps what stands, where the delete was never sent", async () => {
    const world = await interrupted(repeat, 2);
    const { summary } = await world.up(declared(repeat));
    expect(summary).toMatchObject({ outcome: "done", created: 0 });
    expect(world.cloud.boxes.map(({ id }) => id)).toEqual(["a-1"]);
    expect(actionsOf(await world.plan(declared(repeat)))).toEqual([]);
  });

  it("waits for what is on its way out, and makes it again", async () => {
    const world = await interrupted(repeat, 4);
    await world.up(declared(repeat));
    expect(world.cloud.boxes.map(({ id }) => id)).toEqual(["a-2"]);
    expect(actionsOf(await world.plan(declared(repeat)))).toEqual([]);
  });

  it("makes it again where it is gone although reads still show it", async () => {
    const world = await interrupted(repeat, 3);
    world.cloud.lagSeconds = 30;
    world.cloud.vanish("a-1");
    const { summary } = await world.up(declared(repeat));
    expect(summary).toMatchObject({ outcome: "done", failed: [] });
    expect(world.cloud.boxes.map(({ id }) => id)).toEqual(["a-2"]);
  });

  it("makes it only once where it stands although reads do not show it yet", async () => {
    const world = new World();
    world.cloud.lagSeconds = 20;
    // Killed with the id on disk, then taken down by one that is killed before its call: all within the lag.
    await world.run(declared(repeat), { killAt: 6 });
    await world.run(() => undefined, { mode: "destroy", killAt: 2 });
    expect(world.entry("a")).toMatchObject({ status: "deleting", id: "a-1" });
    await world.up(declared(repeat));
    expect(world.cloud.boxes.map(({ id }) => id)).toEqual(["a-1"]);
  });
});
