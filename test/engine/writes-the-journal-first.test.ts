import { describe, expect, it } from "vitest";
import { AmbiguousEnd } from "../../src/errors.ts";
import { draw, type Node } from "./drawings.ts";
import { boxType } from "./fake-types.ts";
import { World } from "./world.ts";

const round: Node = { props: { shape: "round" } };

async function logOf(act: (world: World) => Promise<unknown>, before?: string): Promise<readonly string[]> {
  const world = new World();
  if (before !== undefined) await world.up(draw(before));
  const made = world.log.length;
  await act(world);
  return world.log.slice(made);
}

describe("the journal", () => {
  it("has the intent before the create, the id before ready begins, and what stands at the end", async () => {
    expect(await logOf((world) => world.up(draw("a")))).toEqual([
      "write a creating",
      "create a",
      "write a creating id",
      "write a ready",
    ]);
    const world = new World();
    const seen: string[] = [];
    const listen = ({ event }: { event: string }) => event === "status" && seen.push(world.log.at(-1) ?? "");
    await world.up(draw("a"), { onEvent: listen });
    expect(seen[0]).toBe("write a creating id");
  });

  it("has the changes before the update", async () => {
    const log = await logOf((world) => world.up(draw("a", { a: { props: { size: 2 } } })), "a");
    expect(log).toEqual(["write a updating", "update a", "write a ready"]);
  });

  it("has the deletion before the delete, and forgets only once it is gone", async () => {
    expect(await logOf((world) => world.destroy(), "a")).toEqual([
      "write a deleting",
      "delete a",
      "remove a",
    ]);
  });

  it("has both halves of a replace", async () => {
    expect(await logOf((world) => world.up(draw("a", { a: round })), "a")).toEqual([
      "write a deleting",
      "delete a",
      "remove a",
      "write a creating",
      "create a",
      "write a creating id",
      "write a ready",
    ]);
  });

  it("is stamped again before every repeat of a create", async () => {
    const world = new World();
    const times: string[] = [];
    world.cloud.faults.push({
      operation: "create",
      when: "before",
      error: () => new AmbiguousEnd("reset"),
      times: 2,
    });
    const never = boxType({ name: "fake/never", repeat: "never" });
    const note = (): void => {
      const entry = world.entry("a");
      if (entry?.status === "creating" && times.at(-1) !== entry.sentAt) times.push(entry.sentAt);
    };
    await world.up(draw("a", { a: { type: never } }), { onEvent: note });
    expect(times).toHaveLength(3);
    expect([...times].sort()).toEqual(times);
  });
});

describe("an entry", () => {
  const at = expect.stringMatching(/^2026-08-01T/);

  it("of an intent holds what a repeat needs", async () => {
    const world = new World();
    await world.up(draw("net"));
    await world.run(draw("a -> net", { a: { type: boxType({ name: "fake/named", repeat: "name" }) } }), {
      killAt: 2,
    });
    expect(world.entry("a")).toEqual({
      status: "creating",
      type: "fake/named",
      name: "a",
      needs: ["net"],
      token: expect.stringMatching(/^[0-9a-f]{40}$/),
      input: expect.objectContaining({ key: "a", uses: ["box-20-1"] }),
      sentAt: at,
    });
  });

  it("of what stands holds its id, its attributes, and how it was made", async () => {
    const world = new World();
    await world.up(draw("a"));
    expect(world.entry("a")).toEqual({
      status: "ready",
      type: "fake/box-20",
      needs: [],
      token: expect.any(String),
      input: expect.objectContaining({ size: 1 }),
      id: "box-20-1",
      attributes: { id: "box-20-1", arn: "arn:box-20-1", endpoint: "box-20-1.of-size-1" },
      timings: { create: 20 },
      madeAt: at,
    });
  });

  it("keeps how it was made over updates", async () => {
    const world = new World();
    await world.up(draw("a"));
    const made = world.entry("a");
    world.clock.pass(1000);
    await world.up(draw("a", { a: { props: { size: 2 } } }));
    expect(world.entry("a")).toMatchObject({
      timings: { create: 20 },
      madeAt: made !== undefined && "madeAt" in made ? made.madeAt : "",
    });
  });

  it("of a deletion holds the id, the name, and the final snapshot that it asks for", async () => {
    const snapshotName = (name: string, now: Date): string => `${name}-final-${now.getTime()}`;
    const type = boxType({
      name: "fake/store",
      repeat: "name",
      overrides: { holdsData: true, snapshotName },
    });
    const world = new World();
    await world.up(draw("a", { a: { type } }));
    const destroyed = { mode: "destroy" as const };
    await world.run(() => undefined, { ...destroyed, killAt: 2 });
    const name = `a-final-${world.clock.now()}`;
    expect(world.entry("a")).toEqual({
      status: "deleting",
      type: "fake/store",
      name: "a",
      needs: [],
      id: "store-1",
      snapshot: name,
      sentAt: at,
    });
    world.clock.pass(600);
    await world.destroy();
    expect(world.cloud.snapshots).toEqual([name]);
  });
});
