import Table from "cli-table3";
import { cutEnd, cutMiddle, widthOf } from "./layout.ts";
import { type Page, sayInline } from "./page.ts";

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** @default 'left' */
  readonly align?: "left" | "right";
  /**
   * Where a text that is too wide is cut: ids and addresses tell something at both ends.
   * @default 'end'
   */
  readonly cut?: "end" | "middle";
  /**
   * Cells below which the column is not squeezed while others can be.
   * @default 6
   */
  readonly leastCells?: number;
  /** Left out of narrow tables; the highest goes first. Absent: always shown. */
  readonly spare?: number;
}

export interface TableContent {
  readonly columns: readonly Column[];
  /** One text for each column. */
  readonly rows: readonly (readonly string[])[];
}

const GAP = "  ";
const LEAST_CELLS = 6;

const NO_LINES = {
  ...{
    top: "",
    "top-mid": "",
    "top-left": "",
    "top-right": "",
    bottom: "",
    "bottom-mid": "",
    "bottom-left": "",
  },
  ...{
    "bottom-right": "",
    left: "",
    "left-mid": "",
    mid: "",
    "mid-mid": "",
    right: "",
    "right-mid": "",
    middle: GAP,
  },
};

const sum = (widths: readonly number[]): number => widths.reduce((total, width) => total + width, 0);

const totalOf = (widths: readonly number[]): number =>
  sum(widths) + GAP.length * Math.max(0, widths.length - 1);

function naturalWidths({ columns, rows }: TableContent): number[] {
  return columns.map(({ title }, index) =>
    Math.max(widthOf(title), ...rows.map((row) => widthOf(row[index] ?? ""))),
  );
}

/** Takes cells from the widest column until all fit or each is at its least. */
function squeeze(widths: readonly number[], least: readonly number[], cells: number): number[] {
  const squeezed = [...widths];
  for (let excess = totalOf(squeezed) - cells; excess > 0; excess -= 1) {
    const spare = squeezed.map((width, index) => (width > (least[index] ?? 1) ? width : 0));
    const widest = Math.max(...spare);
    if (widest === 0) break;
    squeezed[spare.indexOf(widest)] = widest - 1;
  }
  return squeezed;
}

function withoutColumn({ columns, rows }: TableContent, index: number): TableContent {
  const keep = <T>(list: readonly T[]): T[] => list.filter((_, at) => at !== index);
  return { columns: keep(columns), rows: rows.map(keep) };
}

/** Squeezes the columns, then leaves out spare ones, then squeezes what is left to a cell each. */
function fitTo(content: TableContent, cells: number): { content: TableContent; widths: number[] } {
  const natural = naturalWidths(content);
  const least = content.columns.map(({ leastCells = LEAST_CELLS }) => leastCells);
  const widths = squeeze(natural, least, cells);
  if (totalOf(widths) <= cells) return { content, widths };
  const spare = content.columns.map((column) => column.spare ?? 0);
  const most = Math.max(...spare);
  if (most > 0) return fitTo(withoutColumn(content, spare.indexOf(most)), cells);
  return { content, widths: squeeze(widths, [], cells) };
}

/** A table without lines that fits the page; where there is no terminal nothing is cut. */
export function drawTable(content: TableContent, page: Page): string[] {
  const { theme, columns } = page;
  const said = {
    columns: content.columns,
    rows: content.rows.map((row) => row.map((text) => sayInline(page, text))),
  };
  const { content: fitted, widths } = fitTo(said, columns);
  const { ellipsis } = theme.symbols;
  const cutTo = (text: string, index: number): string => {
    const cut = fitted.columns[index]?.cut === "middle" ? cutMiddle : cutEnd;
    return cut(text, widths[index] ?? 1, ellipsis);
  };
  const table = new Table({
    chars: NO_LINES,
    style: { "padding-left": 0, "padding-right": 0, head: [], border: [] },
    head: fitted.columns.map(({ title }, index) => theme.strong(cutTo(title, index))),
    colAligns: fitted.columns.map(({ align = "left" }) => align),
    colWidths: widths,
  });
  table.push(...fitted.rows.map((row) => row.map(cutTo)));
  return table
    .toString()
    .split("\n")
    .map((line) => line.trimEnd());
}
