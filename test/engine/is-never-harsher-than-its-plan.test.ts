import { describe, expect, it } from "vitest";
import { Ref } from "../../src/engine/ref.ts";
import { draw, type Node } from "./drawings.ts";
import type { BoxProps } from "./fake-cloud.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, type Declare, errorOf, World } from "./world.ts";

const bigger: Node = { props: { size: 2, shape: "square", engine: "15" } };
const before = draw("b -> a, c", { a: { props: { shape: "square", engine: "15" } } });
const wanted = draw("b -> a, c", { a: bigger });

/** Changed by someone else between the plan and its turn. */
async function changed(props: Partial<BoxProps>, more = {}) {
  const world = new World();
  await world.up(before);
  const meanwhile = (): void => world.cloud.alter("box-20-1", props, more);
  return { world, ran: await world.up(wanted, { meanwhile }) };
}

describe("what turns out differently than planned", () => {
  it("and milder is fine: nothing is left to do", async () => {
    const { world, ran } = await changed({ size: 2 });
    expect(ran.summary).toMatchObject({ outcome: "done" });
    expect(world.log).not.toContain("update a");
    expect(world.entry("a")?.status).toBe("ready");
  });

  it("but no harsher is fine: another prop that changes in place goes along", async () => {
    const { world, ran } = await changed({ tags: {} });
    expect(ran.summary.outcome).toBe("done");
    expect(actionsOf(await world.plan(wanted))).toEqual([]);
  });

  it.each([
    ["would now have to be made anew", { shape: "round" }],
    ["would now interrupt service", { engine: "14" }],
  ])("and %s stops the branch, and only it", async (_, props) => {
    const { world, ran } = await changed(props);
    expect(ran.summary).toMatchObject({ outcome: "failed", failed: ["a"] });
    expect(errorOf(ran, "a")).toMatchObject({
      code: "ChangedSincePlan",
      detail: expect.stringContaining(Object.keys(props)[0] ?? ""),
    });
    expect(world.log).not.toContain("update a");
    expect(world.cloud.boxes).toHaveLength(3);
  });

  it("because it vanished is told, and the next plan makes it again", async () => {
    const world = new World();
    await world.up(before);
    const ran = await world.up(wanted, { meanwhile: () => world.cloud.vanish("box-20-1") });
    expect(ran.summary.failed).toEqual(["a"]);
    expect(world.cloud.boxes).toHaveLength(2);
    expect((await world.up(wanted)).summary.outcome).toBe("done");
  });
});

describe("an update that was planned because a value is known later", () => {
  const referring =
    (size: number): Declare =>
    (stack) => {
      const a = stack.add(boxType(), "a", { size });
      const word = Ref.attribute<string>("a", "endpoint").map((endpoint) => endpoint.replace(/\.of.*/, ""));
      stack.add(boxType(), "b", { engine: word, uses: [a.out.id] });
    };

  it("is left out when the value turns out to be the same", async () => {
    const world = new World();
    await world.up(referring(1));
    expect(actionsOf(await world.plan(referring(2)))).toEqual(["a: update", "b: update"]);
    await world.up(referring(2));
    expect(world.log).not.toContain("update b");
  });
});

it("a change that AWS accepted and never shows is told as one that did not take", async () => {
  const deaf = boxType({ name: "fake/deaf", overrides: { update: async () => undefined } });
  const world = new World();
  await world.up(draw("a", { a: { type: deaf } }));
  const ran = await world.up(draw("a", { a: { type: deaf, props: { size: 2 } } }));
  expect(errorOf(ran, "a")).toMatchObject({ code: "DidNotTake", detail: expect.stringContaining("size") });
  expect(world.entry("a")).toMatchObject({ status: "updating", changes: ["size"] });
});
