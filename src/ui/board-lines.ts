import { formatProgress } from "./amounts.ts";
import type { Flight, Progress } from "./flights.ts";
import { cutEnd, cutMiddle, pad, widthOf } from "./layout.ts";
import { type Page, sayInline } from "./page.ts";

/** Cells left free at the right edge: a full line would make some terminals wrap, and the board climb. */
const FREE_CELLS = 2;

/** Lines left free on the screen, so that finished lines above the board stay in sight. */
const FREE_ROWS = 4;

const INDENT = "  ";
const GAP = "  ";

interface Row {
  readonly address: string;
  readonly status: string;
  readonly elapsed: string;
}

interface Widths {
  readonly address: number;
  readonly status: number;
  readonly line: number;
}

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(widthOf));

/** Address and status share the line; the status gives way only while it takes more than half. */
function widthsFor(rows: readonly Row[], columns: number): Widths {
  const line = Math.max(4, columns - FREE_CELLS - INDENT.length);
  const both = line - GAP.length;
  const address = widest(rows.map((row) => row.address));
  const status = Math.min(
    widest(rows.map((row) => row.status)),
    Math.max(both - address, Math.floor(both / 2)),
  );
  return { address: Math.min(address, both - status), status, line };
}

function drawRow(row: Row, widths: Widths, { theme }: Page): string {
  const { ellipsis } = theme.symbols;
  const address = pad(cutMiddle(row.address, widths.address, ellipsis), widths.address);
  const status = cutEnd(row.status, widths.status, ellipsis);
  const padded = pad(status, widths.status);
  const room = widths.line - widths.address - widths.status - 2 * GAP.length;
  if (widthOf(row.elapsed) > room) return `${INDENT}${address}${GAP}${theme.accent(status)}`;
  return `${INDENT}${address}${GAP}${theme.accent(padded)}${GAP}${theme.muted(row.elapsed)}`;
}

/** One line for each resource in flight, no wider than the page less two cells; what is too many is counted. */
export function drawFlights(flights: readonly Flight[], page: Page): string[] {
  const room = Math.max(1, page.rows - FREE_ROWS);
  const shown = flights.length > room ? flights.slice(0, room - 1) : flights;
  const rows = shown.map((flight) => ({
    address: sayInline(page, flight.address),
    status: sayInline(page, flight.status),
    elapsed: formatProgress(flight.elapsedSeconds, flight.typicalSeconds),
  }));
  const widths = widthsFor(rows, page.columns);
  const hidden = flights.length - shown.length;
  const more = hidden === 0 ? [] : [`${INDENT}${page.theme.symbols.ellipsis} and ${hidden} more`];
  return [...rows.map((row) => drawRow(row, widths, page)), ...more];
}

/** How far the whole is: `4 of 31 done, 3 in flight, 6 min of ~17`; cut to the cells that are left for it. */
export function drawProgress(progress: Progress, inFlight: number, page: Page, cells: number): string {
  const of = progress.total === undefined ? "" : ` of ${progress.total}`;
  const time = formatProgress(progress.elapsedSeconds, progress.typicalSeconds ?? 0);
  const text = `${progress.done}${of} done, ${inFlight} in flight, ${time}`;
  return cutEnd(text, Math.max(1, cells), page.theme.symbols.ellipsis);
}
