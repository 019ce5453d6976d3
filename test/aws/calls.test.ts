import { describe, expect, it } from "vitest";
import { asAlreadyExists, untilSettled } from "../../src/aws/calls.ts";
import { hasName } from "../../src/aws/errors.ts";
import { AlreadyExists, Interrupted } from "../../src/errors.ts";
import { createFastClock, createVirtualClock, createWatch } from "./clocks.ts";

const lagging = Object.assign(new Error("no such role yet"), { name: "NoSuchEntityException" });
const isLag = (error: unknown) => hasName(error, ["NoSuchEntity"]);

/** A call that fails as often as said, and counts. */
function toCall(
  failures: number,
  error: Error = lagging,
): { call: () => Promise<string>; count: () => number } {
  let count = 0;
  return {
    call: () => (++count > failures ? Promise.resolve("done") : Promise.reject(error)),
    count: () => count,
  };
}

describe("a call that AWS may not be ready for", () => {
  it("is repeated with growing pauses until it succeeds", async () => {
    const clock = createVirtualClock();
    await expect(
      untilSettled(toCall(5).call, { isLag, budgetSeconds: 120 }, createWatch(clock)),
    ).resolves.toBe("done");
    expect(clock.sleeps).toEqual([1, 2, 4, 8, 10]);
  });

  it("ends with AWS's error when the budget is spent", async () => {
    const clock = createVirtualClock();
    await expect(
      untilSettled(toCall(Number.POSITIVE_INFINITY).call, { isLag, budgetSeconds: 60 }, clock),
    ).rejects.toBe(lagging);
    expect(clock.sleeps.reduce((sum, seconds) => sum + seconds)).toBeGreaterThanOrEqual(60);
  });

  it("is tried five times even where the budget passes at once", async () => {
    const { call } = toCall(4);
    await expect(untilSettled(call, { isLag, budgetSeconds: 60 }, createFastClock(100_000))).resolves.toBe(
      "done",
    );
  });

  it("is not repeated after any other error", async () => {
    const { call, count } = toCall(1, new Error("no"));
    await expect(untilSettled(call, { isLag, budgetSeconds: 60 }, createVirtualClock())).rejects.toThrow(
      "no",
    );
    expect(count()).toBe(1);
  });

  it("is given up when the run is interrupted", async () => {
    const watch = createWatch(createVirtualClock(), AbortSignal.abort());
    await expect(untilSettled(toCall(9).call, { isLag, budgetSeconds: 60 }, watch)).rejects.toBeInstanceOf(
      Interrupted,
    );
  });
});

describe("a create whose name is taken", () => {
  it("throws AlreadyExists with AWS's error as its cause", async () => {
    const cause = Object.assign(new Error("taken"), { name: "EntityAlreadyExistsException" });
    const promise = asAlreadyExists(() => Promise.reject(cause));
    await expect(promise).rejects.toBeInstanceOf(AlreadyExists);
    await expect(promise).rejects.toMatchObject({ cause });
  });

  it("lets every other error pass", async () => {
    await expect(asAlreadyExists(() => Promise.reject(lagging))).rejects.toBe(lagging);
  });
});
