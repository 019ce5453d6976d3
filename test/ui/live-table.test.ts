import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { widthOf } from "../../src/ui/layout.ts";
import { showChecks } from "../../src/ui/live-table.ts";
import type { CheckLine } from "../../src/ui/verify-view.ts";
import { fakeOutput, fakeTerminal, SECRET } from "./fake-terminal.ts";

const line = (name: string, more: Partial<CheckLine> = {}): CheckLine => ({
  name,
  group: "db",
  state: "running",
  ms: 0,
  detail: "",
  layers: [],
  fix: [],
  ...more,
});

describe("checks that run", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("stand in one table that fills, and leave the screen when they have ended", () => {
    const terminal = fakeTerminal({ columns: 60, rows: 24 });
    const table = showChecks(fakeOutput(terminal), "Verifying", [line("database"), line("cache")]);
    vi.advanceTimersByTime(120);
    const rows = (): string[] => terminal.stderr.screen.slice(2).map((row) => row.replace(/ +/g, " "));
    expect(terminal.stderr.screen[0]).toMatch(/ Verifying$/);
    expect(rows()).toEqual([
      expect.stringMatching(/^database running/),
      expect.stringMatching(/^cache running/),
    ]);
    table.put(line("cache", { state: "ok", detail: `PONG ${SECRET} ${"x".repeat(80)}` }));
    vi.advanceTimersByTime(120);
    expect(rows()[1]).toMatch(/^cache ✓ ok/);
    for (const row of terminal.stderr.screen) expect(widthOf(row)).toBeLessThan(60);
    expect(terminal.stderr.raw).not.toContain(SECRET);
    table.stop();
    table.stop();
    expect(terminal.stderr.screen).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("are not shown where nothing can be redrawn", () => {
    const terminal = fakeTerminal();
    const table = showChecks(fakeOutput(terminal), "Verifying", [line("database")]);
    table.put(line("database", { state: "ok" }));
    table.stop();
    expect(terminal.stderr.raw).toBe("");
  });
});
