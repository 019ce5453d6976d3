import { describe, expect, it } from "vitest";
import { draw, type Node } from "./drawings.ts";
import { boxType } from "./fake-types.ts";
import { type Story, sweep } from "./sweep.ts";

const TYPES = {
  token: boxType({ name: "fake/token" }),
  name: boxType({ name: "fake/name", repeat: "name" }),
  never: boxType({ name: "fake/never", repeat: "never" }),
  "tags told late": boxType({ name: "fake/late", repeat: "name", tellsTagsLate: true }),
  "proof by description": boxType({ name: "fake/described", repeat: "name", proof: "description" }),
  "proof by parent": boxType({ name: "fake/part", repeat: "name", proof: "parent" }),
} as const;

const STORIES = {
  create: (node) => ({ wanted: draw("a => net", { a: { ...node, props: { late: "set" } } }) }),
  update: (node) => ({
    before: draw("a => net", { a: node }),
    wanted: draw("a => net", { a: { ...node, props: { size: 2, password: "v2" } } }),
  }),
  delete: (node) => ({ before: draw("b => a => net", { a: node }), wanted: draw("net") }),
  replace: (node) => ({
    before: draw("b -> a => net", { a: node }),
    wanted: draw("b -> a => net", { a: { ...node, props: { shape: "round" } } }),
  }),
  "replace of what others are part of": (node) => ({
    before: draw("b ~> a, c => b", { a: node }),
    wanted: draw("b ~> a, c => b", { a: { ...node, props: { shape: "round" } } }),
  }),
} satisfies Record<string, (node: Node) => Story>;

describe.each(Object.keys(TYPES) as (keyof typeof TYPES)[])("a resource of kind %s", (kind) => {
  describe.each(Object.keys(STORIES) as (keyof typeof STORIES)[])("whose %s", (verb) => {
    it.each([0, 20])(
      "was killed at any point is brought to its end by the same command (reads lag %i s)",
      async (lag) => {
        const points = await sweep({ ...STORIES[verb]({ type: TYPES[kind] }), lagSeconds: lag });
        expect(points).toBeGreaterThan(5);
      },
    );
  });
});
