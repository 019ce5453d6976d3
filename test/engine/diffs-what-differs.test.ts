import { describe, expect, it } from "vitest";
import { AmbiguousEnd } from "../../src/errors.ts";
import { draw } from "./drawings.ts";
import type { BoxProps } from "./fake-cloud.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, type Declare, itemOf, World } from "./world.ts";

const one = (props: Partial<BoxProps> = {}): Declare => draw("a", { a: { props } });

async function standing(props: Partial<BoxProps> = {}): Promise<World> {
  const world = new World();
  await world.up(one(props));
  return world;
}

const changesOf = async (world: World, declare: Declare) => itemOf(await world.plan(declare), "a").changes;
const only = (world: World) => {
  const [box] = world.cloud.boxes;
  if (box === undefined) throw new Error("nothing is there");
  return box;
};

describe("what differs", () => {
  it("is nothing right after it was made", async () => {
    const world = await standing({ size: 2, password: "v1", late: "set", tags: { team: "sale" } });
    expect(
      actionsOf(await world.plan(one({ size: 2, password: "v1", late: "set", tags: { team: "sale" } }))),
    ).toEqual([]);
  });

  it("because the settings changed is told so, with both values", async () => {
    const world = await standing({ size: 1 });
    expect(await changesOf(world, one({ size: 2 }))).toEqual([
      { prop: "size", from: 1, to: 2, cause: "settings" },
    ]);
  });

  it("because someone changed it outside is drift", async () => {
    const world = await standing({ size: 1 });
    world.cloud.alter(only(world).id, { size: 7 });
    expect(await changesOf(world, one({ size: 1 }))).toEqual([
      { prop: "size", from: 7, to: 1, cause: "drift" },
    ]);
  });

  it("because another resource is yet to be made says after which", async () => {
    const world = new World();
    await world.up(draw("a"));
    const [change] = await changesOf(world, draw("a -> b"));
    expect(change).toMatchObject({ prop: "uses", to: undefined, after: ["b"], cause: "resource" });
  });

  it("is put right by the next run, and then nothing differs", async () => {
    const world = await standing({ size: 1 });
    world.cloud.alter(only(world).id, { size: 7 });
    const { summary } = await world.up(one({ size: 1 }));
    expect(summary).toMatchObject({ outcome: "done", updated: 1 });
    expect(only(world).props.size).toBe(1);
    expect(actionsOf(await world.plan(one({ size: 1 })))).toEqual([]);
  });

  it("only until a later moment that AWS has accepted is no drift, and the run tells that it waits", async () => {
    const world = await standing({ size: 1 });
    world.cloud.alter(only(world).id, {}, { later: { size: 2 } });
    expect(await changesOf(world, one({ size: 2 }))).toEqual([]);
    const { events } = await world.up(one({ size: 2, engine: "16" }));
    expect(events).toContainEqual(
      expect.objectContaining({ event: "done", note: "size takes effect in the next maintenance window" }),
    );
  });

  it("may be a prop that AWS never tells back: what was last sent is its measure", async () => {
    const world = await standing({ password: "v1" });
    expect(await changesOf(world, one({ password: "v2" }))).toMatchObject([{ prop: "password", to: "v2" }]);
    await world.up(one({ password: "v2" }));
    expect(only(world).props.password).toBe("v2");
    expect(actionsOf(await world.plan(one({ password: "v2" })))).toEqual([]);
  });

  it("is nothing where AWS does not tell the props at the moment: they are taken to be what was last sent", async () => {
    const world = await standing({ size: 1 });
    const [box] = world.cloud.boxes;
    const silent = boxType({
      name: "fake/box-20",
      overrides: {
        list: async () => [
          {
            id: box?.id ?? "",
            condition: "standing",
            status: "busy",
            props: {},
            attributes: {} as never,
            unread: true,
          },
        ],
      },
    });
    const wanted = (size: number) => draw("a", { a: { type: silent, props: { size } } });
    expect(await changesOf(world, wanted(1))).toEqual([]);
    expect(await changesOf(world, wanted(2))).toMatchObject([{ prop: "size", from: 1, to: 2 }]);
  });

  it("is sent again when the state was lost and AWS never tells the prop back", async () => {
    const world = await standing({ password: "v1" });
    world.disk.entries.clear();
    expect(await changesOf(world, one({ password: "v1" }))).toMatchObject([{ prop: "password", to: "v1" }]);
  });
});

describe("tags", () => {
  it("of others stay", async () => {
    const world = await standing();
    world.cloud.alter(only(world).id, { tags: { ...only(world).props.tags, theirs: "1" } });
    expect(actionsOf(await world.plan(one()))).toEqual([]);
  });

  it("that we set and no longer want are dropped, and only those", async () => {
    const world = await standing({ tags: { team: "sale", cost: "1" } });
    world.cloud.alter(only(world).id, { tags: { ...only(world).props.tags, theirs: "1" } });
    expect(await changesOf(world, one({ tags: { cost: "1" } }))).toMatchObject([
      { prop: "tags", dropped: ["team"] },
    ]);
    await world.up(one({ tags: { cost: "1" } }));
    expect(only(world).props.tags).toMatchObject({ cost: "1", theirs: "1" });
    expect(only(world).props.tags).not.toHaveProperty("team");
  });
});

describe("an interrupted update", () => {
  /** Killed between the words on disk and the call. */
  async function interrupted(before: Partial<BoxProps>, after: Partial<BoxProps>): Promise<World> {
    const world = await standing(before);
    expect(await world.run(one(after), { killAt: 3 })).toBe("killed");
    expect(world.entry("a")?.status).toBe("updating");
    return world;
  }

  it("is sent again, also where AWS never tells the prop back", async () => {
    const world = await interrupted({ password: "v1" }, { password: "v2" });
    await world.up(one({ password: "v2" }));
    expect(only(world).props.password).toBe("v2");
  });

  it("is undone when the settings went back meanwhile, also where AWS never tells the prop back", async () => {
    const world = await standing({ password: "v1" });
    expect(await world.run(one({ password: "v2" }), { killAt: 4 })).toBe("killed");
    expect(only(world).props.password).toBe("v2");
    await world.up(one({ password: "v1" }));
    expect(only(world).props.password).toBe("v1");
  });

  it("still drops the tags that it was to drop", async () => {
    const world = await interrupted({ tags: { team: "sale" } }, { tags: {} });
    await world.up(one({ tags: {} }));
    expect(only(world).props.tags).not.toHaveProperty("team");
  });

  it("that AWS carried out is only recorded", async () => {
    const world = await standing({ size: 1 });
    await world.run(one({ size: 2 }), { killAt: 4 });
    const planned = await world.plan(one({ size: 2 }));
    expect(itemOf(planned, "a")).toMatchObject({
      action: "update",
      changes: [],
      reason: "an interrupted update is settled",
    });
    const updates = world.log.filter((line) => line === "update a").length;
    await world.up(one({ size: 2 }));
    expect(world.log.filter((line) => line === "update a")).toHaveLength(updates);
    expect(world.entry("a")?.status).toBe("ready");
  });

  it("whose change reads do not show yet is not mistaken for one that never was, when another value is wanted", async () => {
    const world = await standing({ size: 1 });
    world.cloud.lagSeconds = 20;
    world.clock.pass(100);
    await world.run(one({ size: 2 }), { killAt: 4 });
    await world.up(one({ size: 1 }));
    expect(only(world).props.size).toBe(1);
  });

  it("whose end nobody saw fails, and the next run looks what came of it", async () => {
    const world = await standing({ size: 1 });
    world.cloud.faults.push({ operation: "update", when: "after", error: () => new AmbiguousEnd("reset") });
    expect((await world.up(one({ size: 2 }))).summary.failed).toEqual(["a"]);
    expect((await world.up(one({ size: 2 }))).summary.outcome).toBe("done");
    expect(only(world).props.size).toBe(2);
  });
});

describe("what the create call cannot set", () => {
  it("is sent right after it, before anything waits for it", async () => {
    const world = await standing({ late: "set" });
    const told = world.log.filter((line) => /^(create|update)/.test(line));
    expect(told).toEqual(["create a", "update a"]);
    expect(world.log.indexOf("update a")).toBeLessThan(world.log.indexOf("write a ready"));
  });

  it.each([
    ["that AWS tells back", { late: "set" }],
    ["that AWS never tells back", { password: "v1" }],
  ])("and that a kill kept from being sent is sent by the next run, for a prop %s", async (_, props) => {
    const type = boxType({ overrides: { afterCreate: ["late", "password"] } });
    const world = new World();
    // The cloud's create stores a password as it comes: only what an update sends counts here.
    const declare = draw("a", { a: { type, props } });
    expect(await world.run(declare, { killAt: 6 })).toBe("killed");
    expect(world.entry("a")).toMatchObject({ status: "creating", id: "box-1" });
    await world.up(declare);
    expect(world.log).toContain("update a");
  });
});
