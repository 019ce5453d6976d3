import { type Page, prose, sayInline, sayOn } from "./page.ts";
import { type Column, drawTable } from "./tables.ts";

/** What is told of anything that was checked. */
export interface CheckOutcome {
  readonly name: string;
  /** `running` until it has ended. */
  readonly state: "running" | "ok" | "warning" | "problem" | "skipped";
  readonly detail: string;
  readonly cause?: string;
  readonly fix: readonly string[];
}

/** One check as it is drawn. */
export interface CheckLine extends CheckOutcome {
  readonly group: string;
  readonly route?: string | undefined;
  readonly ms: number;
  readonly layers: readonly { readonly layer: string; readonly ok: boolean; readonly ms: number }[];
}

const COLUMNS: readonly Column[] = [
  { title: "CHECK", leastCells: 10 },
  { title: "RESULT", leastCells: 10 },
  { title: "ROUTE", spare: 3 },
  { title: "LAYERS", spare: 2, leastCells: 12 },
  { title: "TIME", align: "right", spare: 1 },
  { title: "SEEN", leastCells: 16 },
];

/** Milliseconds up to a second, then seconds: `42 ms`, `5.0 s`. */
const formatMs = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`);

/** Each layer that was tried, with how long it took: `resolve 2 ms, connect 1 ms`. */
const describeLayers = (layers: CheckLine["layers"]): string =>
  layers.length === 0
    ? "-"
    : layers.map(({ layer, ok, ms }) => `${ok ? "" : "!"}${layer} ${formatMs(ms)}`).join(", ");

/** What a check came to, in a word with its sign. */
export function wordOf(state: CheckOutcome["state"], { theme }: Pick<Page, "theme">): string {
  const words = {
    running: theme.muted("running"),
    ok: theme.good(`${theme.symbols.done} ok`),
    warning: theme.warn(`${theme.symbols.warning} to know`),
    problem: theme.bad(`${theme.symbols.failed} problem`),
    skipped: theme.muted("- skipped"),
  };
  return words[state];
}

function toRow({ name, state, route, ms, detail, layers }: CheckLine, page: Page): string[] {
  const time = state === "running" || state === "skipped" ? "-" : formatMs(ms);
  return [name, wordOf(state, page), route ?? "-", describeLayers(layers), time, sayInline(page, detail)];
}

/** The table of all checks; also while they run. */
export const drawChecks = (checks: readonly CheckLine[], page: Page): string[] =>
  drawTable({ columns: COLUMNS, rows: checks.map((check) => toRow(check, page)) }, page);

/** The table, then each problem with its likely cause and what mends it, then a count. */
export function drawVerification(checks: readonly CheckLine[], page: Page): string[] {
  const problems = checks.filter(({ state }) => state === "problem" || state === "warning");
  return [
    ...drawChecks(checks, page),
    ...problems.flatMap((check) => ["", ...drawTrouble(check, page)]),
    "",
    drawCount(checks),
  ];
}

/** A problem, or what is to know, with its likely cause and what mends it. */
export function drawTrouble({ name, state, detail, cause, fix }: CheckOutcome, page: Page): string[] {
  const { theme } = page;
  const [sign, paint] =
    state === "problem" ? [theme.symbols.failed, theme.bad] : [theme.symbols.warning, theme.warn];
  const [first = "", ...more] = prose(page, `${sign} ${name}: ${sayOn(page, detail)}`, { rest: "  " });
  return [
    paint(first),
    ...more,
    ...(cause === undefined ? [] : prose(page, sayOn(page, cause), { first: "  ", rest: "  " })),
    ...fix.map((line) => `      ${theme.accent(sayInline(page, line))}`),
  ];
}

/** How many came to what. */
export function drawCount(checks: readonly CheckOutcome[]): string {
  const count = (state: CheckLine["state"]): number => checks.filter((check) => check.state === state).length;
  const parts = [
    `${count("ok")} ok`,
    ...(count("problem") > 0 ? [`${count("problem")} with a problem`] : []),
    ...(count("warning") > 0 ? [`${count("warning")} to know`] : []),
    ...(count("skipped") > 0 ? [`${count("skipped")} not tested`] : []),
  ];
  return `${parts.join(", ")}.`;
}
