import { describe, expect, it } from "vitest";
import { fromTagList, toTagList, toTagSpecifications } from "../../src/aws/tags.ts";

describe("tags", () => {
  it("are written in the order of their keys", () => {
    expect(toTagList({ b: "2", a: "1" })).toEqual([
      { Key: "a", Value: "1" },
      { Key: "b", Value: "2" },
    ]);
  });

  it("are read without AWS's own", () => {
    expect(
      fromTagList([{ Key: "aws:autoscaling:groupName", Value: "x" }, { Key: "a" }, { Key: "b", Value: "2" }]),
    ).toEqual({ a: "", b: "2" });
    expect(fromTagList(undefined)).toEqual({});
  });

  it("come with EC2's creates", () => {
    expect(toTagSpecifications("vpc", { a: "1" })).toEqual([
      { ResourceType: "vpc", Tags: [{ Key: "a", Value: "1" }] },
    ]);
  });
});
