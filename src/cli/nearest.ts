/** More letters than these make another word, not a mistyped one. */
const MOST_EDITS = 3;

/** Of a word's letters, those that a typing mistake may touch. */
const SHARE = 0.45;

/** Letters to insert, delete, replace or swap with their neighbour until one word is the other. */
function editsBetween(from: string, to: string): number {
  let [beforeLast, last]: [number[], number[]] = [[], Array.from({ length: to.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let at = 1; at <= to.length; at++) {
      const replaced = from[row - 1] === to[at - 1] ? 0 : 1;
      const ways = [costOf(last, at) + 1, costOf(current, at - 1) + 1, costOf(last, at - 1) + replaced];
      if (isSwapped(from.slice(0, row), to.slice(0, at))) ways.push(costOf(beforeLast, at - 2) + 1);
      current.push(Math.min(...ways));
    }
    [beforeLast, last] = [last, current];
  }
  return costOf(last, to.length);
}

const costOf = (row: readonly number[], at: number): number => row[at] ?? 0;

/** Whether the last two letters of both are the same ones the other way round. */
const isSwapped = (one: string, other: string): boolean =>
  one.length > 1 && other.length > 1 && one.at(-1) === other.at(-2) && one.at(-2) === other.at(-1);

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
  return names.find((name) => isShortFor(name.toLowerCase(), typed) || isShortFor(typed, name.toLowerCase()));
}

/** The question whether the nearest name was meant, with a space before it; nothing where none is near. */
export function didYouMean(word: string, names: readonly string[]): string {
  const name = nearest(word, names);
  return name === undefined ? "" : ` Did you mean ${name}?`;
}
