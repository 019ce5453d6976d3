import { describe, expect, it } from "vitest";
import { draw, type Node, portrait } from "./drawings.ts";
import { boxType } from "./fake-types.ts";
import { sweep } from "./sweep.ts";
import { actionsOf, type Declare, World } from "./world.ts";

const round: Node = { props: { shape: "round" } };

/** Creates, updates and deletes in the order in which they happened. */
const callsIn = (world: World): string[] => world.log.filter((line) => /^(create|update|delete) /.test(line));

async function replaced(
  before: string,
  after: string,
  nodes: Readonly<Record<string, Node>>,
): Promise<string[]> {
  const world = new World();
  await world.up(draw(before));
  const made = callsIn(world).length;
  const { summary } = await world.up(draw(after, nodes));
  expect(summary).toMatchObject({ outcome: "done" });
  return callsIn(world).slice(made);
}

describe("a replace", () => {
  it.each([
    ["a", ["delete a", "create a"]],
    ["b -> a", ["delete a", "create a", "update b"]],
    ["b => a", ["delete b", "delete a", "create a", "create b"]],
    ["b ~> a", ["delete b", "delete a", "create a", "create b"]],
    ["c => b => a", ["delete c", "delete b", "delete a", "create a", "create b", "create c"]],
    ["c -> b => a", ["delete b", "delete a", "create a", "create b", "update c"]],
  ])("of a in %s does in this order: %j", async (drawing, calls) => {
    expect(await replaced(drawing, drawing, { a: round })).toEqual(calls);
  });

  it("of one thing and a delete of another that it frees are ordered even where both wait for the same update", async () => {
    const world = new World();
    await world.up(draw("e -> b, e -> a, b => a"));
    const declare = draw("e -> a", { a: round });
    const { summary } = await world.up(declare);
    expect(summary).toMatchObject({ outcome: "done", created: 1, updated: 1, deleted: 2 });
    expect(actionsOf(await world.plan(declare))).toEqual([]);
  });

  it("makes what takes a freed name only after what held it is gone", async () => {
    const named = boxType({ name: "fake/named", repeat: "name" });
    const world = new World();
    await world.up(draw("old", { old: { type: named, props: { key: "main" } } }));
    const { summary } = await world.up(draw("new", { new: { type: named, props: { key: "main" } } }));
    expect(summary).toMatchObject({ outcome: "done", created: 1, deleted: 1 });
    expect(callsIn(world)).toEqual(["create old", "delete old", "create new"]);
  });
});

describe("a replace of a type that is renamed", () => {
  const parameters = boxType({ name: "fake/parameters", repeat: "name", overrides: { rename: "key" } });
  const template = boxType({
    name: "fake/template",
    overrides: { rename: "key", nameOf: ({ key }) => key },
  });
  const declared =
    (type: typeof parameters, shape: string): Declare =>
    (stack) => {
      const a = stack.add(type, "a", { key: "params", shape });
      stack.add(boxType(), "user", { uses: [a.out.id] });
    };

  describe.each([
    ["by name", parameters],
    ["by token", template],
  ])("and repeated %s", (_, type) => {
    it("makes the new one under another name first, moves the dependents, and only then deletes the old one", async () => {
      const world = new World();
      await world.up(declared(type, "square"));
      const made = callsIn(world).length;
      await world.up(declared(type, "round"));
      expect(callsIn(world).slice(made)).toEqual(["create a", "update user", "delete a"]);
      expect(world.cloud.boxes.map(({ props: { key, shape } }) => [key, shape])).toEqual([
        [undefined, undefined],
        ["params-2", "round"],
      ]);
    });

    it("keeps the live name in the state, where it is no drift", async () => {
      const world = new World();
      await world.up(declared(type, "square"));
      await world.up(declared(type, "round"));
      expect(world.entry("a")).toMatchObject({ status: "ready", name: "params-2" });
      expect(actionsOf(await world.plan(declared(type, "round")))).toEqual([]);
    });

    it("goes on to a further name, or back to the first, when it is replaced again", async () => {
      const world = new World();
      for (const shape of ["square", "round", "oval"]) await world.up(declared(type, shape));
      const live = world.cloud.boxes.filter((box) => box.type === type.name);
      expect(live).toHaveLength(1);
      expect(live[0]?.props.shape).toBe("oval");
      expect(actionsOf(await world.plan(declared(type, "oval")))).toEqual([]);
    });

    it("resumes either half after a kill at any point", async () => {
      await sweep({ before: declared(type, "square"), wanted: declared(type, "round") });
    });

    it("leaves nothing behind when it is taken down half-way, at any point", async () => {
      for (let killAt = 1, ran: unknown = "killed"; ran === "killed"; killAt++) {
        const world = new World();
        await world.up(declared(type, "square"));
        ran = await world.run(declared(type, "round"), { killAt });
        world.clock.pass(600);
        await world.destroy();
        expect(portrait(world.cloud), `killed at ${killAt}`).toEqual([]);
        expect([...world.disk.entries.keys()], `killed at ${killAt}`).toEqual([]);
      }
    });
  });
});
