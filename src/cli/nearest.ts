/** More letters than these make another word, not a mistyped one. */
const MOST_EDITS = 3;

/** Of a word's letters, those that a typing mistake may touch. */
const SHARE = 0.45;

/** Letters to insert, delete, replace or swap with their neighbour until one word is the other. */
function editsBetween(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let at = 1; at <= to.length; at++) {
      const isSame = from[row - 1] === to[at - 1];
      const isSwapped = row > 1 && at > 1 && from[row - 1] === to[at - 2] && from[row - 2] === to[at - 1];
      current[at] = Math.min(
        (last[at] ?? 0) + 1,
        (current[at - 1] ?? 0) + 1,
        (last[at - 1] ?? 0) + (isSame ? 0 : 1),
        isSwapped ? (beforeLast[at - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [beforeLast, last] = [last, current];
  }
  return last[to.length] ?? 0;
}

/** Whether the letters of the shorter word stand in the longer one, in order and with the same first: `db`, database. */
function isShortFor(short: string, long: string): boolean {
  if (short.length < 2 || short.length >= long.length || short[0] !== long[0]) return false;
  let at = 0;
  for (const letter of long) if (letter === short[at]) at += 1;
  return at === short.length;
}

/** The name that a mistyped word most likely stands for: the fewest letters away, else one that it abbreviates. */
export function nearest(word: string, names: readonly string[]): string | undefined {
  const typed = word.toLowerCase();
  const most = (name: string): number =>
    Math.min(MOST_EDITS, Math.floor(Math.max(typed.length, name.length) * SHARE));
  const near = names
    .map((name) => ({ name, edits: editsBetween(typed, name.toLowerCase()), most: most(name) }))
    .filter(({ edits, most }) => edits <= most)
    .sort((one, other) => one.edits - other.edits);
  if (near[0] !== undefined) return near[0].name;
  return names.find(
    (name) => isShortFor(name.toLowerCase(), typed) || isShortFor(typed, name.toLowerCase()),
  );
}

/** The question whether the nearest name was meant, with a space before it; nothing where none is near. */
export function didYouMean(word: string, names: readonly string[]): string {
  const name = nearest(word, names);
  return name === undefined ? "" : ` Did you mean ${name}?`;
}
