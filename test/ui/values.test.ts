import { describe, expect, it } from "vitest";
import { Unknown } from "../../src/engine/ref.ts";
import { shortenPair, showValue, splitChange } from "../../src/ui/values.ts";
import { change } from "./builders.ts";

describe("a value", () => {
  it.each([
    ["db.r5.large", "db.r5.large"],
    [7, "7"],
    [false, "false"],
    ["", "(empty)"],
    [[], "(empty)"],
    [undefined, "(none)"],
    [null, "(none)"],
    [["a", "b"], "a, b"],
    [{ min: 1 }, '{"min":1}'],
    [new Unknown(["network.vpc"]), "known after network.vpc"],
    [["a", new Unknown(["network.vpc"])], "known after network.vpc"],
  ])("%j is shown as %s", (value, text) => {
    expect(showValue(value)).toBe(text);
  });
});

describe("a change", () => {
  it("tells from what to what", () => {
    expect(splitChange(change())).toEqual([
      { label: "instanceClass", from: "db.r5.large", to: "db.r5.xlarge" },
    ]);
  });

  it("names what it waits for", () => {
    const [only] = splitChange(change({ to: undefined, after: ["network.vpc", "iam.role"] }));
    expect(only?.to).toBe("known after network.vpc, iam.role");
  });

  it("of tags is told for each key, and foreign tags are left out", () => {
    const from = { Owner: "ann", Team: "shop", Foreign: "x" };
    const tags = change({ prop: "tags", from, to: { Owner: "bob", Cost: "7" }, dropped: ["Team"] });
    expect(splitChange(tags)).toEqual([
      { label: "tags.Owner", from: "ann", to: "bob" },
      { label: "tags.Cost", from: "(none)", to: "7" },
      { label: "tags.Team", from: "shop", to: "(removed)" },
    ]);
  });

  it("of a map that was not there tells all its keys", () => {
    expect(splitChange(change({ prop: "tags", from: undefined, to: { Owner: "bob" } }))).toEqual([
      { label: "tags.Owner", from: "(none)", to: "bob" },
    ]);
  });
});

describe("long values", () => {
  it("are shortened, and stay in sight where they differ", () => {
    const start = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":';
    const pair = shortenPair(`${start}"s3:GetObject"}]}`, `${start}"s3:PutObject"}]}`, "…");
    expect(pair.from).toContain("s3:GetObject");
    expect(pair.to).toContain("s3:PutObject");
    expect(Math.max(pair.from.length, pair.to.length)).toBeLessThanOrEqual(48);
  });

  it("that differ from the start keep their start", () => {
    expect(shortenPair(`a${"x".repeat(99)}`, "b", "…")).toEqual({ from: `a${"x".repeat(46)}…`, to: "b" });
  });
});
