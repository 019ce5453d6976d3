import { describe, expect, it } from "vitest";
import type { EngineEvent } from "../../src/engine/events.ts";
import { draw } from "./drawings.ts";
import { World } from "./world.ts";

/** How many were being worked on at the same time, at most. */
function widest(events: readonly EngineEvent[]): number {
  let running = 0;
  let most = 0;
  for (const { event } of events) {
    if (event === "start") running++;
    if (event === "done" || event === "failed") running--;
    most = Math.max(most, running);
  }
  return most;
}

const startsIn = (events: readonly EngineEvent[]): string[] =>
  events.flatMap((event) => (event.event === "start" ? [event.address] : []));

describe("everything whose needs are ready starts at once", () => {
  it.each([
    ["a, b, c, d", 4, 20],
    ["d -> c -> b -> a", 1, 80],
    ["b -> a, c -> a, d -> a", 3, 40],
    ["d -> b -> a, d -> c -> a", 2, 60],
    ["a:100, c -> b", 2, 100],
  ])("drawn %s: %i at the same time, done in about %i s", async (drawing, width, seconds) => {
    const world = new World();
    const { summary, events } = await world.up(draw(drawing));
    expect(widest(events)).toBe(width);
    expect(summary.seconds).toBeGreaterThanOrEqual(seconds);
    expect(summary.seconds).toBeLessThan(seconds + 15);
  });

  it("and something starts as soon as its own needs are done, not when a whole layer is", async () => {
    const world = new World();
    const { events } = await world.up(draw("slow:500, b:10 -> a:10"));
    const order = events.flatMap((event) => (event.event === "done" ? [event.address] : []));
    expect(order).toEqual(["a", "b", "slow"]);
  });
});

describe("the longest remaining path", () => {
  it.each([
    ["a:10, b:30, c:20", ["b", "c", "a"]],
    ["short:50, z:30 -> long:40", ["long", "short", "z"]],
    ["b:10 -> a:10, c:100 -> a:10, d:5", ["a", "d", "c", "b"]],
  ])("drawn %s starts first: %j", async (drawing, order) => {
    const { events } = await new World().up(draw(drawing));
    expect(startsIn(events)).toEqual(order);
  });

  it.each([
    ["a:10, b:30", ["b"], 30],
    ["c:5 -> b:30 -> a:10, d:40", ["a", "b", "c"], 45],
    ["c:5 -> a:10, c:5 -> b:20", ["b", "c"], 25],
  ])("drawn %s is %j and is told with its %i s", async (drawing, addresses, seconds) => {
    const { plan } = await new World().plan(draw(drawing));
    expect(plan.criticalPath).toEqual({ addresses, seconds });
  });

  it("counts the delete and the create of a replace together", async () => {
    const world = new World();
    await world.up(draw("a:30"));
    const { plan } = await world.plan(draw("a:30", { a: { props: { shape: "round" } } }));
    expect(plan.criticalPath.seconds).toBe(40);
  });

  it("of nothing to do is none", async () => {
    const world = new World();
    await world.up(draw("b -> a"));
    expect((await world.plan(draw("b -> a"))).plan.criticalPath).toEqual({ addresses: [], seconds: 0 });
  });

  it("is corrected by what this stack has seen a create take", async () => {
    const world = new World();
    await world.up(draw("a:30"));
    world.cloud.vanish(world.cloud.boxes[0]?.id ?? "");
    const entry = world.entry("a");
    expect(entry).toMatchObject({ timings: { create: 30 } });
    if (entry?.status === "ready") world.disk.entries.set("a", { ...entry, timings: { create: 300 } });
    expect((await world.plan(draw("a:30"))).plan.criticalPath.seconds).toBe(300);
  });
});

it("each resource tells its start with the seconds that it usually takes, each status seen, and its end", async () => {
  const { events } = await new World().up(draw("a:20"));
  expect(events.filter(({ event }) => event !== "status")).toEqual([
    { event: "start", address: "a", action: "create", typicalSeconds: 20 },
    { event: "done", address: "a", action: "create", seconds: 20 },
  ]);
  const statuses = events.flatMap((event) => (event.event === "status" ? [event.status] : []));
  expect(statuses).toEqual(["pending", "pending", "pending", "pending", "standing"]);
});
