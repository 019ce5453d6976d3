import { formatDuration } from "./amounts.ts";
import type { Page } from "./page.ts";
import { type Column, drawTable } from "./tables.ts";

/** A resource as `status` shows it. */
export interface StatusRow {
  readonly address: string;
  /** AWS's noun, such as `NAT gateway`. */
  readonly title: string;
  readonly id?: string;
  /** AWS's status word; absent for what is not there. */
  readonly status?: string;
  /** The props that differ from what is wanted; absent if that was not looked at. */
  readonly drift?: readonly string[];
  /** Seconds since it was made, if that is known. */
  readonly ageSeconds?: number;
}

const COLUMNS: readonly Column[] = [
  { title: "ADDRESS", cut: "middle", leastCells: 30 },
  { title: "TYPE", spare: 3, leastCells: 8 },
  { title: "ID", cut: "middle", spare: 2, leastCells: 21 },
  { title: "STATUS", leastCells: 10 },
  { title: "DRIFT", leastCells: 5 },
  { title: "AGE", align: "right", spare: 1, leastCells: 6 },
];

const DAY_SECONDS = 86_400;

/** An age in its largest unit: `4 min`, `3 h`, `12 d`. */
function formatAge(seconds: number): string {
  if (seconds < 60) return formatDuration(seconds);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  return seconds < 2 * DAY_SECONDS
    ? `${Math.floor(seconds / 3600)} h`
    : `${Math.floor(seconds / DAY_SECONDS)} d`;
}

function describeDrift(drift: readonly string[] | undefined): string {
  if (drift === undefined) return "?";
  return drift.length === 0 ? "none" : drift.join(", ");
}

/** What stands, as a table: address, type, id, status, drift, age. Narrow pages lose type, id and age, in this order. */
export function drawStatus(rows: readonly StatusRow[], page: Page): string[] {
  if (rows.length === 0) return ["Nothing of this stack stands."];
  const texts = rows.map((row) => [
    row.address,
    row.title,
    row.id ?? "-",
    row.status ?? "absent",
    describeDrift(row.drift),
    row.ageSeconds === undefined ? "-" : formatAge(row.ageSeconds),
  ]);
  return drawTable({ columns: COLUMNS, rows: texts }, page);
}
