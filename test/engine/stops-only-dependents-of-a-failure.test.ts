import { describe, expect, it } from "vitest";
import { draw } from "./drawings.ts";
import { Refusal } from "./fake-cloud.ts";
import { errorOf, World } from "./world.ts";

function failing(...of: readonly string[]): World {
  const world = new World();
  for (const address of of)
    world.cloud.faults.push({
      operation: "create",
      when: "before",
      error: () => new Refusal("no capacity"),
      of: address,
    });
  return world;
}

describe("a failure", () => {
  it.each([
    ["b -> a, d -> c", ["a"], ["b"], ["c", "d"]],
    ["c -> b -> a, d", ["a"], ["b", "c"], ["d"]],
    ["c -> b, c -> a, d -> b", ["a"], ["c"], ["b", "d"]],
    ["c -> a, c -> b", ["a", "b"], ["c"], []],
    ["b -> a", ["b"], [], ["a"]],
  ])("drawn %s of %j skips %j, and the rest is made: %j", async (drawing, broken, skipped, made) => {
    const world = failing(...broken);
    const { summary } = await world.up(draw(drawing));
    expect(summary).toMatchObject({ outcome: "failed", created: made.length });
    expect([...summary.failed].sort()).toEqual(broken);
    expect([...summary.skipped].sort()).toEqual(skipped);
    expect([...world.disk.entries.keys()].sort()).toEqual(made);
  });

  it("is told once, and each that it skips names the address behind it", async () => {
    const world = failing("a");
    const { events } = await world.up(draw("d -> c -> b -> a"));
    expect(events.filter(({ event }) => event === "failed")).toHaveLength(1);
    expect(events.filter(({ event }) => event === "skipped")).toEqual([
      { event: "skipped", address: "b", because: "a" },
      { event: "skipped", address: "c", because: "a" },
      { event: "skipped", address: "d", because: "a" },
    ]);
  });

  it("keeps its own error", async () => {
    const world = failing("a");
    const ran = await world.up(draw("a"));
    expect(errorOf(ran, "a")).toEqual(new Refusal("no capacity"));
  });

  it("that proves that nothing was made leaves nothing in the state", async () => {
    const world = failing("a");
    await world.up(draw("a"));
    expect(world.entry("a")).toBeUndefined();
  });

  it("is carried on by the same command once its cause is gone", async () => {
    const world = failing("b");
    await world.up(draw("c -> b -> a"));
    const { summary } = await world.up(draw("c -> b -> a"));
    expect(summary).toMatchObject({ outcome: "done", created: 2, failed: [], skipped: [] });
  });

  it("of a resource that broke on its way keeps it in the state, and the next run makes it anew", async () => {
    const world = new World();
    const breaks = () => world.cloud.alter(world.cloud.boxes[0]?.id ?? "", {}, { broken: "no capacity" });
    const first = await world.up(draw("a"), { onEvent: ({ event }) => event === "status" && breaks() });
    expect(first.summary.failed).toEqual(["a"]);
    expect(world.entry("a")).toMatchObject({ status: "creating", id: "box-20-1" });
    const { summary } = await world.up(draw("a"));
    expect(summary.outcome).toBe("done");
    expect(world.cloud.boxes).toHaveLength(1);
  });

  it("to delete the old one of a replace is told once, as a failure and not as a skip of itself", async () => {
    const world = new World();
    await world.up(draw("a"));
    world.cloud.faults.push({ operation: "delete", when: "before", error: () => new Refusal("protected") });
    const { summary, events } = await world.up(draw("a", { a: { props: { shape: "round" } } }));
    expect(summary).toMatchObject({ failed: ["a"], skipped: [] });
    expect(events.filter(({ event }) => event === "skipped")).toEqual([]);
  });
});
