import { describe, expect, it } from "vitest";
import { AmbiguousEnd, Interrupted } from "../../src/errors.ts";
import { draw, type Node } from "./drawings.ts";
import type { BoxProps } from "./fake-cloud.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, errorOf, World } from "./world.ts";

const TYPES = {
  token: boxType({ name: "fake/a" }),
  name: boxType({ name: "fake/a", repeat: "name" }),
  never: boxType({ name: "fake/a", repeat: "never" }),
} as const;
const KINDS = Object.keys(TYPES) as (keyof typeof TYPES)[];

const declared = (kind: keyof typeof TYPES, props: Node["props"] = {}, drawing = "a") =>
  draw(drawing, { a: { type: TYPES[kind], props } });

function unanswered(when: "before" | "after", times = 1): World {
  const world = new World();
  world.cloud.faults.push({
    operation: "create",
    when,
    error: () => new AmbiguousEnd("reset"),
    of: "a",
    times,
  });
  return world;
}

const idsIn = (world: World): string[] => world.cloud.boxes.map(({ id }) => id);
const createsIn = (world: World): number => world.log.filter((line) => line === "create a").length;

describe.each(KINDS)("a create repeated by %s whose end nobody saw", (kind) => {
  it.each([
    ["although it was done", "after", 1],
    ["because nothing was done", "before", 1],
    ["twice, although it was done each time", "after", 2],
    ["twice, because nothing was done", "before", 2],
  ] as const)("%s makes exactly one, in the same process", async (_, when, times) => {
    const world = unanswered(when, times);
    world.cloud.lagSeconds = 20;
    const { summary } = await world.up(declared(kind));
    expect(summary).toMatchObject({ outcome: "done", created: 1 });
    expect(idsIn(world)).toEqual(["a-1"]);
    world.clock.pass(600);
    expect(actionsOf(await world.plan(declared(kind)))).toEqual([]);
  });

  it("four times is given up, with its intent kept for the next run, which makes exactly one", async () => {
    const world = unanswered("before", 4);
    const ran = await world.up(declared(kind));
    expect(errorOf(ran, "a")).toMatchObject({ code: "NoAnswer" });
    expect(world.entry("a")?.status).toBe("creating");
    expect((await world.up(declared(kind))).summary.outcome).toBe("done");
    expect(idsIn(world)).toEqual(["a-1"]);
  });

  it("is repeated with what was recorded, and settings that changed meanwhile are applied afterwards", async () => {
    const world = new World();
    await world.run(declared(kind, { size: 1, password: "v1", tags: { team: "sale" } }), { killAt: 3 });
    const later = declared(kind, { size: 2, password: "v2", tags: {} });
    await world.up(later);
    world.clock.pass(600);
    const [box] = world.cloud.boxes;
    expect(box?.props).toMatchObject({ size: 2, password: "v2" });
    expect(box?.props.tags).not.toHaveProperty("team");
    expect(actionsOf(await world.plan(later))).toEqual([]);
  });

  it("and whose recorded input AWS refuses by now is made with the present one, by the same command", async () => {
    const world = new World();
    const before = declared(kind, {}, "a => net");
    await world.up(draw("net"));
    await world.run(before, { killAt: 2 });
    expect(world.entry("a")?.status).toBe("creating");
    world.cloud.vanish("box-20-1");
    const { summary } = await world.up(before);
    expect(summary, world.log.join("\n")).toMatchObject({ outcome: "done", failed: [] });
    expect(world.cloud.boxes.filter(({ type }) => type === "fake/a")).toHaveLength(1);
  });

  it("because the run was interrupted on the way keeps its intent, so that destroy finds what came of it", async () => {
    const world = new World();
    world.cloud.faults.push({ operation: "create", when: "after", error: () => new Interrupted() });
    const { summary } = await world.up(declared(kind));
    expect(summary.unfinished).toEqual(["a"]);
    expect(world.entry("a")?.status).toBe("creating");
    world.cloud.lagSeconds = 20;
    await world.destroy();
    expect(idsIn(world)).toEqual([]);
  });
});

describe("a create that must never be sent twice", () => {
  it("is sent again only when reads must show the last send: 5 minutes after it", async () => {
    const world = unanswered("before", 1);
    const begun = world.clock.now();
    await world.up(declared("never"));
    const [box] = world.cloud.boxes;
    expect((box?.madeAt ?? 0) - begun).toBeGreaterThanOrEqual(300_000);
    expect((box?.madeAt ?? 0) - begun).toBeLessThan(330_000);
  });

  it("counts the 5 minutes from the last send also over processes", async () => {
    const world = new World();
    await world.run(declared("never"), { killAt: 2 });
    const sent = world.clock.now();
    world.clock.pass(200);
    await world.up(declared("never"));
    const [box] = world.cloud.boxes;
    expect((box?.madeAt ?? 0) - sent).toBeGreaterThanOrEqual(300_000);
    expect((box?.madeAt ?? 0) - sent).toBeLessThan(330_000);
  });

  it("is found by the unfiltered list where the one by tag does not show it", async () => {
    const blind = boxType({ name: "fake/a", repeat: "never", overrides: { list: async () => [] } });
    const world = unanswered("after");
    await world.up(draw("a", { a: { type: blind } }));
    expect(idsIn(world)).toEqual(["a-1"]);
    expect(createsIn(world)).toBe(1);
  });

  it("is taken as soon as a read shows it", async () => {
    const world = unanswered("after");
    world.cloud.lagSeconds = 100;
    const begun = world.clock.now();
    await world.up(declared("never"));
    expect(world.clock.secondsSince(begun)).toBeLessThan(200);
    expect(createsIn(world)).toBe(1);
  });

  it("says why it waits, and other branches go on meanwhile", async () => {
    const world = unanswered("before");
    const { events } = await world.up(draw("a, b:10, c:10 -> b", { a: { type: TYPES.never } }));
    expect(events).toContainEqual({
      event: "status",
      address: "a",
      status: "looking for an earlier attempt",
    });
    const order = events.flatMap((event) => (event.event === "done" ? [event.address] : []));
    expect(order).toEqual(["b", "c", "a"]);
  });

  it("is never looked for where its token or name answers the question at once", async () => {
    for (const kind of ["token", "name"] as const) {
      const world = unanswered("after");
      const { summary } = await world.up(declared(kind));
      expect(summary.seconds).toBeLessThan(40);
    }
  });
});

it("a token is the same for each attempt at one generation, and another for the next", async () => {
  const tokens: string[] = [];
  const listening = boxType({
    name: "fake/a",
    overrides: {
      create: async (env, props: BoxProps, token: string) => {
        tokens.push(token);
        return TYPES.token.create(env, props, token);
      },
    },
  });
  const declare = draw("a", { a: { type: listening } });
  const world = unanswered("before", 1);
  await world.up(declare);
  await world.destroy();
  await world.up(declare);
  const [first, second, third] = tokens;
  expect(tokens).toHaveLength(3);
  expect(second).toBe(first);
  expect(third).not.toBe(first);
  expect(first).toMatch(/^[0-9a-f]{40}$/);
});
