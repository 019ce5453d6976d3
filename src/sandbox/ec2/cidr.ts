import { Refusal } from "../refusal.ts";

/** A block of IPv4 addresses. */
export interface Block {
  /** First address as a number. */
  readonly first: number;
  readonly size: number;
  readonly length: number;
}

/** Reads a CIDR block and clears its host bits. Throws EC2's error when it is none. */
export function parseCidr(text: string | undefined, parameter = "cidrBlock"): Block {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text ?? "");
  const numbers = match?.slice(1).map(Number) ?? [];
  const length = numbers[4];
  if (length === undefined || length > 32 || numbers.slice(0, 4).some((part) => part > 255)) {
    throw new Refusal(
      "InvalidParameterValue",
      `Value (${text}) for parameter ${parameter} is invalid. This is not a valid CIDR block.`,
    );
  }
  const size = 2 ** (32 - length);
  const address = numbers.slice(0, 4).reduce((sum, part) => sum * 256 + part, 0);
  return { first: address - (address % size), size, length };
}

/** Writes a block in AWS's canonical form: `10.0.0.0/16`. */
export function formatCidr({ first, length }: Block): string {
  return `${formatAddress(first)}/${length}`;
}

/** Writes an address: `10.0.0.4`. */
export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join(".");
}

/** True when two blocks share an address. */
export function overlap(a: Block, b: Block): boolean {
  return a.first < b.first + b.size && b.first < a.first + a.size;
}

/** True when `outer` holds every address of `inner`. */
export function contains(outer: Block, inner: Block): boolean {
  return outer.first <= inner.first && inner.first + inner.size <= outer.first + outer.size;
}
