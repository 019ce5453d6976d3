const numbersOf = (version: string): number[] => (version.match(/\d+/g) ?? []).map(Number);

/** Orders versions number by number: negative where `a` is the older one, 0 where the numbers are equal. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbersOf(a), numbersOf(b)];
  const length = Math.max(left.length, right.length);
  const differences = Array.from({ length }, (_, index) => (left[index] ?? 0) - (right[index] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}

/** The major version: `7` of `7.0.7`. */
export const majorOf = (version: string): number => numbersOf(version)[0] ?? 0;

/** Whether an observed version is the given one or continues it after a dot: `7.0.7` continues `7.0`. */
export const continues = (observed: string, given: string): boolean =>
  observed === given || observed.startsWith(`${given}.`);
