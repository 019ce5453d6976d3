import { createHash } from "node:crypto";
import { invalid } from "./identifier.ts";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY_MINUTES = 1440;
const HALF_HOURS = 48;
/** The shortest window. Source: ElastiCache API reference, `PreferredMaintenanceWindow` and `SnapshotWindow`. */
const SHORTEST_MINUTES = 60;
const TIME = "([01]\\d|2[0-3]):([0-5]\\d)";

/** Checks both windows, which must not meet; those that are missing are chosen. */
export function toWindows(
  input: Readonly<Partial<Record<"SnapshotWindow" | "PreferredMaintenanceWindow", string | undefined>>>,
  seed: string,
): { readonly snapshotWindow: string; readonly maintenanceWindow: string } {
  const { SnapshotWindow: snapshots, PreferredMaintenanceWindow: maintenance } = input;
  const candidates = Array.from({ length: HALF_HOURS }, (_unused, turn) => {
    const own = turn === 0 ? seed : `${seed}/${turn}`;
    return {
      snapshotWindow: toSnapshotWindow(snapshots, own),
      maintenanceWindow: toMaintenanceWindow(maintenance, own),
    };
  });
  const apart = candidates.find((windows) => !doMeet(windows.snapshotWindow, windows.maintenanceWindow));
  if (apart === undefined) throw invalid("The snapshot window and maintenance window must not overlap.");
  return apart;
}

function doMeet(snapshots: string, maintenance: string): boolean {
  const [from = 0, until = 0] = snapshots.split("-").map(toMinutes);
  const [begin = 0, end = 0] = maintenance.split("-").map((text) => {
    const [day = "", ...time] = text.split(":");
    return DAYS.indexOf(day) * DAY_MINUTES + toMinutes(time.join(":"));
  });
  const week = DAYS.length * DAY_MINUTES;
  const lasts = (until - from + DAY_MINUTES) % DAY_MINUTES;
  const maintained = (end - begin + week) % week;
  return DAYS.some((_day, index) => {
    const apart = (begin - (index * DAY_MINUTES + from) + week) % week;
    return apart < lasts || apart > week - maintained;
  });
}

function toMinutes(time: string): number {
  const [hours = 0, minutes = 0] = time.split(":").map(Number);
  return hours * 60 + minutes;
}

/** Checks a maintenance window and gives it in lower case; without one an hour is drawn, the same for the same seed. */
function toMaintenanceWindow(window: string | undefined, seed: string): string {
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
function toSnapshotWindow(window: string | undefined, seed: string): string {
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
