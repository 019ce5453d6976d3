import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { EngineEvent } from "../../src/engine/events.ts";
import { type Board, createBoard } from "../../src/ui/board.ts";
import { drawFlights } from "../../src/ui/board-lines.ts";
import { widthOf } from "../../src/ui/layout.ts";
import type { DrawingWishes } from "../../src/ui/terminal.ts";
import { planItem, planOf, quotaError, summaryOf } from "./builders.ts";
import {
  FakeClock,
  type FakeTerminal,
  FakeTicker,
  fakeOutput,
  fakeTerminal,
  pageOf,
  SECRET,
} from "./fake-terminal.ts";

interface Scene {
  readonly board: Board;
  readonly terminal: FakeTerminal;
  readonly clock: FakeClock;
  readonly ticker: FakeTicker;
}

function scene(size?: { columns: number; rows: number }, wishes: Partial<DrawingWishes> = {}): Scene {
  const terminal = fakeTerminal(size, wishes);
  const clock = new FakeClock();
  const ticker = new FakeTicker();
  const board = createBoard({
    output: fakeOutput(terminal),
    clock,
    ticker: ticker.begin,
    title: "Setting up",
  });
  return { board, terminal, clock, ticker };
}

const start = (address: string, typicalSeconds = 900): EngineEvent => ({
  event: "start",
  address,
  action: "create",
  typicalSeconds,
});
const status = (address: string, word: string): EngineEvent => ({ event: "status", address, status: word });
const done = (address: string, seconds = 3): EngineEvent => ({
  event: "done",
  address,
  action: "create",
  seconds,
});
const failed = (address: string): EngineEvent => ({
  event: "failed",
  address,
  action: "create",
  error: quotaError(),
});

const emit = (board: Board, ...events: readonly EngineEvent[]): void => {
  for (const event of events) board.listen(event);
};

/** Lets the spinner take a turn. */
const turn = (): void => {
  vi.advanceTimersByTime(120);
};

describe("the live board", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("shows a line for each resource in flight: address, status, elapsed against typical", () => {
    const { board, terminal, clock } = scene({ columns: 80, rows: 24 });
    emit(board, start("network.nat-gateway", 120), start("db.instance"), status("db.instance", "backing-up"));
    clock.move(245);
    turn();
    expect(terminal.stderr.screen).toEqual([
      "⠙ Setting up 0 done, 2 in flight, 4 min",
      "  network.nat-gateway  creating    4 min of ~2",
      "  db.instance          backing-up  4 min of ~15",
    ]);
    board.stop();
  });

  it("tells how far the plan is", () => {
    const { board, terminal } = scene({ columns: 80, rows: 24 });
    const items = [
      planItem(),
      planItem({ address: "a", action: "replace" }),
      planItem({ address: "b", action: "no-op" }),
    ];
    const plan = planOf(items, { criticalPath: { addresses: ["a"], seconds: 1020 } });
    emit(board, { event: "plan", plan }, start("network.vpc"), done("network.vpc"), start("a"));
    turn();
    expect(terminal.stderr.screen.at(-2)).toContain("Setting up 1 of 3 done, 1 in flight, 0 s of ~17 min");
    board.stop();
  });

  it("lets finished lines scroll above it", () => {
    const { board, terminal } = scene({ columns: 80, rows: 24 });
    emit(board, start("network.vpc"), start("db.instance"), done("network.vpc"));
    turn();
    expect(terminal.stderr.screen[0]).toBe("+ network.vpc created (3 s)");
    expect(terminal.stderr.screen.at(-1)).toContain("db.instance");
    emit(board, done("db.instance", 890), { event: "summary", summary: summaryOf() });
    expect(terminal.stderr.screen).toEqual([
      "+ network.vpc created (3 s)",
      "+ db.instance created (14 min 50 s)",
    ]);
  });

  it("tells failures with their cause, what is skipped, and notices", () => {
    const { board, terminal } = scene({ columns: 100, rows: 24 });
    emit(board, start("db.instance"), failed("db.instance"));
    emit(board, { event: "skipped", address: "deploy.group", because: "db.instance" });
    emit(board, { event: "notice", text: "A newer engine version is offered.", address: "db.version" });
    board.stop();
    expect(terminal.stderr.screen.slice(0, 3)).toEqual([
      "✗ db.instance not created: A quota is used up (QuotaExceeded, InstanceQuotaExceeded)",
      "! deploy.group skipped: it needs db.instance",
      "i db.version: A newer engine version is offered.",
    ]);
  });

  it("counts what does not fit on the screen", () => {
    const { board, terminal } = scene({ columns: 80, rows: 10 });
    emit(board, ...Array.from({ length: 9 }, (_, index) => start(`resource.${index}`)));
    turn();
    const { screen } = terminal.stderr;
    expect(screen.at(-1)).toBe("  … and 4 more");
    expect(screen).toHaveLength(7);
    board.stop();
  });

  it("leaves nothing of itself behind when it is stopped, and gives the cursor back", () => {
    const { board, terminal } = scene({ columns: 80, rows: 24 });
    emit(board, start("db.instance"));
    turn();
    board.stop();
    board.stop();
    vi.advanceTimersByTime(1000);
    expect(terminal.stderr.screen.join("")).toBe("");
    expect(terminal.stderr.raw.endsWith("\u001b[?25h")).toBe(true);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("makes room for a question and comes back", () => {
    const { board, terminal } = scene({ columns: 80, rows: 24 });
    emit(board, start("db.instance"));
    board.pause();
    expect(terminal.stderr.screen.join("")).toBe("");
    board.resume();
    turn();
    expect(terminal.stderr.screen.at(-1)).toContain("db.instance");
    board.stop();
  });

  it("shows no secret, not even a part of one", () => {
    const { board, terminal } = scene({ columns: 40, rows: 24 });
    emit(board, start("db.instance"), status("db.instance", `a word before the secret ${SECRET}`));
    turn();
    board.stop();
    expect(terminal.stderr.text).not.toContain(SECRET.slice(0, 6));
  });

  it("has no line wider than the terminal less two cells, and address and status in each", () => {
    const name = fc.stringMatching(/^[a-z]{1,20}[.][a-z/-]{1,60}$/);
    const flights = fc.array(
      fc.record({
        address: name,
        status: fc.stringMatching(/^[a-z-]{1,40}$/),
        elapsedSeconds: fc.nat({ max: 9000 }),
        typicalSeconds: fc.nat({ max: 3000 }),
      }),
      { minLength: 1, maxLength: 8 },
    );
    fc.assert(
      fc.property(flights, fc.integer({ min: 40, max: 120 }), (list, columns) => {
        for (const [index, line] of drawFlights(list, pageOf(columns)).entries()) {
          expect(widthOf(line)).toBeLessThanOrEqual(columns - 2);
          const [address = "", word = ""] = line.trim().split(/ {2,}/);
          expect(address.slice(0, 5)).toBe(list[index]?.address.slice(0, 5).trim());
          expect(word.slice(0, 5)).toBe(list[index]?.status.slice(0, 5));
        }
      }),
    );
  });

  it("drops the elapsed time before it shortens an address", () => {
    const address = "monitoring.alarm.database-connections-high";
    const flight = { address, status: "backing-up", elapsedSeconds: 245, typicalSeconds: 900 };
    expect(drawFlights([flight], pageOf(80))).toEqual([`  ${address}  backing-up  4 min of ~15`]);
    expect(drawFlights([flight], pageOf(60))).toEqual([`  ${address}  backing-up`]);
    expect(drawFlights([flight], pageOf(50))).toEqual(["  monitoring.alarm.…connections-high  backing-up"]);
  });

  it("never makes the screen wrap, whatever is told", () => {
    const { board, terminal } = scene({ columns: 60, rows: 24 }, { noColor: true });
    const text =
      "The engine version 15.3 is not offered any more; the newest patch of the same line is taken instead.";
    emit(
      board,
      start("a".repeat(100)),
      { event: "notice", text },
      failed("a".repeat(100)),
      start("b".repeat(100)),
    );
    turn();
    for (const line of terminal.stderr.screen) expect(widthOf(line)).toBeLessThanOrEqual(58);
    board.stop();
  });
});

describe("without a terminal the board", () => {
  it("tells each change of state on a line, and each status once", () => {
    const { board, terminal } = scene();
    emit(board, start("network.vpc", 3), status("network.vpc", "pending"), status("network.vpc", "pending"));
    emit(board, done("network.vpc"), failed("db.instance"));
    expect(terminal.stderr.lines).toEqual([
      "  network.vpc creating (usually under a minute)",
      "  network.vpc is pending",
      "+ network.vpc created (3 s)",
      "✗ db.instance not created: A quota is used up (QuotaExceeded, InstanceQuotaExceeded)",
    ]);
    board.stop();
  });

  it("tells once a minute of the account what is in flight", () => {
    const { board, terminal, clock, ticker } = scene();
    emit(board, start("db.instance"), start("kafka.cluster", 1500), status("db.instance", "backing-up"));
    const before = terminal.stderr.lines.length;
    clock.move(59);
    ticker.tick();
    expect(terminal.stderr.lines).toHaveLength(before);
    clock.move(1);
    ticker.tick();
    ticker.tick();
    expect(terminal.stderr.lines.slice(before)).toEqual([
      "  after 1 min, 2 in flight: db.instance backing-up 1 min of ~15; kafka.cluster creating 1 min of ~25",
    ]);
    board.stop();
  });

  it("tells once a minute how much of the plan is done and how long it takes", () => {
    const { board, terminal, clock, ticker } = scene();
    const plan = planOf([planItem(), planItem({ address: "db.instance" })], {
      criticalPath: { addresses: ["db.instance"], seconds: 1020 },
    });
    emit(board, { event: "plan", plan }, start("network.vpc"), done("network.vpc"), start("db.instance"));
    clock.move(60);
    ticker.tick();
    expect(terminal.stderr.lines.at(-1)).toContain(
      "after 1 min of ~17, 1 of 2 done, 1 in flight: db.instance",
    );
    board.stop();
  });

  it("is the same on a terminal that tells no width", () => {
    const { board, terminal } = scene({ columns: 0, rows: 0 });
    emit(board, start("db.instance"), done("db.instance", 890));
    board.stop();
    expect(terminal.stderr.lines).toEqual([
      "  db.instance creating (usually about 15 min)",
      "+ db.instance created (14 min 50 s)",
    ]);
  });

  it("has no heartbeat while nothing is in flight, and none after the end", () => {
    const { board, terminal, clock, ticker } = scene();
    emit(board, start("network.vpc"), done("network.vpc"));
    const before = terminal.stderr.lines.length;
    clock.move(120);
    ticker.tick();
    expect(terminal.stderr.lines).toHaveLength(before);
    emit(board, { event: "summary", summary: summaryOf() });
    expect(ticker.isTicking).toBe(false);
  });

  it("writes no control characters and nothing to stdout", () => {
    const { board, terminal } = scene();
    emit(board, start("db.instance"), status("db.instance", "\u001b[2Jbad"), done("db.instance"));
    expect(terminal.stderr.raw).not.toContain("\u001b");
    expect(terminal.stdout.raw).toBe("");
    board.stop();
  });

  it("is the same on a build server that pretends to be one", () => {
    const { board, terminal } = scene({ columns: 80, rows: 24 }, { ci: true, noColor: true });
    emit(board, start("db.instance"), done("db.instance", 890));
    expect(terminal.stderr.raw).not.toContain("\u001b");
    board.stop();
  });
});
