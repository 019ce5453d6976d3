import { describe, expect, it } from "vitest";
import type { Observed, Stuck } from "../../src/engine/resource.ts";
import { PostponedError } from "../../src/errors.ts";
import { draw } from "./drawings.ts";
import type { BoxProps } from "./fake-cloud.ts";
import { type BoxAttributes, type BoxType, boxType } from "./fake-types.ts";
import { actionsOf, World } from "./world.ts";

/** A type of which AWS tells more than its props. */
function telling(
  told: () => Partial<Observed<BoxProps, BoxAttributes>>,
  overrides: Partial<BoxType> = {},
): BoxType {
  const plain = boxType({ name: "fake/a", repeat: "name" });
  return boxType({
    name: "fake/a",
    repeat: "name",
    overrides: {
      get: async (env, id) => {
        const seen = await plain.get(env, id);
        return seen === undefined ? undefined : { ...seen, ...told() };
      },
      list: async (env, scope) => (await plain.list(env, scope)).map((seen) => ({ ...seen, ...told() })),
      ...overrides,
    },
  });
}

const drawn = (type: BoxType, props: Partial<BoxProps> = {}) =>
  draw("b -> a", { a: { type, props: props as never } });

const callsOf = (world: World): string[] => world.log.filter((line) => /^(create|update|delete) /.test(line));

describe("something stuck", () => {
  const stuck: Stuck = { text: "is asleep", ways: ["wake it"], deletable: "no" };

  const standing = async (state: Stuck, overrides: Partial<BoxType> = {}) => {
    const world = new World();
    let now: { stuck?: Stuck } = {};
    const type = telling(() => now, overrides);
    await world.up(drawn(type));
    now = { stuck: state };
    return { world, type };
  };

  it("is no problem while nothing of it is to change, but is told", async () => {
    const { world, type } = await standing(stuck);
    const { plan } = await world.plan(drawn(type));
    expect(plan.problems).toEqual([]);
    expect(plan.notices).toEqual(["a is asleep. wake it"]);
  });

  it("keeps a plan that would change it from being begun", async () => {
    const { world, type } = await standing(stuck);
    const { plan } = await world.plan(drawn(type, { size: 2 }));
    expect(plan.problems).toMatchObject([{ code: "Stuck", address: "a", ways: ["wake it"] }]);
  });

  it("takes the change that mends it", async () => {
    const { world, type } = await standing({ ...stuck, mendedBy: ["size"] });
    expect((await world.plan(drawn(type, { size: 2 }))).plan.problems).toEqual([]);
  });

  it.each([
    ["no", false, 1],
    ["no", true, 1],
    ["without-snapshot", true, 1],
    ["without-snapshot", false, 0],
    ["yes", true, 0],
  ] as const)(
    "that is deletable: %s, with a final snapshot: %s, gives %i problems to a destroy",
    async (deletable, finalSnapshots, count) => {
      const { world } = await standing({ ...stuck, deletable }, { snapshotName: (name) => `${name}-final` });
      const { plan } = await world.plan(() => undefined, { mode: "destroy", finalSnapshots });
      expect(plan.problems.filter(({ code }) => code === "Stuck")).toHaveLength(count);
    },
  );
});

describe("a change that AWS takes only later", () => {
  const later = new PostponedError({ code: "Later", summary: "Later", detail: "not before noon" }, ["size"]);

  const postponing = (isLater: () => boolean): BoxType => {
    const plain = boxType({ name: "fake/a", repeat: "name" });
    return telling(() => ({}), {
      update: async (env, id, changes, context) => {
        const sent = changes.filter(({ prop }) => !isLater() || prop !== "size");
        await plain.update(env, id, sent, context);
        if (sent.length < changes.length) throw later;
      },
    });
  };

  it("is told as failed, while all else of it is done and what needs it goes on", async () => {
    const world = new World();
    const type = postponing(() => true);
    await world.up(draw("a", { a: { type } }));
    const { summary, events } = await world.up(drawn(type, { size: 2, password: "v2" }));
    expect(summary).toMatchObject({ outcome: "failed", failed: ["a"], created: 1, skipped: [] });
    expect(events).toContainEqual(expect.objectContaining({ event: "failed", address: "a", error: later }));
    expect(callsOf(world)).toContain("create b");
  });

  it("is the settings' own change for the next run, which makes it", async () => {
    let isLater = true;
    const world = new World();
    const type = postponing(() => isLater);
    await world.up(draw("a", { a: { type } }));
    await world.up(draw("a", { a: { type, props: { size: 2 } } }));
    isLater = false;
    const { plan } = await world.plan(draw("a", { a: { type, props: { size: 2 } } }));
    expect(plan.items[0]?.changes).toMatchObject([{ prop: "size", from: 1, to: 2, cause: "settings" }]);
    const { summary } = await world.up(draw("a", { a: { type, props: { size: 2 } } }));
    expect(summary).toMatchObject({ outcome: "done", updated: 1 });
  });
});

describe("what somebody else keeps", () => {
  it("is neither compared nor changed, and told where the settings have it otherwise", async () => {
    const world = new World();
    const type = telling(() => ({ kept: { by: "the archive", props: ["size"] } }));
    await world.up(draw("a", { a: { type } }));
    world.cloud.alter("a-1", { size: 9 });
    const planned = await world.plan(draw("a", { a: { type } }));
    expect(actionsOf(planned)).toEqual([]);
    expect(planned.plan.notices).toEqual([
      "a size: the archive keeps that, and the settings do not change it.",
    ]);
  });
});

describe("what others added to a count", () => {
  const type = telling(() => ({}), { mayGrow: { props: ["size"], fewer: ({ size }) => `ask for ${size}` } });
  const wanted = draw("a", { a: { type, props: { size: 2 } } });

  const grown = async (): Promise<World> => {
    const world = new World();
    await world.up(wanted);
    world.cloud.alter("a-1", { size: 5 });
    return world;
  };

  it("stays, and is told with the command that takes it away", async () => {
    const world = await grown();
    const planned = await world.plan(wanted);
    expect(actionsOf(planned)).toEqual([]);
    expect(planned.plan.items[0]).toMatchObject({ added: ["size"] });
    expect(planned.plan.notices[0]).toMatch(/size 5 instead of 2.*ask for 2/);
    await world.up(draw("a", { a: { type, props: { size: 2, password: "v2" } } }));
    expect(world.cloud.find("a-1")?.props.size).toBe(5);
  });

  it.each([
    ["a command asks for the number", wanted, { mayShrink: true }, 2],
    ["the settings ask for fewer than before", draw("a", { a: { type, props: { size: 1 } } }), {}, 1],
  ] as const)("goes where %s", async (_, declare, choices, size) => {
    const world = await grown();
    await world.up(declare, choices);
    expect(world.cloud.find("a-1")?.props.size).toBe(size);
  });

  it("stays where the state that knew of it is lost", async () => {
    const world = await grown();
    world.disk.entries.clear();
    expect(actionsOf(await world.plan(wanted))).toEqual(["a: update"]);
    await world.up(wanted);
    expect(world.cloud.find("a-1")?.props.size).toBe(5);
  });

  it("is made up for where some are missing", async () => {
    const world = await grown();
    world.cloud.alter("a-1", { size: 1 });
    await world.up(wanted);
    expect(world.cloud.find("a-1")?.props.size).toBe(2);
  });
});
