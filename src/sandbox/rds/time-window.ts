import { createHash } from "node:crypto";
import { invalid } from "./identifier.ts";

const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY_MINUTES = 1440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
/** The shortest window. Source: RDS API reference, `PreferredBackupWindow` and `PreferredMaintenanceWindow`. */
const SHORTEST_MINUTES = 30;
const TIME = "([01]\\d|2[0-3]):([0-5]\\d)";

/** A span of minutes; `start` counts from midnight, or from Monday's. */
interface Span {
  readonly start: number;
  readonly minutes: number;
}

/** Checks both windows, which must not overlap, and gives them in lower case; missing ones are chosen. */
export function toWindows(
  backup: string | undefined,
  maintenance: string | undefined,
  seed: string,
): { readonly PreferredBackupWindow: string; readonly PreferredMaintenanceWindow: string } {
  const given = { backup: backup?.toLowerCase(), maintenance: maintenance?.toLowerCase() };
  if (given.backup !== undefined) parseBackup(given.backup);
  if (given.maintenance !== undefined) parseMaintenance(given.maintenance);
  const PreferredMaintenanceWindow = given.maintenance ?? chooseMaintenance(given.backup, seed);
  const PreferredBackupWindow = given.backup ?? chooseBackup(PreferredMaintenanceWindow, seed);
  if (overlap(PreferredBackupWindow, PreferredMaintenanceWindow))
    throw invalid("The backup window and maintenance window must not overlap.");
  return { PreferredBackupWindow, PreferredMaintenanceWindow };
}

/** Seconds from `instant` (milliseconds since 1970) to the next start of a maintenance window; 0 within it. */
export function secondsUntilWindow(window: string, instant: number): number {
  const { start, minutes } = parseMaintenance(window);
  const date = new Date(instant);
  const monday = (date.getUTCDay() + 6) % 7;
  const now =
    monday * DAY_MINUTES + date.getUTCHours() * 60 + date.getUTCMinutes() + date.getUTCSeconds() / 60;
  const wait = (start - now + WEEK_MINUTES) % WEEK_MINUTES;
  return wait > WEEK_MINUTES - minutes ? 0 : wait * 60;
}

function parseBackup(window: string): Span {
  const match = new RegExp(`^${TIME}-${TIME}$`).exec(window);
  if (match === null)
    throw invalid(
      `Invalid backup window format: ${window}. Should be specified as a range hh24:mi-hh24:mi (24H Clock UTC). Example: 04:00-04:30`,
    );
  return toSpan(minutesOf(match, 1), minutesOf(match, 3), DAY_MINUTES);
}

function parseMaintenance(window: string): Span {
  const day = `(${DAYS.join("|")})`;
  const match = new RegExp(`^${day}:${TIME}-${day}:${TIME}$`).exec(window);
  if (match === null)
    throw invalid(
      `Invalid maintenance window format: ${window}. Should be specified as a range ddd:hh24:mi-ddd:hh24:mi (24H Clock UTC). Example: sun:23:45-mon:00:15`,
    );
  const dayOf = (index: number): number => DAYS.indexOf(match[index] ?? "") * DAY_MINUTES;
  return toSpan(dayOf(1) + minutesOf(match, 2), dayOf(4) + minutesOf(match, 5), WEEK_MINUTES);
}

function minutesOf(match: RegExpExecArray, index: number): number {
  return Number(match[index]) * 60 + Number(match[index + 1]);
}

function toSpan(start: number, end: number, cycle: number): Span {
  const minutes = (end - start + cycle) % cycle;
  if (minutes < SHORTEST_MINUTES) throw invalid("The specified window must be at least 30 minutes.");
  return { start, minutes };
}

function overlap(backup: string, maintenance: string): boolean {
  const daily = parseBackup(backup);
  const weekly = parseMaintenance(maintenance);
  return DAYS.some((_day, index) => {
    const start = index * DAY_MINUTES + daily.start;
    const apart = (weekly.start - start + WEEK_MINUTES) % WEEK_MINUTES;
    return apart < daily.minutes || apart > WEEK_MINUTES - weekly.minutes;
  });
}

/** RDS draws a half hour from eight hours of the night; the draw follows from the seed here, so that it repeats. */
function chooseMaintenance(backup: string | undefined, seed: string): string {
  const drawn = draw(`maintenance/${seed}`);
  const candidates = Array.from({ length: 16 }, (_unused, half) => {
    const start = 3 * 60 + ((drawn + half) % 16) * 30;
    const day = DAYS[drawn % 7] ?? "mon";
    return `${day}:${toTime(start)}-${day}:${toTime(start + 30)}`;
  });
  return (
    candidates.find((window) => backup === undefined || !overlap(backup, window)) ?? "sun:03:00-sun:03:30"
  );
}

function chooseBackup(maintenance: string, seed: string): string {
  const drawn = draw(`backup/${seed}`);
  const candidates = Array.from({ length: 16 }, (_unused, half) => {
    const start = 3 * 60 + ((drawn + half) % 16) * 30;
    return `${toTime(start)}-${toTime(start + 30)}`;
  });
  return candidates.find((window) => !overlap(window, maintenance)) ?? "03:00-03:30";
}

function draw(seed: string): number {
  return createHash("sha256").update(seed).digest().readUInt16BE(0);
}

function toTime(minutes: number): string {
  const pad = (value: number): string => String(value).padStart(2, "0");
  return `${pad(Math.floor(minutes / 60) % 24)}:${pad(minutes % 60)}`;
}
