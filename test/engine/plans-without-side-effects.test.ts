import { describe, expect, it } from "vitest";
import { observe } from "../../src/engine/observe.ts";
import { makePlan } from "../../src/engine/plan.ts";
import { isEmpty } from "../../src/engine/plan-item.ts";
import { Stack } from "../../src/engine/stack.ts";
import { Life, MemoryJournal } from "./builders.ts";
import { draw } from "./drawings.ts";
import type { FakeEnv } from "./fake-cloud.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, itemOf, World } from "./world.ts";

const frozen = <T>(value: T): T => {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    Object.values(value).forEach(frozen);
  }
  return value;
};

describe("a plan", () => {
  it("writes nothing, in the cloud or on disk", async () => {
    const world = new World();
    await world.up(draw("b -> a"));
    const before = world.log.length;
    await world.plan(draw("b -> c, d"));
    expect(world.log).toHaveLength(before);
  });

  it("is the same for the same, and leaves what it is given as it was", async () => {
    const world = new World();
    await world.up(draw("b -> a"));
    const stack = new Stack<FakeEnv>({ stack: "flashsale", lineage: "lineage-1", tags: {} });
    draw("b => a, c", { a: { props: { size: 3 } } })(stack);
    const { declarations } = stack;
    const types = new Map(declarations.map(({ type }) => [type.name, type]));
    const journal = new MemoryJournal({ disk: world.disk, life: new Life() });
    const { clock } = world;
    const env = { cloud: world.cloud, life: new Life(), clock };
    const observation = new Map(
      [...(await observe({ env, declarations, types, journal }))].map(([name, list]) => [name, frozen(list)]),
    );
    const options = {
      mode: "up" as const,
      replace: new Set<string>(),
      adopt: new Map(),
      pruneRules: false,
      deleteAdopted: false,
      finalSnapshots: true,
    };
    const plan = () => makePlan({ declarations, types, observation, journal, clock, options }).plan;
    expect(plan()).toEqual(plan());
  });

  it("for what stands as wanted is empty", async () => {
    const world = new World();
    const declare = draw("d -> b => a, d ~> c", {
      c: { type: boxType({ name: "fake/named", repeat: "name" }) },
    });
    await world.up(declare);
    const { plan } = await world.plan(declare);
    expect(isEmpty(plan)).toBe(true);
    expect(plan).toMatchObject({ others: [], problems: [], notices: [] });
  });

  it("carried out when empty does nothing", async () => {
    const world = new World();
    await world.up(draw("b => a"));
    const before = world.log.length;
    const { summary } = await world.up(draw("b => a"));
    expect(summary).toMatchObject({ outcome: "done", created: 0, updated: 0, deleted: 0 });
    expect(world.log).toHaveLength(before);
  });

  it("finds by their tags what a lost state no longer knows, and makes nothing twice", async () => {
    const world = new World();
    await world.up(draw("b -> a"));
    world.disk.entries.clear();
    const planned = await world.plan(draw("b -> a"));
    expect(actionsOf(planned)).toEqual(["a: update", "b: update"]);
    expect(itemOf(planned, "a").reason).toBe("found by its tags and recorded");
    await world.up(draw("b -> a"));
    expect(world.cloud.boxes).toHaveLength(2);
    expect(actionsOf(await world.plan(draw("b -> a")))).toEqual([]);
  });

  it("asks by id for what the state calls ready and a list omits", async () => {
    const world = new World();
    const hidden = boxType({ name: "fake/hidden", overrides: { list: async () => [] } });
    await world.up(draw("a", { a: { type: hidden } }));
    expect(actionsOf(await world.plan(draw("a", { a: { type: hidden } })))).toEqual([]);
  });

  it("makes again what vanished, and raises its generation so that its token is a new one", async () => {
    const world = new World();
    await world.up(draw("a"));
    world.cloud.vanish("box-20-1");
    const planned = await world.plan(draw("a"));
    expect(itemOf(planned, "a")).toMatchObject({ action: "create", reason: "vanished from the account" });
    await world.up(draw("a"));
    expect(world.cloud.boxes.map(({ id }) => id)).toEqual(["box-20-2"]);
  });

  it("makes anew what is broken, and says why in AWS's words", async () => {
    const world = new World();
    await world.up(draw("a"));
    world.cloud.alter(world.cloud.boxes[0]?.id ?? "", {}, { broken: "no capacity" });
    const planned = await world.plan(draw("a"));
    expect(itemOf(planned, "a")).toMatchObject({
      action: "replace",
      reason: "broken: no capacity",
      broken: "no capacity",
    });
    await world.up(draw("a"));
    expect(actionsOf(await world.plan(draw("a")))).toEqual([]);
  });

  it("waits for what is on its way out before it makes it again", async () => {
    const world = new World();
    await world.up(draw("a"));
    const [box] = world.cloud.boxes;
    const now = world.clock.now();
    world.cloud.alter(box?.id ?? "", {}, { leavesAt: now, goneAt: now + 200_000 });
    expect(itemOf(await world.plan(draw("a")), "a").reason).toBe(
      "made again once the one being deleted is gone",
    );
    await world.up(draw("a"));
    expect(world.clock.secondsSince(now)).toBeGreaterThan(200);
    expect(world.cloud.boxes).toHaveLength(1);
  });
});
