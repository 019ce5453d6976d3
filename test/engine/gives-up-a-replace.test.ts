import { describe, expect, it } from "vitest";
import { boxType } from "./fake-types.ts";
import { actionsOf, type Declare, World } from "./world.ts";

const parameters = boxType({ name: "fake/parameters", repeat: "name", overrides: { rename: "key" } });
const template = boxType({ name: "fake/template", overrides: { rename: "key", nameOf: ({ key }) => key } });

/** Something that is replaced by making the new one first, and what uses it. */
const declared =
  (type: typeof parameters, shape: string): Declare =>
  (stack) => {
    const a = stack.add(type, "a", { key: "params", shape });
    stack.add(boxType(), "user", { uses: [a.out.id] });
  };

/** What stands of the type, and whether what uses it uses that. */
function standing(world: World, type: typeof parameters): unknown {
  const boxes = world.cloud.boxes.filter((box) => box.type === type.name);
  const used = world.cloud.boxes.flatMap(({ props: { uses = [] } }) => uses);
  return boxes.map(({ id, props: { shape } }) => ({ shape, isUsed: used.includes(id) }));
}

/** Kills a replace at its k-th point, and runs with other settings; `undefined` past the last point. */
async function afterKill(type: typeof parameters, killAt: number, shape: string): Promise<World | undefined> {
  const world = new World();
  await world.up(declared(type, "square"));
  world.clock.pass(600);
  if ((await world.run(declared(type, "round"), { killAt })) !== "killed") return undefined;
  const { summary } = await world.up(declared(type, shape));
  const told = `killed at ${killAt}:\n${world.log.join("\n")}`;
  expect(summary, told).toMatchObject({ outcome: "done", failed: [] });
  world.clock.pass(600);
  expect(actionsOf(await world.plan(declared(type, shape))), told).toEqual([]);
  expect(
    [...world.disk.entries.values()].map(({ status }) => status),
    told,
  ).toEqual(["ready", "ready"]);
  return world;
}

describe.each([
  ["by name", parameters],
  ["by token", template],
])("a replace that was killed at any point, and repeated %s", (_, type) => {
  it.each([
    ["is given up where the settings are put back", "square"],
    ["goes on where they stay", "round"],
  ])("%s", async (_, shape) => {
    let points = 0;
    for (let world: World | undefined = new World(); world !== undefined; points++) {
      world = await afterKill(type, points + 1, shape);
      if (world !== undefined) expect(standing(world, type)).toEqual([{ shape, isUsed: true }]);
    }
    expect(points).toBeGreaterThan(8);
  });
});

describe("a replace whose making was refused", () => {
  it("leaves what stood, once the settings are put back", async () => {
    const world = new World();
    await world.up(declared(parameters, "square"));
    const refusing = boxType({
      name: "fake/parameters",
      repeat: "name",
      overrides: { rename: "key", create: () => Promise.reject(new Error("no more of these")) },
    });
    const { summary } = await world.up(declared(refusing, "round"));
    expect(summary).toMatchObject({ outcome: "failed", failed: ["a"] });
    await world.up(declared(parameters, "square"));
    expect(standing(world, parameters)).toEqual([{ shape: "square", isUsed: true }]);
  });
});
