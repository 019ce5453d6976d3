import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Practice } from "./program.ts";
import { editState, flat, runTo, standing, write } from "./stack.ts";

let base: Practice;

beforeAll(async () => {
  base = await standing();
});

afterAll(() => base.remove());

const STATE = ".flashsale/sandbox.state.json";

describe("a state file that cannot be trusted", () => {
  const BROKEN: readonly (readonly [
    name: string,
    code: number,
    spoil: (bad: Practice) => void,
    tells: RegExp,
  ])[] = [
    ["malformed", 1, (bad) => write(bad, STATE, "{ nonsense"), /sandbox\.state\.json\.backup/],
    ["empty", 1, (bad) => write(bad, STATE, ""), /sandbox\.state\.json\.backup/],
    [
      "truncated",
      1,
      (bad) => write(bad, STATE, bad.read(STATE).slice(0, -200)),
      /sandbox\.state\.json\.backup/,
    ],
    ["of a newer version", 1, (bad) => editState(bad, (state) => (state.version = 99)), /version 99.*backup/],
    [
      "of another stack",
      78,
      (bad) => editState(bad, (state) => (state.stack = "other")),
      /belongs to the stack other/,
    ],
    [
      "of another region",
      78,
      (bad) => editState(bad, (state) => (state.region = "eu-west-1")),
      /belongs to the region eu-west-1/,
    ],
    [
      "of another account",
      78,
      (bad) => editState(bad, (state) => (state.accountId = "123456789012")),
      /belongs to the account 123456789012/,
    ],
  ];

  it.each(BROKEN)(
    "%s: ends with %i, is left as it is, and nothing is changed",
    async (_name, code, spoil, tells) => {
      const bad = new Practice(base);
      spoil(bad);
      const before = bad.read(STATE);
      const account = bad.read(".flashsale/sandbox.json");
      for (const words of ["up --yes", "status", "destroy --yes --delete-data"])
        expect(flat((await runTo(bad, code, words)).stderr)).toMatch(tells);
      expect(bad.read(STATE)).toBe(before);
      expect(bad.read(".flashsale/sandbox.json")).toBe(account);
      bad.remove();
    },
  );
});
