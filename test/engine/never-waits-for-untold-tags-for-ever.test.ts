import { describe, expect, it } from "vitest";
import { AmbiguousEnd } from "../../src/errors.ts";
import { draw } from "./drawings.ts";
import { boxType } from "./fake-types.ts";
import { errorOf, World } from "./world.ts";

/** What exists tells its tags only when it stands, and it does not stand for years. */
const YEARS = 100_000 * 3600;
const silent = draw("a", { a: { type: boxType({ name: "fake/a", repeat: "name", tellsTagsLate: true }) } });

const plantSilent = (world: World): void => {
  const standsAt = world.clock.now() + YEARS * 1000;
  world.cloud.plant(
    "fake/a",
    { key: "a", size: 1, uses: [], inside: [], within: [], tags: {} },
    { standsAt },
  );
};

describe("something whose tags are never told", () => {
  it("under a name that is wanted ends the create within two hours, and the create is sent once", async () => {
    const world = new World();
    const begun = world.clock.now();
    const sent: string[] = [];
    const ran = await world.up(silent, {
      meanwhile: () => plantSilent(world),
      onEvent: (event) => void (event.event === "status" && sent.push(event.status)),
    });
    expect(errorOf(ran, "a")).toMatchObject({ code: "OwnerUnknown", detail: expect.stringContaining("a:") });
    expect(world.clock.secondsSince(begun)).toBeLessThan(7200);
    expect(world.log.filter((line) => line.startsWith("put a creating")).length).toBeLessThan(5);
    expect(world.cloud.boxes).toHaveLength(1);
  });

  it("ends the search of a destroy for what an unanswered create left, and keeps its intent", async () => {
    const world = new World();
    const lost = { operation: "create", when: "before", error: () => new AmbiguousEnd("no answer") } as const;
    world.cloud.faults.push({ ...lost, times: 100 });
    await world.up(silent);
    expect(world.entry("a")).toMatchObject({ status: "creating" });
    const begun = world.clock.now();
    const ran = await world.destroy({ meanwhile: () => plantSilent(world) });
    expect(errorOf(ran, "a")).toMatchObject({ code: "OwnerUnknown" });
    expect(world.clock.secondsSince(begun)).toBeLessThan(7200);
    expect(world.entry("a")).toMatchObject({ status: "creating" });
    expect(world.cloud.boxes).toHaveLength(1);
  });
});
