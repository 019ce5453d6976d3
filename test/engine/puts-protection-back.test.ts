import { describe, expect, it } from "vitest";
import { resourceTypes } from "../../src/resources/index.ts";
import { draw } from "./drawings.ts";
import { Refusal } from "./fake-cloud.ts";
import { boxType } from "./fake-types.ts";
import { World } from "./world.ts";

/** A type whose `late` is its protection: a delete lifts it, and AWS may then refuse all the same. */
function guarded(refuses: () => boolean, lifted: () => void = () => undefined) {
  const plain = boxType({ name: "fake/a", repeat: "name" });
  return boxType({
    name: "fake/a",
    repeat: "name",
    overrides: {
      protection: "late",
      delete: async (env, id, context) => {
        env.cloud.alter(id, { late: "lifted" });
        lifted();
        await env.life.alive();
        if (refuses()) throw new Refusal("it is under somebody's backup");
        return plain.delete(env, id, context);
      },
      // On the wire a protection is true or false; the fake cloud keeps words.
      get: async (env, id) => shown(await plain.get(env, id)),
      list: async (env, scope) => (await plain.list(env, scope)).map((one) => shown(one) ?? one),
      update: async (env, id, changes, context) => {
        const words = changes.map((change) => (change.prop === "late" ? { ...change, to: "on" } : change));
        await plain.update(env, id, words, context);
      },
    },
  });
}

const shown = <T extends { props: { late?: string } }>(seen: T | undefined): T | undefined =>
  seen === undefined
    ? undefined
    : { ...seen, props: { ...seen.props, late: (seen.props.late === "on") as never } };

const declared = (type: ReturnType<typeof guarded>) =>
  draw("a", { a: { type, props: { late: true as never } } });

describe("a delete that AWS refuses after its protection was lifted", () => {
  it("puts the protection back, and tells it", async () => {
    const world = new World();
    const type = guarded(() => true);
    await world.up(declared(type));
    world.cloud.alter("a-1", { late: "on" });
    const { summary, events } = await world.destroy();
    expect(summary).toMatchObject({ outcome: "failed", failed: ["a"] });
    expect(world.cloud.find("a-1")?.props.late).toBe("on");
    expect(events).toContainEqual({
      event: "notice",
      address: "a",
      text: "a stays, and its deletion protection is on again.",
    });
  });

  it.each([
    ["destroy", () => undefined, { mode: "destroy" }],
    ["up", undefined, {}],
  ] as const)("that was killed between the two is mended by the next %s", async (_, declare, choices) => {
    let lifts = 0;
    let isRefused = false;
    const world = new World();
    const type = guarded(
      () => isRefused,
      () => void lifts++,
    );
    await world.up(declared(type));
    world.cloud.alter("a-1", { late: "on" });
    let killAt = 1;
    for (; lifts === 0; killAt++) await world.run(() => undefined, { mode: "destroy", killAt });
    isRefused = true;
    expect(world.cloud.find("a-1")?.props.late).toBe("lifted");
    await world.up(declare ?? declared(type), choices);
    expect(world.cloud.find("a-1")?.props.late).toBe("on");
  });

  it("is left alone where it was not protected", async () => {
    const world = new World();
    await world.up(declared(guarded(() => true)));
    world.cloud.alter("a-1", { late: "off" });
    await world.destroy();
    expect(world.cloud.find("a-1")?.props.late).not.toBe("on");
  });
});

describe("every type that AWS can protect from deletion", () => {
  const named = [...resourceTypes.values()].filter((type) =>
    Object.keys(type.compare).some((prop) => /protect/i.test(prop)),
  );

  it.each(named.map((type) => [type.name, type] as const))("%s says by which prop", (_, type) => {
    expect(type.protection).toMatch(/protect/i);
    expect(type.replaceOn).not.toContain(type.protection);
  });

  it("is found among the types", () => {
    expect(named.map(({ name }) => name)).toContain("rds/db-instance");
  });
});
