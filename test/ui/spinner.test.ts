import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { showWait } from "../../src/ui/spinner.ts";
import { fakeOutput, fakeTerminal } from "./fake-terminal.ts";

describe("a wait", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("is shown until it ends, and what is told meanwhile stands above it", () => {
    const terminal = fakeTerminal({ columns: 80, rows: 24 });
    const output = fakeOutput(terminal);
    const stop = showWait(output, "Reading the account");
    output.tell("A word in between.");
    vi.advanceTimersByTime(120);
    expect(terminal.stderr.screen).toEqual([
      "A word in between.",
      expect.stringMatching(/^\S Reading the account$/),
    ]);
    stop();
    expect(terminal.stderr.screen).toEqual(["A word in between."]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is not shown where nothing can be redrawn", () => {
    const terminal = fakeTerminal();
    showWait(fakeOutput(terminal), "Reading the account")();
    expect(terminal.stderr.raw).toBe("");
  });
});
