import { describe, expect, it } from "vitest";
import { Ref } from "../../src/engine/ref.ts";
import { draw } from "./drawings.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, type Declare, itemOf, World } from "./world.ts";

const box = boxType();

/** What each row stands before, becomes, and is planned as. */
const ROWS: readonly (readonly [before: string, after: string, actions: readonly string[]])[] = [
  ["", "b -> a", ["a: create", "b: create"]],
  ["b -> a", "b -> a", []],
  ["b", "b -> a", ["a: create", "b: update"]],
  ["b", "b => a", ["a: create", "b: replace"]],
  ["b", "b ~> a", ["a: create", "b: update"]],
  ["b -> a", "b -> a!", ["a: replace", "b: update"]],
  ["b => a", "b => a!", ["a: replace", "b: replace"]],
  ["b ~> a", "b ~> a!", ["a: replace", "b: replace"]],
  ["c => b => a", "c => b => a!", ["a: replace", "b: replace", "c: replace"]],
  ["c -> b => a", "c -> b => a!", ["a: replace", "b: replace", "c: update"]],
  ["c -> b -> a", "c -> b -> a!", ["a: replace", "b: update"]],
  ["c, b -> a", "c, b -> a!", ["a: replace", "b: update"]],
  ["b -> a", "b", ["b: update", "a: delete"]],
  ["b => a", "b", ["b: replace", "a: delete"]],
];

/** A drawing in which `!` marks what changes so that it must be made anew. */
function drawn(drawing: string): Declare {
  if (drawing === "") return () => undefined;
  const marked = /(\w+)!/.exec(drawing)?.[1];
  const nodes = marked === undefined ? {} : { [marked]: { props: { shape: "round" } } };
  return draw(drawing.replaceAll("!", ""), nodes);
}

describe("a plan", () => {
  it.each(ROWS)("from %s to %s does: %j", async (before, after, actions) => {
    const world = new World();
    await world.up(drawn(before));
    expect(actionsOf(await world.plan(drawn(after)))).toEqual(actions);
  });

  it.each(ROWS)("from %s to %s is carried out, and then nothing differs", async (before, after) => {
    const world = new World();
    await world.up(drawn(before));
    const { summary } = await world.up(drawn(after));
    expect(summary, world.log.join("\n")).toMatchObject({ outcome: "done", failed: [], skipped: [] });
    expect(actionsOf(await world.plan(drawn(after)))).toEqual([]);
  });

  it("says after which resources a value is known", async () => {
    const world = new World();
    await world.up(draw("b"));
    const planned = await world.plan(draw("b -> a"));
    expect(itemOf(planned, "b").reason).toBe("known after a");
  });

  it("says which prop forces a replace, and what is behind it", async () => {
    const world = new World();
    await world.up(draw("b => a"));
    const planned = await world.plan(drawn("b => a!"));
    expect(itemOf(planned, "a")).toMatchObject({
      forcedBy: ["shape"],
      reason: "shape: it cannot change in place",
    });
    expect(itemOf(planned, "b")).toMatchObject({
      forcedBy: ["inside"],
      reason: "inside: because a is made anew",
    });
  });

  it("names what would interrupt service", async () => {
    const world = new World();
    await world.up(draw("a", { a: { props: { engine: "15" } } }));
    const planned = await world.plan(draw("a", { a: { props: { engine: "16", size: 2 } } }));
    expect(itemOf(planned, "a").outage).toEqual(["engine"]);
  });
});

describe("what an update of a resource means to those that refer to it", () => {
  const referring =
    (key: "arn" | "endpoint", size: number): Declare =>
    (stack) => {
      const a = stack.add(box, "a", { size });
      stack.add(box, "b", { engine: key === "arn" ? a.out.arn : a.out.endpoint });
    };

  it("is nothing for an attribute that an update never changes", async () => {
    const world = new World();
    await world.up(referring("arn", 1));
    expect(actionsOf(await world.plan(referring("arn", 2)))).toEqual(["a: update"]);
  });

  it("is an update, known later, for any other attribute", async () => {
    const world = new World();
    await world.up(referring("endpoint", 1));
    const planned = await world.plan(referring("endpoint", 2));
    expect(actionsOf(planned)).toEqual(["a: update", "b: update"]);
    await world.up(referring("endpoint", 2));
    const [, b] = world.cloud.boxes;
    expect(b?.props.engine).toBe("box-1.of-size-2");
  });

  it("is nothing at all where the resource is only recorded anew after the state was lost", async () => {
    const world = new World();
    await world.up(referring("endpoint", 1));
    world.disk.entries.delete("a");
    expect(actionsOf(await world.plan(referring("endpoint", 1)))).toEqual(["a: update"]);
  });
});

it("an attribute that a resource does not tell is told as a fault of ours, not sent as nothing", async () => {
  const declare: Declare = (stack) => {
    stack.add(box, "a", {});
    stack.add(box, "b", { engine: Ref.attribute<string>("a", "nickname") });
  };
  const world = new World();
  const { summary, events } = await world.up(declare);
  expect(summary.failed).toEqual(["b"]);
  expect(events).toContainEqual(
    expect.objectContaining({
      event: "failed",
      address: "b",
      error: expect.objectContaining({ code: "Bug" }),
    }),
  );
});
