import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Clocks, createClock, steadyNow } from "../../src/cli/clock.ts";
import { Interrupted } from "../../src/errors.ts";

const START = Date.UTC(2026, 7, 1);

beforeEach(() => {
  vi.useFakeTimers({ now: START });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the clock", () => {
  it("tells real instants at any speed", () => {
    expect(createClock(1).now()).toBe(START);
    expect(createClock(90).now()).toBe(START);
  });

  it("lets durations pass as fast as it runs", () => {
    const clock = createClock(90);
    vi.advanceTimersByTime(10_000);
    expect(clock.secondsSince(START)).toBe(900);
    expect(clock.toRealSeconds(900)).toBe(10);
    expect(createClock(1).secondsSince(START)).toBe(10);
  });

  it("sleeps the shorter the faster it runs", async () => {
    const woken = vi.fn();
    const sleep = createClock(90).sleep(900).then(woken);
    await vi.advanceTimersByTimeAsync(9_999);
    expect(woken).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(woken).toHaveBeenCalledOnce();
    await sleep;
  });

  it("wakes at once when the run is interrupted, and keeps no timer", async () => {
    const stop = new AbortController();
    const sleep = createClock(1).sleep(900, stop.signal);
    stop.abort(130);
    await expect(sleep).rejects.toThrow(Interrupted);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("does not begin to sleep in a run that was interrupted", async () => {
    await expect(createClock(1).sleep(900, AbortSignal.abort(130))).rejects.toThrow(Interrupted);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("no longer listens once it woke", async () => {
    const stop = new AbortController();
    const removed = vi.spyOn(stop.signal, "removeEventListener");
    const sleep = createClock(1).sleep(1, stop.signal);
    await vi.advanceTimersByTimeAsync(1000);
    await sleep;
    expect(removed).toHaveBeenCalledOnce();
  });
});

describe("the time of day of a run", () => {
  const MINUTE = 60_000;
  const DAY = 1440 * MINUTE;
  const pass = { wall: MINUTE, monotonic: MINUTE, uptime: MINUTE };

  it.each([
    ["goes on as it does", pass, MINUTE],
    ["does not go back with a clock that is set back a day", { ...pass, wall: MINUTE - DAY }, MINUTE],
    ["does not leap with a clock that is set forward a day", { ...pass, wall: MINUTE + DAY }, MINUTE],
    ["leaps over the night for which the machine slept", { wall: DAY, monotonic: 0, uptime: DAY }, DAY],
    [
      "leaps over it where the system counts no sleep but in its uptime, and the clock was set, too",
      { wall: 0, monotonic: 0, uptime: DAY },
      DAY,
    ],
  ])("%s", (_, by, expected) => {
    const at = { wall: START, monotonic: 5, uptime: 77 };
    const clocks: Clocks = { wall: () => at.wall, monotonic: () => at.monotonic, uptime: () => at.uptime };
    const now = steadyNow(clocks);
    const begun = now();
    at.wall += by.wall;
    at.monotonic += by.monotonic;
    at.uptime += by.uptime;
    expect(now() - begun).toBe(expected);
    at.wall += 1000;
    at.monotonic += 1000;
    at.uptime += 1000;
    expect(now() - begun).toBe(expected + 1000);
  });
});
