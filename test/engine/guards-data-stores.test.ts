import { beforeEach, describe, expect, it } from "vitest";
import { again } from "../../src/advice.ts";
import { draw } from "./drawings.ts";
import { boxType } from "./fake-types.ts";
import { actionsOf, itemOf, World } from "./world.ts";

const snapshotName = (name: string, now: Date): string => `${name}-final-${now.getTime()}`;
const store = boxType({
  name: "fake/store",
  repeat: "name",
  overrides: { title: "store", holdsData: true, snapshotName },
});
const secret = boxType({
  name: "fake/secret",
  repeat: "name",
  windowSeconds: 604_800,
  overrides: { title: "secret", holdsData: "for-dependents" },
});

const declared = (shape = "square", drawing = "db") =>
  draw(drawing, { db: { type: store, props: { shape } } });

async function standing(): Promise<World> {
  const world = new World();
  await world.up(declared());
  return world;
}

/** The problems of a plan as `CODE address`. */
const problemsOf = async (world: World, ...plan: Parameters<World["plan"]>) =>
  (await world.plan(...plan)).plan.problems.map(({ code, address }) => `${code} ${address}`);

describe("a data store", () => {
  it("is not replaced without being named; the key that forces it and the ways out are told", async () => {
    const world = await standing();
    const { plan } = await world.plan(declared("round"));
    expect(plan.problems).toEqual([
      {
        code: "DataStoreGuarded",
        address: "db",
        text: "The store db would be replaced (forced by shape). Nothing was changed.",
        ways: ["Put the setting back that changes shape", `Say that you mean it: ${again("--replace db")}`],
      },
    ]);
  });

  it("is replaced when it is named, after a final snapshot", async () => {
    const world = await standing();
    const planned = await world.plan(declared("round"), { replace: ["db"] });
    expect(planned.plan.problems).toEqual([]);
    const { snapshot } = itemOf(planned, "db");
    expect(snapshot).toMatch(/^db-final-/);
    await world.up(declared("round"), { replace: ["db"] });
    expect(world.cloud.snapshots).toEqual([snapshot]);
    expect(actionsOf(await world.plan(declared("round")))).toEqual([]);
  });

  it("is not named by the name of another", async () => {
    expect(await problemsOf(await standing(), declared("round"), { replace: ["cache"] })).toEqual([
      "DataStoreGuarded db",
    ]);
  });

  it("is not deleted by up because it is no longer declared", async () => {
    expect(await problemsOf(await standing(), () => undefined)).toEqual(["DataStoreGuarded db"]);
  });

  it("is not made again, empty, after it vanished", async () => {
    const world = await standing();
    world.cloud.vanish("store-1");
    const { plan } = await world.plan(declared());
    expect(plan.problems).toMatchObject([
      { code: "DataStoreGuarded", text: expect.stringContaining("after it vanished") },
    ]);
    expect((await world.plan(declared(), { replace: ["db"] })).plan.problems).toEqual([]);
  });

  it("is not made again while someone deletes it", async () => {
    const world = await standing();
    const now = world.clock.now();
    world.cloud.alter("store-1", {}, { leavesAt: now, goneAt: now + 600_000 });
    expect(await problemsOf(world, declared())).toEqual(["DataStoreGuarded db"]);
  });

  it("that is broken is not made anew", async () => {
    const world = await standing();
    world.cloud.alter("store-1", {}, { broken: "storage-full" });
    expect(await problemsOf(world, declared())).toEqual(["DataStoreGuarded db"]);
  });

  it("is not replaced because something that it cannot go without is", async () => {
    const world = new World();
    await world.up(declared("square", "db ~> net"));
    const reshaped = draw("db ~> net", {
      db: { type: store, props: { shape: "square" } },
      net: { props: { shape: "round" } },
    });
    expect(await problemsOf(world, reshaped)).toEqual(["DataStoreGuarded db"]);
  });

  it("is no obstacle to what does not touch its content", async () => {
    const world = await standing();
    const bigger = draw("db", { db: { type: store, props: { shape: "square", size: 9 } } });
    expect(await problemsOf(world, bigger)).toEqual([]);
    expect(await problemsOf(new World(), declared())).toEqual([]);
  });

  it("whose first create was killed, or never stood, is made without being named", async () => {
    const world = new World();
    await world.run(declared(), { killAt: 2 });
    expect(await problemsOf(world, declared())).toEqual([]);
  });

  it("goes with destroy, with a final snapshot or without", async () => {
    const world = await standing();
    expect(await problemsOf(world, () => undefined, { mode: "destroy" })).toEqual([]);
    await world.destroy();
    expect(world.cloud.snapshots).toHaveLength(1);
    const other = await standing();
    await other.destroy({ finalSnapshots: false });
    expect(other.cloud.snapshots).toEqual([]);
  });

  it("that our own destroy took down, killed half-way, has not vanished", async () => {
    const world = await standing();
    await world.run(() => undefined, { mode: "destroy", killAt: 4 });
    world.clock.pass(600);
    expect(world.entry("db")?.status).toBe("deleting");
    expect(await problemsOf(world, declared())).toEqual([]);
  });

  it("whose final snapshot AWS refuses stays, and what needs its going stays too", async () => {
    const world = new World();
    await world.up(declared("square", "db => net"));
    world.cloud.faults.push({
      operation: "delete",
      when: "before",
      of: "db",
      error: () => new Error("snapshot quota"),
    });
    const { summary } = await world.destroy();
    expect(summary).toMatchObject({ failed: ["db"], skipped: ["net"] });
    expect(world.cloud.boxes).toHaveLength(2);
  });

  it("is guarded where it is asked for, and no obstacle to another section", async () => {
    const world = new World();
    await world.up(draw("db, app", { db: { type: store, props: { shape: "square" } } }));
    const wanted = draw("db, app", {
      db: { type: store, props: { shape: "round" } },
      app: { props: { size: 2 } },
    });
    expect(await problemsOf(world, wanted, { isAsked: (address) => address === "app" })).toEqual([]);
    expect(await problemsOf(world, wanted, { isAsked: (address) => address === "db" })).toEqual([
      "DataStoreGuarded db",
    ]);
  });
});

describe("a data store that can be asked whether it holds anything", () => {
  const asked: string[] = [];
  let holds = false;
  const heeds: boolean[] = [];
  const shelf = boxType({
    name: "fake/shelf",
    repeat: "name",
    overrides: {
      holdsData: true,
      isEmpty: async (_, id) => {
        asked.push(id);
        return !holds;
      },
      delete: async (env, id, { onlyIfEmpty = false }) => {
        heeds.push(onlyIfEmpty);
        env.cloud.vanish(id);
        return [];
      },
    },
  });
  const wanted = (shape = "square") => draw("shelf", { shelf: { type: shelf, props: { shape } } });

  beforeEach(() => {
    asked.length = 0;
    heeds.length = 0;
    holds = false;
  });

  it("is guarded while it does, and goes without being named when it holds nothing", async () => {
    const world = new World();
    await world.up(wanted());
    holds = true;
    expect(await problemsOf(world, wanted("round"))).toEqual(["DataStoreGuarded shelf"]);
    expect(await problemsOf(world, () => undefined)).toEqual(["DataStoreGuarded shelf"]);
    holds = false;
    expect(await problemsOf(world, wanted("round"))).toEqual([]);
    const planned = await world.plan(() => undefined);
    expect(planned.plan.problems).toEqual([]);
    expect(itemOf(planned, "shelf").holdsData).toBe(false);
  });

  it("is asked only when it would go", async () => {
    const world = new World();
    await world.up(wanted());
    await world.plan(wanted());
    await world.plan(draw("shelf", { shelf: { type: shelf, props: { shape: "square", size: 9 } } }));
    expect(asked).toEqual([]);
    await world.plan(wanted("round"));
    expect(asked).toEqual(["shelf-1"]);
  });

  it("is deleted only while it is empty, unless what it holds may go", async () => {
    const world = new World();
    await world.up(wanted());
    await world.up(() => undefined);
    await world.up(wanted());
    holds = true;
    await world.up(() => undefined, { replace: ["shelf"] });
    expect(heeds).toEqual([true, false]);
  });

  it("is guarded when it vanished: nobody knows what it held", async () => {
    const world = new World();
    await world.up(wanted());
    world.cloud.vanish("shelf-1");
    expect(await problemsOf(world, wanted())).toEqual(["DataStoreGuarded shelf"]);
  });
});

describe("what is as precious as the data stores that need it", () => {
  const both = (key: string) =>
    draw("db -> secret", { db: { type: store }, secret: { type: secret, props: { key } } });

  it("is guarded while one of them stands, which is named", async () => {
    const world = new World();
    await world.up(both("one"));
    const { plan } = await world.plan(both("two"));
    expect(plan.problems).toMatchObject([
      { address: "secret", text: expect.stringContaining("and db needs it") },
    ]);
    expect(await problemsOf(world, both("two"), { replace: ["secret"] })).toEqual([]);
  });

  it("is guarded also when the settings drop it from under one that stands", async () => {
    const world = new World();
    await world.up(both("one"));
    expect(await problemsOf(world, draw("db", { db: { type: store } }))).toEqual(["DataStoreGuarded secret"]);
  });

  it("is free where none of them stands", async () => {
    const world = new World();
    await world.up(draw("secret", { secret: { type: secret, props: { key: "one" } } }));
    expect(await problemsOf(world, both("two"))).toEqual([]);
  });

  it("and can be restored is not lost", async () => {
    const world = new World();
    await world.up(both("one"));
    world.cloud.delete(
      { type: "fake/secret", isUnique: true, createSeconds: 1, deleteSeconds: 1, windowSeconds: 604_800 },
      "secret-1",
      false,
    );
    const planned = await world.plan(both("one"));
    expect(planned.plan.problems).toEqual([]);
    expect(itemOf(planned, "secret").reason).toContain("restored");
  });
});
