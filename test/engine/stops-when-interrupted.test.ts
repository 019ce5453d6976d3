import { describe, expect, it } from "vitest";
import { StateError } from "../../src/errors.ts";
import { draw } from "./drawings.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, World } from "./world.ts";

/** Aborts as soon as this event is told of this address. */
function abortOn(event: string, address: string) {
  const controller = new AbortController();
  const onEvent = (told: { event: string; address?: string }): void => {
    if (told.event === event && told.address === address) controller.abort();
  };
  return { signal: controller.signal, onEvent };
}

describe("an interrupted run", () => {
  it("starts nothing new, and lists what is unfinished", async () => {
    const world = new World();
    const { summary, events } = await world.up(draw("c -> b:10 -> a:10, d:500"), abortOn("done", "a"));
    expect(summary).toMatchObject({ outcome: "interrupted", created: 1, failed: [], skipped: [] });
    expect([...summary.unfinished].sort()).toEqual(["b", "c", "d"]);
    expect(
      events.filter(({ event }) => event === "start").map((event) => "address" in event && event.address),
    ).toEqual(["d", "a"]);
  });

  it("ends its waits at once", async () => {
    const world = new World();
    const { summary } = await world.up(draw("a:3000"), abortOn("status", "a"));
    expect(summary.unfinished).toEqual(["a"]);
    expect(summary.seconds).toBeLessThan(10);
  });

  it("keeps what was begun in the state, and the same command carries on without making it twice", async () => {
    const world = new World();
    await world.up(draw("b -> a:300"), abortOn("status", "a"));
    expect(world.entry("a")).toMatchObject({ status: "creating", id: "box-300-1" });
    const { summary } = await world.up(draw("b -> a:300"));
    expect(summary).toMatchObject({ outcome: "done", created: 2 });
    expect(world.cloud.boxes).toHaveLength(2);
    expect(actionsOf(await world.plan(draw("b -> a:300")))).toEqual([]);
  });

  it("before its first step does nothing", async () => {
    const world = new World();
    const { summary } = await world.up(draw("b -> a"), { signal: AbortSignal.abort() });
    expect(summary).toMatchObject({ outcome: "interrupted", unfinished: ["a", "b"], created: 0 });
    expect(world.log).toEqual([]);
  });

  it("while it waits out an unanswered create keeps the intent", async () => {
    const world = new World();
    const never = boxType({ name: "fake/never", repeat: "never" });
    await world.run(draw("a", { a: { type: never } }), { killAt: 2 });
    const { summary } = await world.up(draw("a", { a: { type: never } }), abortOn("status", "a"));
    expect(summary).toMatchObject({ outcome: "interrupted", unfinished: ["a"] });
    expect(world.entry("a")?.status).toBe("creating");
  });

  it("while it waits for something to go keeps the deletion", async () => {
    const world = new World();
    await world.up(draw("b => a"));
    const { summary } = await world.destroy(abortOn("status", "b"));
    expect(summary).toMatchObject({ outcome: "interrupted", unfinished: ["b", "a"], deleted: 0 });
    expect(world.entry("b")?.status).toBe("deleting");
    await world.destroy();
    expect(world.cloud.boxes).toEqual([]);
  });

  it("that also saw a failure is told as failed, with the rest as unfinished", async () => {
    const world = new World();
    world.cloud.faults.push({ operation: "create", when: "before", of: "a", error: () => new Error("no") });
    const { summary } = await world.up(draw("c -> a, b:500"), abortOn("failed", "a"));
    expect(summary).toMatchObject({ outcome: "failed", failed: ["a"], unfinished: ["b"] });
  });

  it("because the lock was lost counts what it kept from being written as unfinished, not failed", async () => {
    const world = new World();
    const controller = new AbortController();
    const lost = new StateError({ code: "LockLost", summary: "The lock was lost", detail: "Suspended." }, 75);
    world.cloud.faults.push({
      operation: "create",
      when: "after",
      error: () => {
        controller.abort(lost);
        return lost;
      },
    });
    const { summary } = await world.up(draw("a"), { signal: controller.signal });
    expect(summary).toMatchObject({ outcome: "interrupted", failed: [], unfinished: ["a"] });
  });
});
