import { didYouMean, nearest } from "./nearest.ts";

/** So many names are read at a glance; more would bury what is wrong. */
const AT_A_GLANCE = 15;

/** How many names are offered instead. */
const OFFERED = 3;

/** What may stand for a name that nobody knows: all names where they are few, else the nearest and where all are told. */
export function describeKnown(unknown: readonly string[], known: readonly string[]): string {
  if (known.length <= AT_A_GLANCE) {
    const near = unknown.map((one) => didYouMean(one, known)).join("");
    return `there is no such one; there are ${known.join(", ") || "none"}.${near}`;
  }
  const near = [...new Set(unknown.flatMap((one) => nearestOf(one, known)))];
  const meant = near.length === 0 ? "" : ` Did you mean ${near.join(" or ")}?`;
  return `there is no such one among ${known.length}.${meant} flashsale-setup plan --json tells all addresses, status those that stand.`;
}

/** The addresses nearest to a mistyped one: those with its words in them, then those a few letters away, whole or in their last part. */
function nearestOf(word: string, known: readonly string[]): string[] {
  const typed = word.toLowerCase();
  const holding = known.filter((one) => one.toLowerCase().includes(typed));
  const near = nearest(word, known);
  const end = nearest(
    lastPart(word),
    known.map((one) => lastPart(one)),
  );
  const ending = known.filter((one) => lastPart(one) === end);
  return [...new Set([...(near === undefined ? [] : [near]), ...holding, ...ending])].slice(0, OFFERED);
}

const lastPart = (address: string): string => address.slice(address.lastIndexOf(".") + 1);
