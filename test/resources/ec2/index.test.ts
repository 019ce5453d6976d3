import { readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { ec2Types } from "../../../src/resources/ec2/index.ts";

describe("the resource types of EC2", () => {
  it("are named after their files", () => {
    const files = readdirSync(new URL("../../../src/resources/ec2/", import.meta.url));
    for (const { name } of ec2Types) expect(files).toContain(`${name.replace("ec2/", "")}.ts`);
    expect(new Set(ec2Types.map(({ name }) => name)).size).toBe(ec2Types.length);
  });

  it.each(ec2Types)("$name compares every prop that it names elsewhere", (type) => {
    const props = [
      ...type.replaceOn,
      ...(type.holds ?? []),
      ...(type.outage ?? []),
      ...(type.afterCreate ?? []),
    ];
    expect(Object.keys(type.compare)).toEqual(expect.arrayContaining(props));
  });

  it.each(ec2Types)("$name may tag exactly if it has tags", (type) => {
    const hasTags = "tags" in type.compare;
    expect(type.iamActions.includes("ec2:CreateTags")).toBe(hasTags);
    expect(type.iamActions.includes("ec2:DeleteTags")).toBe(hasTags);
    expect(type.proof).toBe(hasTags ? "tags" : "parent");
  });

  it.each(ec2Types)("$name can be found again after a create that nobody saw", (type) => {
    // A launch template has both a token and a name that is taken once.
    expect(type.nameOf !== undefined || type.repeat !== "name").toBe(true);
    expect(type.listAll !== undefined).toBe(type.repeat === "never");
  });
});
