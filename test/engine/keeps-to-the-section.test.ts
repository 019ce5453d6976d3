import { describe, expect, it } from "vitest";
import { draw, type Node } from "./drawings.ts";
import { actionsOf, World } from "./world.ts";

const round: Node = { props: { shape: "round" } };
const bigger: Node = { props: { size: 2 } };
const asked = (...addresses: readonly string[]) => ({
  isAsked: (address: string) => addresses.includes(address),
});
const othersIn = async (world: World, ...plan: Parameters<World["plan"]>) =>
  (await world.plan(...plan)).plan.others.map(({ address, action }) => `${address}: ${action}`);

describe("a section's plan", () => {
  it.each([
    ["app -> db -> net, cdn", ["net"], ["net"]],
    ["app -> db -> net, cdn", ["db"], ["net", "db"]],
    ["app -> db -> net, cdn", ["app"], ["net", "db", "app"]],
    ["app -> db -> net, cdn", ["cdn", "db"], ["net", "db", "cdn"]],
  ])("of %s asked for %j makes what those need, too: %j", async (drawing, addresses, made) => {
    const world = new World();
    const { summary } = await world.up(draw(drawing), asked(...addresses));
    expect(summary).toMatchObject({ outcome: "done", created: made.length });
    expect([...world.disk.entries.keys()].sort()).toEqual([...made].sort());
  });

  it("leaves alone what else differs, and lists it", async () => {
    const world = new World();
    await world.up(draw("app, db"));
    const wanted = draw("app, db, new", { app: bigger, db: bigger });
    expect(actionsOf(await world.plan(wanted, asked("db")))).toEqual(["db: update"]);
    expect(await othersIn(world, wanted, asked("db"))).toEqual(["app: update", "new: create"]);
    await world.up(wanted, asked("db"));
    expect(await othersIn(world, wanted, asked("db"))).toEqual(["app: update", "new: create"]);
  });

  it("does not list what is as wanted", async () => {
    const world = new World();
    await world.up(draw("app, db"));
    expect(await othersIn(world, draw("app, db"), asked("db"))).toEqual([]);
  });

  it("brings along, from outside, what points to what is made anew inside", async () => {
    const world = new World();
    await world.up(draw("app -> db, far => app, other"));
    const wanted = draw("app -> db, far => app, other", { db: round });
    expect(actionsOf(await world.plan(wanted, asked("db")))).toEqual(["db: replace", "app: update"]);
    await world.up(wanted, asked("db"));
    expect(actionsOf(await world.plan(wanted))).toEqual([]);
  });

  it("brings along also what such a one newly needs", async () => {
    const world = new World();
    await world.up(draw("app -> db"));
    const wanted = draw("app -> db, app -> queue", { db: round });
    const actions = actionsOf(await world.plan(wanted, asked("db")));
    expect(actions.sort()).toEqual(["app: update", "db: replace", "queue: create"]);
    const { summary } = await world.up(wanted, asked("db"));
    expect(summary).toMatchObject({ outcome: "done", failed: [] });
  });

  it("leaves what another section no longer declares", async () => {
    const world = new World();
    await world.up(draw("app, db"));
    expect(await othersIn(world, draw("db"), asked("db"))).toEqual(["app: delete"]);
    await world.up(draw("db"), asked("db"));
    expect(world.cloud.boxes).toHaveLength(2);
  });
});

describe("a section's removal", () => {
  const removal = (...addresses: readonly string[]) => ({
    ...asked(...addresses),
    mode: "destroy" as const,
    dependentsToo: true,
  });

  it.each([
    ["app => db => net, cdn", ["db"], ["app", "db"]],
    ["app => db => net, cdn", ["net"], ["app", "db", "net"]],
    ["app => db => net, cdn", ["cdn"], ["cdn"]],
  ])(
    "of %s asked for %j takes along what depends on it, not what it needs: %j",
    async (drawing, addresses, gone) => {
      const world = new World();
      await world.up(draw(drawing));
      const rest = drawing
        .split(/ => |, /)
        .filter((address) => !gone.includes(address))
        .join(", ");
      const { summary } = await world.up(draw(rest), removal(...addresses));
      expect(summary).toMatchObject({ outcome: "done", deleted: gone.length });
      const left = drawing.split(/ => |, /).filter((address) => !gone.includes(address));
      expect([...world.disk.entries.keys()].sort()).toEqual([...left].sort());
    },
  );

  const SPLIT = draw("user -> policy, policy -> db, far, user -> far");
  const WITHOUT = draw("user -> policy, policy, far, user -> far");

  it("that was killed at any point comes to the account and the entries of an unkilled one", async () => {
    const tell = (world: World) => ({
      boxes: world.cloud.boxes.map(({ props }) => JSON.stringify(props)).sort(),
      entries: [...world.disk.entries].map(([address, { status, needs }]) => [address, status, needs]),
    });
    const choices = { ...removal("db"), declaredBefore: SPLIT };
    const whole = new World();
    await whole.up(SPLIT);
    await whole.up(WITHOUT, choices);
    let ran: unknown = "killed";
    for (let killAt = 1; ran === "killed"; killAt++) {
      const world = new World();
      await world.up(SPLIT);
      ran = await world.run(WITHOUT, { ...choices, killAt });
      await world.up(WITHOUT, choices);
      expect(tell(world), `killed at ${killAt}`).toEqual(tell(whole));
    }
  });

  it("makes nothing, wherever the up before it was killed", async () => {
    for (let killAt = 1, ran: unknown = "killed"; ran === "killed"; killAt++) {
      const world = new World();
      ran = await world.run(SPLIT, { killAt });
      world.clock.pass(600);
      const planned = await world.plan(WITHOUT, { ...removal("db"), declaredBefore: SPLIT });
      expect(actionsOf(planned), `killed at ${killAt}`).not.toContainEqual(expect.stringMatching(/: create/));
      const before = world.cloud.log.length;
      await world.up(WITHOUT, { ...removal("db"), declaredBefore: SPLIT });
      const made = world.cloud.log.slice(before).filter((line) => line.startsWith("create "));
      expect(made, `killed at ${killAt}`).toEqual([]);
    }
  });

  it("brings along what names the removed without a reference", async () => {
    const world = new World();
    const before = draw("board, db", { board: { props: { size: 2 } } });
    const after = draw("board");
    await world.up(before);
    const planned = await world.plan(after, { ...removal("db"), declaredBefore: before });
    expect(actionsOf(planned).sort()).toEqual(["board: update", "db: delete"]);
  });
});
