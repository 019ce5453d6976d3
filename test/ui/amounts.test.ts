import { describe, expect, it } from "vitest";
import {
  describeCost,
  formatDuration,
  formatEstimate,
  formatMonthlyUsd,
  formatProgress,
} from "../../src/ui/amounts.ts";

describe("durations", () => {
  it.each([
    [0.2, "0 s"],
    [59.4, "59 s"],
    [59.6, "1 min"],
    [200, "3 min 20 s"],
    [3600, "1 h"],
    [3900, "1 h 5 min"],
    [7199, "2 h"],
    [-5, "0 s"],
  ])("%d seconds are told as %s", (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it.each([
    [20, "under a minute"],
    [60, "about 1 min"],
    [1035, "about 17 min"],
    [5700, "about 1 h 35 min"],
  ])("an estimate of %d seconds is told as %s", (seconds, text) => {
    expect(formatEstimate(seconds)).toBe(text);
  });

  it.each([
    [245, 900, "4 min of ~15"],
    [40, 180, "40 s of ~3 min"],
    [2, 5, "2 s of ~5"],
    [90, 30, "1 min of ~30 s"],
    [59.9, 0, "59 s"],
  ])("%d of typically %d seconds are told as %s", (elapsed, typical, text) => {
    expect(formatProgress(elapsed, typical)).toBe(text);
  });
});

describe("money", () => {
  it("has thousands separated, and cents only where they matter", () => {
    expect(formatMonthlyUsd(1234.4)).toBe("USD 1,234/month");
    expect(formatMonthlyUsd(0.4)).toBe("USD 0.40/month");
  });

  it("names what has no known price beside what has one", () => {
    expect(describeCost({ knownUsd: 12, unknown: ["NAT data"] })).toBe(
      "about USD 12/month, and what has no known price: NAT data",
    );
  });

  it("is nothing only if nothing is billed", () => {
    expect(describeCost({ knownUsd: 0, unknown: [] })).toBe("nothing");
  });

  it.each([
    [{ knownUsd: undefined, unknown: ["MSK storage"] }],
    [{ knownUsd: 0, unknown: ["MSK storage"] }],
    [{ knownUsd: undefined, unknown: [] }],
    [{ knownUsd: Number.NaN, unknown: [] }],
  ])("that is not known is said to be unknown and never to be zero (%j)", (cost) => {
    const text = describeCost(cost);
    expect(text).toContain("unknown");
    expect(text).not.toMatch(/\b0\b/);
  });
});
