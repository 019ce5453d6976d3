import { describe, expect, it } from "vitest";
import type { EngineEvent } from "../../src/engine/events.ts";
import { createBoard } from "../../src/ui/board.ts";
import { quotaError, summaryOf } from "./builders.ts";
import { FakeClock, FakeTicker, fakeOutput, fakeTerminal } from "./fake-terminal.ts";

const status = (word: string): EngineEvent => ({ event: "status", address: "db.instance", status: word });

const EVENTS: readonly EngineEvent[] = [
  { event: "start", address: "db.instance", action: "create", typicalSeconds: 900 },
  status("backing-up"),
  status("backing-up"),
  status("modifying"),
  { event: "failed", address: "db.instance", action: "create", error: quotaError() },
  { event: "summary", summary: summaryOf() },
];

/** What stays of a run that fails, as lines without their indentation. */
function toldOf(options: { readonly isVerbose: boolean; readonly isLive: boolean }): string[] {
  const { isVerbose, isLive } = options;
  const terminal = fakeTerminal(isLive ? { columns: 100, rows: 24 } : undefined);
  const ticker = new FakeTicker().begin;
  const output = fakeOutput(terminal);
  const board = createBoard({ output, clock: new FakeClock(), ticker, title: "Setting up", isVerbose });
  for (const event of EVENTS) board.listen(event);
  const { stderr } = terminal;
  return (isLive ? stderr.screen : stderr.lines).map((line) => line.trim());
}

const isStack = (line: string): boolean => line.startsWith("at ");

describe("a board that was asked to tell more", () => {
  it.each([
    "db.instance creating (usually about 15 min)",
    "db.instance is backing-up",
    "db.instance is modifying",
  ])("leaves a line for each status on a terminal, too: %s", (line) => {
    const lines = (isVerbose: boolean): string[] =>
      toldOf({ isVerbose, isLive: true }).filter((one) => one === line);
    expect(lines(true)).toEqual([line]);
    expect(lines(false)).toEqual([]);
  });

  it.each([true, false])("tells what lies behind a failure, on a terminal: %s", (isLive) => {
    expect(toldOf({ isVerbose: true, isLive }).some(isStack)).toBe(true);
    expect(toldOf({ isVerbose: false, isLive }).some(isStack)).toBe(false);
  });
});
