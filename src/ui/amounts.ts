/** What something costs each month, as far as prices are known. */
export interface MonthlyCost {
  /** Sum of what has a known price, in US dollars; absent if nothing has one. */
  readonly knownUsd: number | undefined;
  /** What is billed but has no known price. */
  readonly unknown: readonly string[];
}

const inUnits = (big: number, bigUnit: string, small: number, smallUnit: string): string =>
  small === 0 ? `${big} ${bigUnit}` : `${big} ${bigUnit} ${small} ${smallUnit}`;

/** A duration in seconds as `8 s`, `3 min 20 s` or `1 h 5 min`; anything below half a second is `0 s`. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return inUnits(Math.floor(whole / 60), "min", whole % 60, "s");
  const minutes = Math.round(whole / 60);
  return inUnits(Math.floor(minutes / 60), "h", minutes % 60, "min");
}

/** An estimate in seconds, no finer than it deserves: `about 17 min`, `under a minute`. */
export function formatEstimate(seconds: number): string {
  return seconds < 60 ? "under a minute" : `about ${formatDuration(Math.round(seconds / 60) * 60)}`;
}

/** Elapsed against typical seconds: `4 min of ~15`, `40 s of ~3 min`; only the elapsed part if nothing is typical. */
export function formatProgress(elapsedSeconds: number, typicalSeconds: number): string {
  const inMinutes = elapsedSeconds >= 60;
  const elapsed = inMinutes
    ? `${Math.floor(elapsedSeconds / 60)} min`
    : formatDuration(Math.floor(elapsedSeconds));
  if (typicalSeconds <= 0) return elapsed;
  const typicalInMinutes = typicalSeconds >= 60;
  const typical = Math.round(typicalInMinutes ? typicalSeconds / 60 : typicalSeconds);
  if (inMinutes === typicalInMinutes) return `${elapsed} of ~${typical}`;
  return `${elapsed} of ~${typical} ${typicalInMinutes ? "min" : "s"}`;
}

/** An amount of US dollars a month: `USD 1,234/month`; below ten dollars with cents. */
export function formatMonthlyUsd(usd: number): string {
  const digits = Math.abs(usd) < 10 ? 2 : 0;
  const amount = usd.toLocaleString("en-US", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return `USD ${amount}/month`;
}

/** The cost in words. What has no known price is said to have none; it never counts as nothing. */
export function describeCost(cost: MonthlyCost): string {
  const unknown = cost.unknown.join(", ");
  const isKnown = cost.knownUsd !== undefined && Number.isFinite(cost.knownUsd);
  const known = isKnown ? cost.knownUsd : 0;
  if (!isKnown && cost.unknown.length === 0) return "unknown";
  if (cost.unknown.length === 0) return known === 0 ? "nothing" : `about ${formatMonthlyUsd(known)}`;
  if (known === 0) return `unknown: there is no price for ${unknown}`;
  return `about ${formatMonthlyUsd(known)}, and what has no known price: ${unknown}`;
}
