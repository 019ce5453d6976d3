import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blocksIn, TIERS } from "../../../src/sections/network/blocks.ts";
import { isInside, overlaps, parseCidr } from "../../../src/sections/network/cidr.ts";

const get = (text: string) => {
  const block = parseCidr(text);
  if (block === undefined) throw new Error(`${text} is no block`);
  return block;
};

describe("a block of addresses", () => {
  it("is read from CIDR notation", () => {
    expect(get("10.0.1.0/24")).toEqual({
      text: "10.0.1.0/24",
      first: 167772416,
      last: 167772671,
      length: 24,
    });
  });

  it.each([
    ["10.0.1.5/24", "has bits behind its prefix"],
    ["10.0.1.0", "has no prefix"],
    ["10.0.256.0/24", "has an octet above 255"],
    ["10.0.0.0/33", "has a prefix above 32"],
    ["10.0.0/24", "has three octets"],
    [" 10.0.0.0/24", "begins with a space"],
    ["fd00::/64", "is not IPv4"],
  ])("%s is none: it %s", (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });

  it("overlaps itself, what it holds and what holds it, but not its neighbour", () => {
    const block = get("10.0.1.0/24");
    expect(overlaps(block, block)).toBe(true);
    expect(overlaps(block, get("10.0.1.128/25"))).toBe(true);
    expect(overlaps(block, get("10.0.0.0/16"))).toBe(true);
    expect(overlaps(block, get("10.0.2.0/24"))).toBe(false);
  });

  it("lies inside a larger one only as a whole", () => {
    expect(isInside(get("10.0.1.0/24"), get("10.0.0.0/16"))).toBe(true);
    expect(isInside(get("10.0.0.0/16"), get("10.0.1.0/24"))).toBe(false);
    expect(isInside(get("10.1.0.0/24"), get("10.0.0.0/16"))).toBe(false);
  });
});

describe("the subnets of a VPC that names none", () => {
  it("are those of the plan around the guide's two", () => {
    expect(TIERS.map((tier) => blocksIn("10.0.0.0/16", tier))).toEqual([
      ["10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24"],
      ["10.0.11.0/24", "10.0.12.0/24", "10.0.13.0/24"],
      ["10.0.21.0/24", "10.0.22.0/24", "10.0.23.0/24"],
    ]);
  });

  it("move with the VPC", () => {
    expect(blocksIn("172.20.0.0/16", "edge")).toEqual(["172.20.21.0/24", "172.20.22.0/24", "172.20.23.0/24"]);
  });

  it("shrink with the VPC down to what a load balancer takes", () => {
    expect(blocksIn("192.168.4.0/22", "data")).toEqual([
      "192.168.4.32/27",
      "192.168.4.64/27",
      "192.168.4.96/27",
    ]);
    expect(blocksIn("192.168.4.0/23", "data")).toEqual([]);
  });

  it("always lie inside it and apart from each other", () => {
    const vpcs = fc.tuple(fc.integer({ min: 16, max: 22 }), fc.nat({ max: 2 ** 16 - 1 }));
    fc.assert(
      fc.property(vpcs, ([length, place]) => {
        const start = 10 * 2 ** 24 + (place % 2 ** (length - 8)) * 2 ** (32 - length);
        const text = `${[24, 16, 8, 0].map((bits) => Math.floor(start / 2 ** bits) % 256).join(".")}/${length}`;
        const blocks = TIERS.flatMap((tier) => blocksIn(text, tier)).map(get);
        expect(blocks).toHaveLength(9);
        for (const [index, block] of blocks.entries()) {
          expect(isInside(block, get(text))).toBe(true);
          expect(blocks.slice(0, index).some((other) => overlaps(other, block))).toBe(false);
        }
      }),
    );
  });
});
