import { describe, expect, it } from "vitest";
import { type Compare, canonicalText, droppedKeys, isSatisfied } from "../../src/engine/compare.ts";

type Row = readonly [desired: unknown, observed: unknown, isSatisfied: boolean];

const TABLES: Readonly<Record<Compare, readonly Row[]>> = {
  exact: [
    ["a", "a", true],
    ["a", "A", false],
    [{ a: 1, b: { c: 2, d: 3 } }, { b: { d: 3, c: 2 }, a: 1 }, true],
    [["a", "b"], ["b", "a"], false],
    [{ a: 1 }, { a: 1, b: undefined }, true],
    [0, undefined, false],
    [false, undefined, false],
    [null, undefined, false],
  ],
  lower: [
    ["Flash-DB", "flash-db", true],
    ["flash-db", "flash-dc", false],
    ["flash-db", undefined, false],
  ],
  set: [
    [["a", "b"], ["b", "a"], true],
    [["a", "a", "b"], ["b", "a"], true],
    [["a"], ["a", "b"], false],
    [[], undefined, false],
    [[{ x: 1, y: 2 }], [{ y: 2, x: 1 }], true],
  ],
  json: [
    ['{"a":1,"b":[2]}', '{ "b": [2], "a": 1 }', true],
    [{ Action: ["s3:Get"] }, '{"Action":"s3:Get"}', true],
    [{ Action: ["b", "a"] }, { Action: ["a", "b"] }, true],
    ['{"a":1}', '{"a":2}', false],
    ["not json", "not json", true],
    ["not json", '{"a":1}', false],
  ],
  prefix: [
    ["15", "15", true],
    ["15", "15.9", true],
    ["15", "151", false],
    ["15.3", "15.9", false],
  ],
  atLeast: [
    [100, 100, true],
    [100, 120, true],
    [100, 99, false],
    [100, undefined, false],
  ],
  covers: [
    [["3.9"], ["3.8", "3.9"], true],
    [["3.9"], [], true],
    [["3.9"], ["3.8"], false],
    [["3.9"], undefined, false],
  ],
  subset: [
    [{ ours: "1" }, { ours: "1", theirs: "2" }, true],
    [{ ours: "1" }, { ours: "2" }, false],
    [{ ours: "1" }, { theirs: "1" }, false],
    [{ ours: "1" }, undefined, false],
    [{}, { theirs: "1" }, true],
  ],
  writeOnly: [
    ["v2", "v2", true],
    ["v2", "v1", false],
    ["v2", undefined, false],
  ],
  createOnly: [["a", "b", true]],
  unmanaged: [["a", "b", true]],
};

describe.each(Object.keys(TABLES) as Compare[])("compared as %s", (kind) => {
  it.each(TABLES[kind])("%j is held against %j: %s", (desired, observed, expected) => {
    expect(isSatisfied(kind, desired, observed)).toBe(expected);
  });

  it("a desired undefined leaves the prop to AWS", () => {
    expect(isSatisfied(kind, undefined, "anything")).toBe(true);
  });
});

describe("dropped keys", () => {
  const observed = { a: "1", b: "2" };

  it.each([
    ["are those set before, not wanted, and still there", { a: "1", b: "2" }, ["b"]],
    ["are none where they were never ours", { a: "1" }, []],
    ["are none where they are gone already", { a: "1", c: "3" }, []],
    ["are none where the state knows nothing", undefined, []],
  ])("%s", (_, previous, dropped) => {
    expect(droppedKeys({ a: "1" }, observed, previous)).toEqual(dropped);
  });
});

it("canonical text is the same for what is the same as JSON, and tells undefined from null", () => {
  expect(canonicalText({ b: 1, a: [{ d: 1, c: undefined }] })).toBe('{"a":[{"d":1}],"b":1}');
  expect(canonicalText(undefined)).not.toBe(canonicalText(null));
});
