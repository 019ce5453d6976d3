import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listenForSignals } from "../../src/cli/signals.ts";

/** A process that only remembers how it was ended. */
class FakeProcess extends EventEmitter {
  readonly exits: number[] = [];

  exit(code: number): never {
    this.exits.push(code);
    return undefined as never;
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("the first signal", () => {
  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 143],
  ])("%s stops the run with exit code %i and does not end the process", (name, code) => {
    const process = new FakeProcess();
    const { signal } = listenForSignals(process);
    expect(signal.aborted).toBe(false);
    process.emit(name);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toBe(code);
    expect(process.exits).toEqual([]);
  });

  it("gives calls in flight five seconds, then cleans up and ends", async () => {
    const process = new FakeProcess();
    const { onExit } = listenForSignals(process);
    const cleanUp = vi.fn(() => Promise.resolve());
    onExit(cleanUp);
    process.emit("SIGINT");
    await vi.advanceTimersByTimeAsync(4_999);
    expect(cleanUp).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(cleanUp).toHaveBeenCalledOnce();
    expect(process.exits).toEqual([130]);
  });

  it("ends although cleaning up fails", async () => {
    const process = new FakeProcess();
    const { onExit } = listenForSignals(process);
    onExit(() => Promise.reject(new Error("disk full")));
    process.emit("SIGTERM");
    await vi.advanceTimersByTimeAsync(5_000);
    expect(process.exits).toEqual([143]);
  });
});

describe("the second signal", () => {
  it("ends the process at once with its own code", () => {
    const process = new FakeProcess();
    listenForSignals(process);
    process.emit("SIGINT");
    process.emit("SIGTERM");
    expect(process.exits).toEqual([143]);
  });
});

describe("a run that ends by itself", () => {
  it("ends the process with its own code", () => {
    const process = new FakeProcess();
    listenForSignals(process).exit(2);
    expect(process.exits).toEqual([2]);
  });
});
