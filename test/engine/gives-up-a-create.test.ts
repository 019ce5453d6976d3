import { describe, expect, it } from "vitest";
import { boxType } from "./fake-types.ts";
import { actionsOf, type Declare, World } from "./world.ts";

const TYPES = {
  token: boxType({ name: "fake/token" }),
  name: boxType({ name: "fake/name", repeat: "name" }),
  never: boxType({ name: "fake/never", repeat: "never" }),
} as const;

type Type = (typeof TYPES)[keyof typeof TYPES];

/** Something of a shape that no update changes, and what uses it. */
const declared =
  (type: Type, shape: string): Declare =>
  (stack) => {
    const a = stack.add(type, "a", { key: "box", shape });
    stack.add(boxType(), "user", { uses: [a.out.id] });
  };

const shapesOf = (world: World, type: Type): unknown[] =>
  world.cloud.boxes.filter((box) => box.type === type.name).map(({ props }) => props.shape);

/** Kills the way to a round one at its k-th point, then has a square one; `undefined` past the last point. */
async function givenUpAt(type: Type, killAt: number, before: string | undefined): Promise<World | undefined> {
  const world = new World();
  if (before !== undefined) await world.up(declared(type, before));
  world.clock.pass(600);
  if ((await world.run(declared(type, "round"), { killAt })) !== "killed") return undefined;
  const { summary } = await world.up(declared(type, "square"));
  const told = `killed at ${killAt}:\n${world.log.join("\n")}`;
  expect(summary, told).toMatchObject({ outcome: "done", failed: [] });
  world.clock.pass(600);
  expect(actionsOf(await world.plan(declared(type, "square"))), told).toEqual([]);
  expect(
    [...world.disk.entries.values()].map(({ status }) => status),
    told,
  ).toEqual(["ready", "ready"]);
  return world;
}

describe.each(Object.keys(TYPES) as (keyof typeof TYPES)[])("what is repeated by %s", (kind) => {
  it.each([
    ["a create", undefined],
    ["the replace of what was as it is to be again", "square"],
  ])("%s that was killed at any point, then is wanted otherwise, ends in one run", async (_, before) => {
    let points = 0;
    for (let world: World | undefined = new World(); world !== undefined; points++) {
      world = await givenUpAt(TYPES[kind], points + 1, before);
      if (world !== undefined) expect(shapesOf(world, TYPES[kind])).toEqual(["square"]);
    }
    expect(points).toBeGreaterThan(5);
  });
});
