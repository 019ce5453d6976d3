import { describe, expect, it } from "vitest";
import { type Known, Ref, resolveInput, sourcesOf, Unknown, unknownSources } from "../../src/engine/ref.ts";
import { Stack } from "../../src/engine/stack.ts";
import { Bug } from "../../src/errors.ts";
import { draw } from "./drawings.ts";
import type { FakeEnv } from "./fake-cloud.ts";
import { boxType } from "./fake-types.ts";
import { World } from "./world.ts";

const box = boxType();
const named = boxType({ name: "fake/named", repeat: "name" });
const newStack = (tags = {}): Stack<FakeEnv> =>
  new Stack<FakeEnv>({ stack: "flashsale", lineage: "lineage-1", tags });
const knowing =
  (attributes: Record<string, Record<string, unknown>>): Known =>
  (address) =>
    attributes[address];

describe("a reference", () => {
  it("is an edge of the graph wherever it stands in the props, told once each in the order of first use", () => {
    const input = {
      a: Ref.attribute("x", "id"),
      deep: [{ b: Ref.attribute("y", "id") }, Ref.attribute("x", "arn")],
    };
    expect(sourcesOf(input)).toEqual(["x", "y"]);
  });

  it("resolves to the attribute, at any depth, and leaves the rest as it is", () => {
    const input = { ids: [Ref.attribute("x", "id"), "plain"], size: 3, gone: undefined };
    expect(resolveInput(input, knowing({ x: { id: "x-1" } }))).toEqual({ ids: ["x-1", "plain"], size: 3 });
  });

  it.each([
    ["whose resource is not known", {}],
    ["to an attribute that is absent", { x: { arn: "arn:x" } }],
  ])("%s is unknown, and names its source", (_, attributes) => {
    const resolved = Ref.attribute("x", "id").resolve(knowing(attributes));
    expect(resolved).toBeInstanceOf(Unknown);
    expect(unknownSources({ deep: [resolved] })).toEqual(["x"]);
  });

  it("to something computed is unknown as long as its value is, and keeps its source", () => {
    const url = Ref.attribute<string>("x", "host").map((host) => `https://${host}`);
    expect(url.sources).toEqual(["x"]);
    expect(unknownSources(url.resolve(knowing({})))).toEqual(["x"]);
    expect(url.resolve(knowing({ x: { host: "db" } }))).toBe("https://db");
  });
});

describe("a declared resource", () => {
  it("hands out a reference for each attribute, and needs what it refers to and what it is ordered after", () => {
    const stack = newStack();
    const net = stack.add(box, "net", {});
    const gate = stack.add(box, "gate", {});
    const app = stack.add(box, "app", { uses: [net.out.id], engine: net.out.endpoint }, [gate, undefined]);
    expect(app.needs).toEqual(["net", "gate"]);
    expect(stack.declarations.map(({ address }) => address)).toEqual(["net", "gate", "app"]);
  });

  it("is marked with the stack, its address and the lineage, and named after props.name or its address", () => {
    const stack = newStack({ team: "sale" });
    stack.add(box, "network.public-subnet/a", { tags: { role: "edge" } });
    const [declared] = stack.declarations;
    expect(declared?.input).toEqual({
      tags: {
        Name: "flashsale-public-subnet-a",
        team: "sale",
        role: "edge",
        "flashsale-setup:stack": "flashsale",
        "flashsale-setup:address": "network.public-subnet/a",
        "flashsale-setup:lineage": "lineage-1",
      },
    });
  });

  it("of a type without tags is not marked", () => {
    const stack = newStack();
    stack.add(boxType({ repeat: "name", proof: "parent" }), "rule", { key: "k" } as never);
    expect(stack.declarations[0]?.input).toEqual({ key: "k" });
  });

  it.each([
    ["is taken", "net"],
    ["is empty", ""],
    ["has a space", "a b"],
    ["is longer than 200", "a".repeat(201)],
  ])("is refused when its address %s", (_, address) => {
    const stack = newStack();
    stack.add(box, "net", {});
    expect(() => stack.add(box, address, {})).toThrow(Bug);
  });
});

describe("a graph", () => {
  it("that is a circle is told as one", async () => {
    await expect(new World().plan(draw("a -> b -> c -> a"))).rejects.toThrow("a -> b -> c -> a");
  });

  it("that is a circle behind a tail is told without the tail", async () => {
    await expect(new World().plan(draw("tail -> a -> b -> a"))).rejects.toThrow(/circle: a -> b -> a\./);
  });

  it.each([
    ["c -> b -> a", ["a", "b", "c"]],
    ["a, b, c", ["a", "b", "c"]],
    ["a -> c, b", ["c", "a", "b"]],
    ["d -> b -> a, d -> c -> a", ["a", "b", "c", "d"]],
  ])("drawn %s is planned in the order %s", async (drawing, order) => {
    const { plan } = await new World().plan(draw(drawing));
    expect(plan.items.map(({ address }) => address)).toEqual(order);
  });

  it("is made so that each gets what the others turned out to be", async () => {
    const world = new World();
    await world.up(draw("app -> db -> net", { net: { type: named } }));
    const idOf = (address: string) =>
      world.cloud.boxes.find(({ props }) => props.tags?.["flashsale-setup:address"] === address);
    expect(idOf("db")?.props.uses).toEqual([idOf("net")?.id]);
    expect(idOf("app")?.props.uses).toEqual([idOf("db")?.id]);
  });
});
