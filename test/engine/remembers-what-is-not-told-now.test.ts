import { expect, it } from "vitest";
import type { FakeEnv } from "./fake-cloud.ts";
import { type BoxType, boxType } from "./fake-types.ts";
import { actionsOf, type Declare, World } from "./world.ts";

/** A type whose boxes AWS can be at work on: meanwhile they stand, but their endpoint is not told. */
function shyType(): { readonly type: BoxType; isAtWork: boolean } {
  const plain = boxType();
  const shy = { type: plain, isAtWork: false };
  type Seen = Awaited<ReturnType<typeof plain.list>>[number];
  const hide = (seen: Seen): Seen => {
    if (!shy.isAtWork) return seen;
    const { endpoint: _, ...attributes } = seen.attributes;
    return { ...seen, condition: "pending", status: "at work", attributes: attributes as Seen["attributes"] };
  };
  const get = async (env: FakeEnv, id: string) => {
    const seen = await plain.get(env, id);
    return seen && hide(seen);
  };
  const type = {
    ...plain,
    get,
    list: async (...args: Parameters<typeof plain.list>) => (await plain.list(...args)).map(hide),
  };
  return Object.assign(shy, { type });
}

const referring =
  (type: BoxType, props: object = {}): Declare =>
  (stack) => {
    const a = stack.add(type, "a", { size: 1, ...props });
    stack.add(boxType({ name: "fake/user" }), "b", { engine: a.out.endpoint });
  };

it("plans no change of what refers to an attribute that AWS does not tell while it works", async () => {
  const shy = shyType();
  const world = new World();
  await world.up(referring(shy.type));
  shy.isAtWork = true;
  expect(actionsOf(await world.plan(referring(shy.type)))).toEqual([]);
});

it("keeps such an attribute in the state through an update, for those that need it", async () => {
  const shy = shyType();
  const world = new World();
  await world.up(referring(shy.type));
  shy.isAtWork = true;
  const { summary } = await world.up(
    referring(shy.type, { shape: undefined, description: "x", late: "set" }),
  );
  expect(summary, world.log.join("\n")).toMatchObject({ outcome: "done", failed: [] });
  expect(world.entry("a")).toMatchObject({ status: "ready", attributes: { endpoint: "box-1.of-size-1" } });
});
