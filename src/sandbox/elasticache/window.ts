import { createHash } from "node:crypto";
import { invalid } from "./identifier.ts";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY_MINUTES = 1440;
/** The shortest window. Source: ElastiCache API reference, `PreferredMaintenanceWindow` and `SnapshotWindow`. */
const SHORTEST_MINUTES = 60;
const TIME = "([01]\\d|2[0-3]):([0-5]\\d)";

/** Checks a maintenance window and gives it in lower case; without one an hour is drawn, the same for the same seed. */
export function toMaintenanceWindow(window: string | undefined, seed: string): string {
  if (window === undefined) return drawMaintenance(seed);
  const lower = window.toLowerCase();
  const day = `(${DAYS.join("|")})`;
  const match = new RegExp(`^${day}:${TIME}-${day}:${TIME}$`).exec(lower);
  if (match === null)
    throw invalid(
      `Invalid maintenance window format: ${window}. Should be specified as a range ddd:hh24:mi-ddd:hh24:mi (24H Clock UTC). Example: sun:23:45-mon:00:15`,
    );
  const dayOf = (index: number): number => DAYS.indexOf(match[index] ?? "") * DAY_MINUTES;
  checkLength(dayOf(1) + minutesOf(match, 2), dayOf(4) + minutesOf(match, 5), 7 * DAY_MINUTES);
  return lower;
}

/** Checks a snapshot window; without one an hour is drawn, the same for the same seed. */
export function toSnapshotWindow(window: string | undefined, seed: string): string {
  if (window === undefined) return drawDaily(`snapshot/${seed}`);
  const match = new RegExp(`^${TIME}-${TIME}$`).exec(window);
  if (match === null)
    throw invalid(
      `Invalid snapshot window format: ${window}. Should be specified as a range hh24:mi-hh24:mi (24H Clock UTC). Example: 05:00-09:00`,
    );
  checkLength(minutesOf(match, 1), minutesOf(match, 3), DAY_MINUTES);
  return window;
}

function minutesOf(match: RegExpExecArray, index: number): number {
  return Number(match[index]) * 60 + Number(match[index + 1]);
}

function checkLength(start: number, end: number, cycle: number): void {
  if ((end - start + cycle) % cycle < SHORTEST_MINUTES)
    throw invalid(`The specified window must be at least ${SHORTEST_MINUTES} minutes.`);
}

function drawMaintenance(seed: string): string {
  const day = DAYS[draw(`day/${seed}`) % DAYS.length] ?? "mon";
  const [start, end] = drawDaily(`maintenance/${seed}`).split("-");
  return `${day}:${start}-${day}:${end}`;
}

function drawDaily(seed: string): string {
  const start = 3 * 60 + (draw(seed) % 12) * 30;
  return `${toTime(start)}-${toTime(start + SHORTEST_MINUTES)}`;
}

function draw(seed: string): number {
  return createHash("sha256").update(seed).digest().readUInt16BE(0);
}

function toTime(minutes: number): string {
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
}
