import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { again } from "../../src/advice.ts";
import { type Verdict, type Wait, waitFor, waitGone, waitVisible } from "../../src/aws/waiter.ts";
import { BrokenResourceError, Interrupted, WaitTimeoutError } from "../../src/errors.ts";
import { createFastClock, createWatch } from "./clocks.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const judge = (status: string): Verdict => {
  if (status === "available") return { state: "ready", status };
  return status === "failed" ? { state: "failed", status, reason: "no room" } : { state: "pending", status };
};

type Step = string | Error;

/** A wait whose reads answer the steps in their order; the last is repeated. */
function toWait(
  steps: readonly Step[],
  more: Partial<Wait<string>> = {},
): Wait<string> & { reads: () => number } {
  let reads = 0;
  const read = () => {
    const step = steps[Math.min(reads++, steps.length - 1)] ?? "";
    return typeof step === "string" ? Promise.resolve(step) : Promise.reject(step);
  };
  return {
    what: "NAT gateway nat-1",
    read,
    judge,
    timeoutSeconds: 600,
    delaySeconds: 15,
    reads: () => reads,
    ...more,
  };
}

/** Lets all timers run until a promise has settled, and tells how many seconds passed. */
async function run<T>(promise: Promise<T>): Promise<{ result: PromiseSettledResult<T>; seconds: number }> {
  const start = Date.now();
  let seconds = 0;
  const settled = Promise.allSettled([promise]).then(([result]) => {
    seconds = (Date.now() - start) / 1000;
    return result;
  });
  await vi.advanceTimersByTimeAsync(86_400_000);
  return { result: await settled, seconds };
}

const denied = Object.assign(new Error("no"), {
  name: "UnauthorizedOperation",
  $metadata: { httpStatusCode: 403 },
});
const expired = Object.assign(new Error("old"), { name: "ExpiredToken", $metadata: { httpStatusCode: 403 } });
const throttled = Object.assign(new Error("Rate exceeded"), {
  name: "Throttling",
  $metadata: { httpStatusCode: 400 },
});
const failed = Object.assign(new Error("oops"), {
  name: "InternalFailure",
  $metadata: { httpStatusCode: 500 },
});
const offline = Object.assign(new Error("getaddrinfo ENOTFOUND"), {
  code: "ENOTFOUND",
  syscall: "getaddrinfo",
});

describe("a wait", () => {
  it("looks at once, then at equal distances, and reports each status", async () => {
    const watch = createWatch(createFastClock(1));
    const { result, seconds } = await run(
      waitFor(toWait(["pending", "pending", "pending", "pending", "available"]), watch),
    );
    expect(result).toMatchObject({ status: "fulfilled", value: "available" });
    expect(seconds).toBeCloseTo(60);
    expect(watch.statuses).toEqual(["pending", "pending", "pending", "pending", "available"]);
  });

  it("looks more often where the account's time runs faster", async () => {
    const { seconds } = await run(
      waitFor(toWait(["pending", "pending", "available"]), createWatch(createFastClock(100))),
    );
    expect(seconds).toBeCloseTo(0.3);
  });

  it("wants as many good looks in a row as asked for", async () => {
    const wait = toWait(["available", "pending", "available", "available", "available"], {
      confirmations: 3,
    });
    await run(waitFor(wait, createWatch(createFastClock(1))));
    expect(wait.reads()).toBe(5);
  });

  it("ends with the last status, and says that the same command waits on, when the bound is reached", async () => {
    const { result, seconds } = await run(waitFor(toWait(["pending"]), createWatch(createFastClock(1))));
    expect(seconds).toBeCloseTo(600);
    const { reason } = result as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(WaitTimeoutError);
    expect(reason).toMatchObject({ code: "StillOnItsWay", fix: [again()] });
    expect(String(reason)).toMatch(/NAT gateway nat-1 is "pending" after 10 min/);
  });

  it("counts good looks to their end, though the bound is reached while it counts", async () => {
    const late = [...Array.from({ length: 39 }, () => "pending"), "available", "available", "available"];
    const wait = toWait(late, { confirmations: 3 });
    const { result } = await run(waitFor(wait, createWatch(createFastClock(1))));
    expect(result.status).toBe("fulfilled");
    const flapping = toWait([...late.slice(0, 40), "pending"], { confirmations: 3 });
    expect((await run(waitFor(flapping, createWatch(createFastClock(1))))).result.status).toBe("rejected");
  });

  it("does not give up before it has looked 20 times, however fast the account's time runs", async () => {
    const wait = toWait([...Array.from({ length: 18 }, () => "pending"), "available"]);
    const { result } = await run(waitFor(wait, createWatch(createFastClock(100_000))));
    expect(result.status).toBe("fulfilled");
  });

  it("looks once more after a long suspension before it gives up", async () => {
    const steps = Array.from({ length: 30 }, () => "pending");
    const wait = toWait([...steps, "available"]);
    const promise = waitFor(wait, createWatch(createFastClock(1)));
    await vi.advanceTimersByTimeAsync(15_000 * 29);
    vi.setSystemTime(Date.now() + 7_200_000);
    const { result } = await run(promise);
    expect(result.status).toBe("fulfilled");
  });

  it("ends with AWS's reason when AWS tells a state that does not end", async () => {
    const { result } = await run(waitFor(toWait(["pending", "failed"]), createWatch(createFastClock(1))));
    const { reason } = result as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(BrokenResourceError);
    expect(String(reason)).toContain("AWS says: no room");
  });

  it.each([
    ["a missing permission", denied],
    ["expired credentials", expired],
  ])("ends at once with %s", async (_name, error) => {
    const wait = toWait(["pending", error]);
    const { result } = await run(waitFor(wait, createWatch(createFastClock(1))));
    expect((result as PromiseRejectedResult).reason).toBe(error);
    expect(wait.reads()).toBe(2);
  });

  it.each([
    ["a throttle", throttled],
    ["an internal error", failed],
    ["a lost network", offline],
  ])("goes on after %s", async (_name, error) => {
    const { result } = await run(
      waitFor(toWait(["pending", error, error, "available"]), createWatch(createFastClock(1))),
    );
    expect(result.status).toBe("fulfilled");
  });

  it("ends as interrupted, without another look, when the signal aborts", async () => {
    const control = new AbortController();
    const wait = toWait(["pending"]);
    const promise = waitFor(wait, createWatch(createFastClock(1), control.signal));
    setTimeout(() => control.abort(), 20_000);
    const { result, seconds } = await run(promise);
    expect((result as PromiseRejectedResult).reason).toBeInstanceOf(Interrupted);
    expect(seconds).toBeCloseTo(20);
    expect(wait.reads()).toBe(2);
  });

  it("does not even begin when the signal was aborted before", async () => {
    const wait = toWait(["available"]);
    const { result } = await run(waitFor(wait, createWatch(createFastClock(1), AbortSignal.abort())));
    expect((result as PromiseRejectedResult).reason).toBeInstanceOf(Interrupted);
    expect(wait.reads()).toBe(0);
  });
});

describe("waiting for something to be visible", () => {
  it("answers what it saw", async () => {
    const answers = [undefined, undefined, { id: "vpc-1" }];
    const { result } = await run(
      waitVisible(() => Promise.resolve(answers.shift()), "VPC vpc-1", createWatch(createFastClock(1))),
    );
    expect(result).toMatchObject({ value: { id: "vpc-1" } });
  });

  it("gives up after five minutes", async () => {
    const { result, seconds } = await run(
      waitVisible(() => Promise.resolve(undefined), "VPC vpc-1", createWatch(createFastClock(1))),
    );
    expect((result as PromiseRejectedResult).reason).toBeInstanceOf(WaitTimeoutError);
    expect(seconds).toBeCloseTo(300);
  });
});

describe("waiting for something to be gone", () => {
  it("reports AWS's status until it is no longer told", async () => {
    const answers = ["deleting", "deleted", undefined];
    const watch = createWatch(createFastClock(1));
    await run(
      waitGone(() => Promise.resolve(answers.shift()), "NAT gateway nat-1", watch, {
        statusOf: (seen) => seen,
      }),
    );
    expect(watch.statuses).toEqual(["deleting", "deleted", "gone"]);
  });
});
