const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DAY_MINUTES = 24 * 60;
const WEEK_MINUTES = 7 * DAY_MINUTES;

/** A span of the week in minutes from Monday 00:00 UTC; `end` may lie beyond the week. */
interface Span {
  readonly start: number;
  readonly end: number;
}

const DAILY = /^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$/;
const WEEKLY =
  /^(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):([0-5]\d)-(mon|tue|wed|thu|fri|sat|sun):([01]\d|2[0-3]):([0-5]\d)$/;

/** Minutes of a daily window such as `03:00-04:00`; `undefined` when malformed. */
export function parseDaily(text: string): Span | undefined {
  const match = DAILY.exec(text);
  if (match === null) return undefined;
  const [h1 = 0, m1 = 0, h2 = 0, m2 = 0] = match.slice(1).map(Number);
  const start = h1 * 60 + m1;
  const end = h2 * 60 + m2;
  return { start, end: end >= start ? end : end + DAY_MINUTES };
}

/** Minutes of a weekly window such as `mon:04:00-mon:05:00`; `undefined` when malformed. */
export function parseWeekly(text: string): Span | undefined {
  const match = WEEKLY.exec(text.toLowerCase());
  if (match === null) return undefined;
  const [, day1 = "", h1, m1, day2 = "", h2, m2] = match;
  const start = DAYS.indexOf(day1) * DAY_MINUTES + Number(h1) * 60 + Number(m1);
  const end = DAYS.indexOf(day2) * DAY_MINUTES + Number(h2) * 60 + Number(m2);
  return { start, end: end >= start ? end : end + WEEK_MINUTES };
}

/** How long a window lasts, in minutes. */
export const minutesOf = ({ start, end }: Span): number => end - start;

/** Whether a window of every day meets one of the week. */
export function windowsOverlap(daily: Span, weekly: Span): boolean {
  return [-7, 0, 7].some((week) =>
    DAYS.some((_, day) => {
      const shift = (week + day) * DAY_MINUTES;
      return daily.start + shift < weekly.end && weekly.start < daily.end + shift;
    }),
  );
}
