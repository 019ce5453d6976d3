/** An IPv4 block: its first and last address as numbers, and its prefix length. */
export interface Cidr {
  readonly text: string;
  readonly first: number;
  readonly last: number;
  readonly length: number;
}

const FORM = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/;

/** Reads CIDR notation; `undefined` when it is malformed or has bits set behind its prefix. */
export function parseCidr(text: string): Cidr | undefined {
  const parts = FORM.exec(text)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0, length = 0] = parts;
  if ([a, b, c, d].some((octet) => octet > 255) || length > 32) return undefined;
  const first = a * 2 ** 24 + b * 2 ** 16 + c * 2 ** 8 + d;
  const size = 2 ** (32 - length);
  return first % size === 0 ? { text, first, last: first + size - 1, length } : undefined;
}

/** Whether two blocks share an address. */
export const overlaps = (a: Cidr, b: Cidr): boolean => a.first <= b.last && b.first <= a.last;

/** Whether the first block lies wholly inside the second. */
export const isInside = (inner: Cidr, outer: Cidr): boolean =>
  inner.first >= outer.first && inner.last <= outer.last;
