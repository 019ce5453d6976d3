import type { Page } from "./page.ts";
import { sayInline } from "./page.ts";
import { type Column, drawTable } from "./tables.ts";
import { type CheckOutcome, drawCount, drawTrouble, wordOf } from "./verify-view.ts";

/** One practice of the guide, held against what stands. */
export interface AuditLine extends CheckOutcome {
  /** The practice in a word, such as `encryption`. */
  readonly practice: string;
}

const COLUMNS: readonly Column[] = [
  { title: "CHECK", leastCells: 23 },
  { title: "PRACTICE", spare: 1, leastCells: 15 },
  { title: "RESULT", leastCells: 10 },
  { title: "SEEN", leastCells: 16 },
];

/** The table, then each problem with its cause and what mends it, then a count. */
export function drawAudit(lines: readonly AuditLine[], page: Page): string[] {
  const rows = lines.map(({ name, practice, state, detail }) => [
    name,
    practice,
    wordOf(state, page),
    sayInline(page, detail),
  ]);
  const troubles = lines.filter(({ state }) => state === "problem" || state === "warning");
  return [
    ...drawTable({ columns: COLUMNS, rows }, page),
    ...troubles.flatMap((line) => ["", ...drawTrouble(line, page)]),
    "",
    drawCount(lines),
  ];
}
