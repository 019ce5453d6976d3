import { describe, expect, it } from "vitest";
import { PlanError } from "../../src/errors.ts";
import { draw } from "./drawings.ts";
import type { BoxProps } from "./fake-cloud.ts";
import { boxType, describedAs } from "./fake-types.ts";
import { actionsOf, errorOf, itemOf, World } from "./world.ts";

const named = boxType({ name: "fake/a", repeat: "name" });
const declare = draw("a", { a: { type: named } });

const ours = (lineage = "lineage-1", stack = "flashsale") => ({
  "flashsale-setup:stack": stack,
  "flashsale-setup:address": "a",
  "flashsale-setup:lineage": lineage,
});

const PLAIN = { key: "a", size: 1, uses: [], inside: [], within: [] };

/** A name that is taken only after the plan was made, so that the create is what finds it. */
const takenBy = (world: World, props: Partial<BoxProps>, more = {}) => ({
  meanwhile: () => void world.cloud.plant("fake/a", { ...PLAIN, ...props }, more),
});

describe("a name that turns out to be taken", () => {
  it("by our own earlier attempt is taken over and brought to what is wanted", async () => {
    const world = new World();
    const { summary } = await world.up(declare, takenBy(world, { size: 7, tags: ours() }));
    expect(summary.outcome).toBe("done");
    expect(world.cloud.boxes).toHaveLength(1);
    expect(world.cloud.boxes[0]?.props.size).toBe(1);
  });

  it.each([
    ["by someone without our tags", {}, "someone else (it has no tags of flashsale-setup)"],
    ["by another stack", ours("lineage-1", "other"), "the stack other"],
  ])("%s stops the branch, says whose it is, and offers to adopt it", async (_, tags, owner) => {
    const world = new World();
    const ran = await world.up(draw("b -> a, c", { a: { type: named } }), takenBy(world, { tags }));
    expect(ran.summary).toMatchObject({ failed: ["a"], skipped: ["b"], created: 1 });
    const error = errorOf(ran, "a");
    expect(error).toBeInstanceOf(PlanError);
    expect(error).toMatchObject({ code: "NotOurs", detail: expect.stringContaining(owner) });
    expect(error).toMatchObject({ fix: [expect.stringContaining("--adopt a=a-1")] });
  });

  it("by a stranger leaves no intent, so that no later run takes the stranger for ours", async () => {
    const world = new World();
    await world.up(declare, takenBy(world, { tags: {} }));
    expect(world.entry("a")).toBeUndefined();
    await world.destroy();
    expect(world.cloud.boxes).toHaveLength(1);
  });

  it("by another state file of this stack stops, and names its lineage", async () => {
    const world = new World();
    const ran = await world.up(declare, takenBy(world, { tags: ours("lineage-2") }));
    expect(errorOf(ran, "a")).toMatchObject({
      code: "OtherState",
      detail: expect.stringContaining("lineage-2"),
    });
    expect(world.entry("a")).toBeUndefined();
  });

  it("and does not tell its tags yet is waited for, and taken if it is ours", async () => {
    const late = boxType({ name: "fake/a", repeat: "name", tellsTagsLate: true });
    const world = new World();
    const standsAt = world.clock.now() + 60_000;
    const { summary, events } = await world.up(
      draw("a", { a: { type: late } }),
      takenBy(world, { tags: ours() }, { standsAt }),
    );
    expect(summary.outcome).toBe("done");
    expect(events).toContainEqual({
      event: "status",
      address: "a",
      status: "name taken, looking whose it is",
    });
    expect(world.cloud.boxes).toHaveLength(1);
  });

  it("and turns out to be a stranger's once it tells its tags leaves no intent either", async () => {
    const late = boxType({ name: "fake/a", repeat: "name", tellsTagsLate: true });
    const world = new World();
    const standsAt = world.clock.now() + 60_000;
    const ran = await world.up(draw("a", { a: { type: late } }), takenBy(world, { tags: {} }, { standsAt }));
    expect(errorOf(ran, "a")).toMatchObject({ code: "NotOurs" });
    expect(world.entry("a")).toBeUndefined();
  });

  it("by one on its way out is waited for until it is gone, and then made", async () => {
    const world = new World();
    const now = world.clock.now();
    const { summary } = await world.up(
      declare,
      takenBy(world, { tags: ours() }, { leavesAt: now, goneAt: now + 90_000 }),
    );
    expect(summary.outcome).toBe("done");
    expect(world.cloud.boxes.map(({ id }) => id)).toEqual(["a-2"]);
  });

  it("by one that is never shown to us ends with the name, after reads must have shown it", async () => {
    const blind = boxType({ name: "fake/a", repeat: "name", overrides: { list: async () => [] } });
    const world = new World();
    const ran = await world.up(draw("a", { a: { type: blind } }), takenBy(world, { tags: {} }));
    expect(errorOf(ran, "a")).toMatchObject({
      code: "NameTaken",
      detail: expect.stringContaining("says that a exists"),
    });
    expect(world.clock.secondsSince(Date.parse("2026-08-01T00:00:00.000Z"))).toBeGreaterThan(300);
    expect(world.entry("a")).toBeUndefined();
  });

  it("by a resource that shows by its description that it is ours is taken, any other is not", async () => {
    const described = draw("a", {
      a: { type: boxType({ name: "fake/a", repeat: "name", proof: "description" }) },
    });
    const mine = new World();
    await mine.up(described, takenBy(mine, { description: describedAs("a") }));
    expect(mine.cloud.boxes).toHaveLength(1);
    const other = new World();
    const ran = await other.up(described, takenBy(other, { description: "made by hand" }));
    expect(errorOf(ran, "a")).toMatchObject({ code: "NotOurs" });
  });

  it("within a parent of ours is ours", async () => {
    const part = draw("a", { a: { type: boxType({ name: "fake/a", repeat: "name", proof: "parent" }) } });
    const world = new World();
    expect((await world.up(part, takenBy(world, {}))).summary.outcome).toBe("done");
    expect(world.cloud.boxes).toHaveLength(1);
  });
});

describe("a name that is known to be taken", () => {
  it.each([
    ["by someone else", {}, "NotOurs"],
    ["by another state file", ours("lineage-2"), "OtherState"],
  ])("%s is told in the plan, with the ways out, before anything is called", async (_, tags, code) => {
    const world = new World();
    world.cloud.plant("fake/a", { key: "a", tags });
    const { plan } = await world.plan(declare);
    expect(plan.problems).toMatchObject([{ code, address: "a" }]);
    expect(plan.problems[0]?.ways.length).toBeGreaterThan(0);
  });

  it("by one that is being deleted is no problem", async () => {
    const world = new World();
    const now = world.clock.now();
    world.cloud.plant("fake/a", { key: "a", tags: {} }, { leavesAt: now, goneAt: now + 90_000 });
    const { plan } = await world.plan(declare);
    expect(plan.problems).toEqual([]);
  });
});

describe("what can be restored within its window", () => {
  const secret = draw("a", {
    a: { type: boxType({ name: "fake/a", repeat: "name", windowSeconds: 604_800 }) },
  });

  it("is restored with its value, not made anew", async () => {
    const world = new World();
    await world.up(secret);
    await world.destroy();
    const planned = await world.plan(secret);
    expect(itemOf(planned, "a")).toMatchObject({
      action: "create",
      reason: "restored with its value, within its recovery window",
    });
    await world.up(secret);
    expect(world.cloud.boxes.map(({ id, leavesAt }) => [id, leavesAt])).toEqual([["a-1", undefined]]);
    expect(actionsOf(await world.plan(secret))).toEqual([]);
  });

  it("is restored also after a destroy that was killed, and after a restore that was killed", async () => {
    for (let killAt = 2; killAt <= 10; killAt++) {
      const world = new World();
      await world.up(secret);
      await world.run(() => undefined, { mode: "destroy", killAt: 4 });
      await world.run(secret, { killAt });
      expect((await world.up(secret)).summary.outcome).toBe("done");
      expect(world.cloud.boxes.map(({ id, leavesAt }) => [id, leavesAt])).toEqual([["a-1", undefined]]);
    }
  });

  it("is gone at once where nothing may remain", async () => {
    const world = new World();
    await world.up(secret);
    await world.destroy({ force: true });
    world.clock.pass(60);
    expect(world.cloud.boxes).toEqual([]);
    expect(world.disk.retained).toEqual([]);
  });

  it("is remembered as left on purpose, with the day on which AWS removes it", async () => {
    const world = new World();
    await world.up(secret);
    const { events } = await world.destroy();
    const until = world.cloud.boxes[0]?.restorableUntil;
    expect(world.disk.retained).toEqual([
      { type: "fake/a", id: "a-1", from: "a", until, at: expect.any(String) },
    ]);
    expect(events).toContainEqual(
      expect.objectContaining({ event: "done", note: `leaves a-1 until ${until}` }),
    );
  });
});
