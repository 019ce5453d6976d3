import { describe, expect, it } from "vitest";
import { tokenFor } from "../../src/engine/stack.ts";
import { digest } from "./builders.ts";
import { draw } from "./drawings.ts";
import { World } from "./world.ts";

const generationOf = (world: World, address: string): number => world.disk.generations.get(address) ?? 0;
const round = draw("a", { a: { props: { shape: "round" } } });

describe("the generation of an address", () => {
  it.each([
    [
      "a create and updates leave",
      0,
      async (world: World) => world.up(draw("a", { a: { props: { size: 2 } } })),
    ],
    ["a destroy raises", 1, async (world: World) => world.destroy()],
    ["a replace raises", 1, async (world: World) => world.up(round)],
    [
      "a vanished resource that is made again raises",
      1,
      async (world: World) => {
        world.cloud.vanish(world.cloud.boxes[0]?.id ?? "");
        await world.up(draw("a"));
      },
    ],
    [
      "a create that AWS refused leaves",
      1,
      async (world: World) => {
        await world.destroy();
        world.cloud.faults.push({ operation: "create", when: "before", error: () => new Error("no") });
        await world.up(draw("a"));
      },
    ],
  ])("%s at %i", async (_, generation, act) => {
    const world = new World();
    await world.up(draw("a"));
    await act(world);
    expect(generationOf(world, "a")).toBe(generation);
  });

  it("is kept after the entry is gone, so that no token is ever used for two", async () => {
    const world = new World();
    for (let round = 1; round <= 3; round++) {
      expect((await world.up(draw("a"))).summary.outcome).toBe("done");
      await world.destroy();
      expect(generationOf(world, "a")).toBe(round);
      expect(world.cloud.boxes).toEqual([]);
    }
  });
});

describe("a token", () => {
  it("is the same for the same, and another for another lineage, address or generation", () => {
    const tokens = [
      tokenFor(digest, "l", "a", 0),
      tokenFor(digest, "m", "a", 0),
      tokenFor(digest, "l", "b", 0),
      tokenFor(digest, "l", "a", 1),
    ];
    expect(new Set(tokens).size).toBe(4);
    expect(tokenFor(digest, "l", "a", 0)).toBe(tokens[0]);
  });

  it("does not run together what it is made of", () => {
    expect(tokenFor(digest, "l", "a1", 1)).not.toBe(tokenFor(digest, "l", "a", 11));
    expect(tokenFor(digest, "la", "b", 0)).not.toBe(tokenFor(digest, "l", "ab", 0));
  });
});
