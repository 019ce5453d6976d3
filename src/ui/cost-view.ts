import { describeCost, formatMonthlyUsd, type MonthlyCost } from "./amounts.ts";
import { paintWords } from "./layout.ts";
import { type Page, prose, sayInline } from "./page.ts";
import { type Column, drawTable } from "./tables.ts";

/** What one section uses of one thing that is billed. */
export interface EstimateLine {
  readonly section: string;
  readonly addresses: readonly string[];
  /** Its last part is the unit. */
  readonly sku: string;
  readonly quantity: number;
  /** USD a month; `undefined` where no price is known. */
  readonly usd: number | undefined;
}

/** What a stack would cost. */
export interface Estimate {
  readonly lines: readonly EstimateLine[];
  readonly cost: MonthlyCost;
  readonly region: string;
}

/** A way to spend less. */
export interface Tip {
  /** The guide's word for it, or the settings to change. */
  readonly title: string;
  readonly text: string;
  /** USD a month; absent where it cannot be told. */
  readonly savesUsd?: number;
  readonly commands: readonly string[];
}

const COLUMNS: readonly Column[] = [
  { title: "SECTION", leastCells: 10 },
  { title: "BILLED", leastCells: 20, cut: "middle" },
  { title: "AMOUNT", align: "right", spare: 1 },
  { title: "FOR", cut: "middle", spare: 2, leastCells: 20 },
  { title: "USD A MONTH", align: "right", leastCells: 11 },
];

const UNITS: Readonly<Record<string, string>> = { hour: " h", "gib-month": " GiB", month: "" };

function toRow({ section, addresses, sku, quantity, usd }: EstimateLine): string[] {
  const [unit = ""] = Object.keys(UNITS).filter((end) => sku.endsWith(`:${end}`));
  const billed = unit === "" ? sku : sku.slice(0, -unit.length - 1);
  const made = addresses.length === 1 ? (addresses[0] ?? "") : `${addresses.length} resources`;
  return [
    section,
    billed,
    `${quantity.toLocaleString("en-US")}${UNITS[unit] ?? ""}`,
    made,
    usd === undefined ? "unknown" : usd.toLocaleString("en-US", CENTS),
  ];
}

const CENTS = { minimumFractionDigits: 2, maximumFractionDigits: 2 };

const BASIS = "At list prices for use on demand, 730 hours a month; traffic, requests and taxes come on top.";

/** An estimate as a table, then its sum and what it leaves out. */
export function drawEstimate({ lines, cost, region }: Estimate, page: Page): string[] {
  const table =
    lines.length === 0 ? [] : [...drawTable({ columns: COLUMNS, rows: lines.map(toRow) }, page), ""];
  const sum = `In ${region}: ${describeCost(cost)}`;
  return [
    ...table,
    ...prose(page, paintWords(page.theme.strong, sayInline(page, sum)), { rest: "  " }),
    ...(cost.knownUsd === undefined ? [] : prose(page, BASIS)),
  ];
}

/** Tips, each with what it saves and what is lost by it. */
export function drawTips(tips: readonly Tip[], page: Page): string[] {
  const { theme } = page;
  return tips.flatMap(({ title, text, savesUsd, commands }, index) => [
    ...(index === 0 ? [] : [""]),
    ...prose(page, paintWords(theme.strong, sayInline(page, title)), {
      first: savesUsd === undefined ? "" : `${theme.good(`saves about ${formatMonthlyUsd(savesUsd)}`)}  `,
      rest: "  ",
    }),
    ...prose(page, sayInline(page, text), { first: "  ", rest: "  " }),
    ...commands.map((command) => `      ${theme.accent(sayInline(page, command))}`),
  ]);
}
