import { describe, expect, it } from "vitest";
import { OURS } from "../../src/engine/ownership.ts";
import { draw } from "./drawings.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, itemOf, World } from "./world.ts";

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

describe("what refers to something of which nobody knows whether its delete was carried out", () => {
  const type = boxType({ name: "fake/a", repeat: "name" });
  const wanted = (shape: string) =>
    draw("b -> a, c -> b", { a: { type, props: { shape } }, b: { props: { size: 1 } } });

  /** A replace that was killed between its delete and its create, while reads still show what was deleted. */
  async function halfReplaced(killAt: number): Promise<World> {
    const world = new World();
    await world.up(wanted("round"));
    world.clock.pass(600);
    world.cloud.lagSeconds = 30;
    await world.run(wanted("square"), { killAt });
    expect(world.entry("a")?.status).toBe("deleting");
    return world;
  }

  it("is looked at again after that, and refers to what was made anew", async () => {
    const world = await halfReplaced(3);
    world.cloud.vanish("a-1");
    const planned = await world.plan(wanted("round"));
    expect(actionsOf(planned)).toEqual(["a: update", "b: update", "c: update"]);
    expect(itemOf(planned, "b").reason).toBe("looked at again once a is settled");
    expect((await world.up(wanted("round"))).summary).toMatchObject({ outcome: "done", failed: [] });
    const [a, b] = ["a", "b"].map((address) =>
      world.cloud.boxes.find(({ props }) => props.tags?.[OURS.address] === address),
    );
    expect(a?.id).not.toBe("a-1");
    expect(b?.props.uses).toEqual([a?.id]);
    world.clock.pass(600);
    expect(actionsOf(await world.plan(wanted("round")))).toEqual([]);
  });

  it("is left as it is where the delete was never sent", async () => {
    const world = await halfReplaced(2);
    const before = world.log.length;
    await world.up(wanted("round"));
    expect(world.log.slice(before).filter((line) => /^(update|create|delete)/.test(line))).toEqual([]);
    expect(actionsOf(await world.plan(wanted("round")))).toEqual([]);
  });
});
