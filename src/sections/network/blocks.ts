import { parseCidr } from "./cidr.ts";

/** The three kinds of subnets. */
export const TIERS = ["data", "application", "edge"] as const;
export type Tier = (typeof TIERS)[number];

/** Place of a tier's blocks in the VPC, counted in blocks: with the guide's VPC, 10.0.1.0/24 and so on. */
const PLACES: Readonly<Record<Tier, readonly number[]>> = {
  data: [1, 2, 3],
  application: [11, 12, 13],
  edge: [21, 22, 23],
};

/** The guide's subnets. */
const GUIDE_LENGTH = 24;
/** Bits for the places 0 to 31. */
const PLACE_BITS = 5;

/** Longest prefix of a VPC whose 32nd parts are still /27, the least that a load balancer takes. */
export const LONGEST_DIVIDED = 27 - PLACE_BITS;

/** The subnets of a tier where the settings name none; empty in a VPC that is too small or malformed. */
export function blocksIn(vpc: string, tier: Tier): string[] {
  const outer = parseCidr(vpc);
  if (outer === undefined || outer.length > LONGEST_DIVIDED) return [];
  const length = Math.max(GUIDE_LENGTH, outer.length + PLACE_BITS);
  return PLACES[tier].map((place) => `${toAddress(outer.first + place * 2 ** (32 - length))}/${length}`);
}

const toAddress = (address: number): string =>
  [24, 16, 8, 0].map((bits) => Math.floor(address / 2 ** bits) % 256).join(".");
