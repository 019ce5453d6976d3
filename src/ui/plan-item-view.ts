import type { Action, PlanItem } from "../engine/plan-item.ts";
import { formatEstimate } from "./amounts.ts";
import { pad, paintWords, widthOf } from "./layout.ts";
import { type Page, prose, proseWidth, sayInline } from "./page.ts";
import { SIGNS } from "./theme.ts";
import { shortenPair, splitChange } from "./values.ts";

/** Cells of the widest sign and a blank. */
const SIGN_CELLS = 4;

/** Cells that the words beside an address need at least; with less they go below it. */
const LEAST_WORDS = 34;

/** Longer addresses do not push the words of all others to the right. */
const WIDEST_ADDRESS = 36;

/** Indentation of what is said below an item. */
const BELOW = "      ";

/** How wide the column of addresses is; 0 if the words go below the addresses. */
export function addressColumn(items: readonly PlanItem[], page: Page): number {
  const widths = items.map(({ address }) => widthOf(sayInline(page, address)));
  const column = Math.max(0, ...widths.filter((width) => width <= WIDEST_ADDRESS));
  return SIGN_CELLS + column + 2 + LEAST_WORDS <= proseWidth(page) ? column : 0;
}

function headline(item: PlanItem, column: number, page: Page): string[] {
  const { theme } = page;
  const paint = theme.action[item.action];
  const address = sayInline(page, item.address);
  const sign = paint(SIGNS[item.action].padStart(SIGN_CELLS - 1));
  const time = item.typicalSeconds >= 60 ? `; ${formatEstimate(item.typicalSeconds)}` : "";
  const text = `${sayInline(page, item.title)}: ${sayInline(page, item.reason)}${paintWords(theme.muted, time)}`;
  const isBeside = column > 0 && widthOf(address) <= column;
  if (isBeside) {
    const first = `${sign} ${theme.strong(pad(address, column))}  `;
    return prose(page, text, { first, rest: " ".repeat(SIGN_CELLS + column + 2) });
  }
  const above = prose(page, paintWords(theme.strong, address), {
    first: `${sign} `,
    rest: " ".repeat(SIGN_CELLS),
  });
  return [...above, ...prose(page, text, { first: BELOW })];
}

function changeLines(item: PlanItem, page: Page): string[] {
  const { muted, symbols } = page.theme;
  return item.changes.flatMap((change) => {
    const forces = item.forcedBy.includes(change.prop) ? " (forces the replace)" : "";
    return splitChange(change).flatMap(({ label, from, to }) => {
      const pair = shortenPair(sayInline(page, from), sayInline(page, to), symbols.ellipsis);
      const text = `${sayInline(page, label)}: ${paintWords(muted, pair.from)} -> ${pair.to}${forces}`;
      return prose(page, text, { first: BELOW, rest: `${BELOW}  ` });
    });
  });
}

/** Whether what the resource holds goes with it. */
const losesData = ({ action, holdsData }: PlanItem): boolean =>
  holdsData && (action === "delete" || action === "replace");

const interruptions = ({ outage, outageAtOnce }: PlanItem): string[] =>
  outage.length === 0
    ? []
    : [`interrupts service${outageAtOnce === true ? " at once" : ""}: ${outage.join(", ")}`];

function warnings(item: PlanItem): string[] {
  return [
    ...interruptions(item),
    ...(losesData(item) && item.snapshot === undefined ? ["its data is lost: no snapshot is taken"] : []),
    ...(losesData(item) && item.snapshot !== undefined
      ? [`its data is kept in the snapshot ${item.snapshot} only`]
      : []),
    ...(!losesData(item) && item.snapshot !== undefined ? [`leaves the snapshot ${item.snapshot}`] : []),
    ...(item.adopted && item.action === "delete" ? ["it was made by someone else and taken over"] : []),
  ];
}

function warningLines(item: PlanItem, page: Page): string[] {
  const { theme } = page;
  const first = `${BELOW}${theme.warn(theme.symbols.warning)} `;
  return warnings(item).flatMap((text) =>
    prose(page, paintWords(theme.warn, sayInline(page, text)), { first, rest: `${BELOW}  ` }),
  );
}

/** One item of a plan: sign, address, what it is and why; below it what changes and what is at stake. */
export const drawItem = (item: PlanItem, column: number, page: Page): string[] => [
  ...headline(item, column, page),
  ...changeLines(item, page),
  ...warningLines(item, page),
];

/** How many items have each action. */
export function countActions(items: readonly PlanItem[]): Record<Action, number> {
  const counts: Record<Action, number> = { create: 0, update: 0, replace: 0, delete: 0, "no-op": 0 };
  for (const { action } of items) counts[action] += 1;
  return counts;
}
