import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { listAccount, normalise, type Practice, type Run } from "./program.ts";
import { expectSettled, prepared, runTo } from "./stack.ts";

/** At this speed the database takes a quarter of a minute. */
const SLOWLY = { speed: "60" };

interface Running {
  readonly practice: Practice;
  readonly child: ReturnType<Practice["start"]>["child"];
  readonly ended: Promise<Run>;
}

/** Starts `up` and resolves once the database is being made. */
async function untilDatabaseIsMade(): Promise<Running> {
  const practice = prepared();
  const { child, ended } = practice.start("up --yes --json", SLOWLY);
  let seen = "";
  await new Promise<void>((resolve) => {
    child.stdout.on("data", (chunk: Buffer) => {
      seen += String(chunk);
      if (/"event":"status"[^\n]*"address":"db\.instance"/.test(seen)) resolve();
    });
  });
  return { practice, child, ended };
}

const lockOf = (practice: Practice): boolean =>
  existsSync(join(practice.folder, ".flashsale/sandbox.state.json.lock"));

/** The signals of a run that has ended by itself. */
async function interruptWith(
  signal: NodeJS.Signals,
  running: Running,
): Promise<{ run: Run; seconds: number }> {
  const begun = Date.now();
  running.child.kill(signal);
  const run = await running.ended;
  return { run, seconds: (Date.now() - begun) / 1000 };
}

function expectResumable(practice: Practice): void {
  expect(lockOf(practice)).toBe(false);
  expect(practice.state().resources["db.instance"]).toMatchObject({ status: "creating", id: "flashsale-db" });
}

const expected = (async () => {
  const practice = prepared();
  await runTo(practice, 0, "up --yes");
  const account = normalise(await listAccount(practice));
  practice.remove();
  return account;
})();

/** The next run carries on: one of each object, and nothing more to do. */
async function expectCarriedOn(practice: Practice): Promise<void> {
  await runTo(practice, 0, "up --yes");
  await expectSettled(practice);
  expect(normalise(await listAccount(practice))).toEqual(await expected);
  practice.remove();
}

describe("an interrupted up", () => {
  it.concurrent.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
    ["SIGHUP", 143],
  ] as const)(
    "by %s: saves, unlocks, says how to resume, ends with %i; then up carries on",
    async (signal, code) => {
      const running = await untilDatabaseIsMade();
      const { run, seconds } = await interruptWith(signal, running);
      expect([run.code, run.signal], run.stderr).toEqual([code, null]);
      expect(seconds).toBeLessThan(6);
      const last = JSON.parse(run.stdout.trimEnd().split("\n").at(-1) ?? "") as Record<string, unknown>;
      expect(last).toMatchObject({ event: "summary", outcome: "interrupted", failed: [] });
      expect(last.unfinished).toContain("db.instance");
      expectResumable(running.practice);
      await expectCarriedOn(running.practice);
    },
  );

  it.concurrent("says to a person what was done, what was not, and the command that carries on", async () => {
    const practice = prepared();
    const { child, ended } = practice.start("up --yes", SLOWLY);
    let told = "";
    await new Promise<void>((resolve) => {
      child.stderr.on("data", (chunk: Buffer) => {
        told += String(chunk);
        if (told.includes("db.instance is creating")) resolve();
      });
    });
    const { run } = await interruptWith("SIGINT", { practice, child, ended });
    expect(run.code).toBe(130);
    const end = run.stderr.slice(run.stderr.indexOf("Interrupted after"));
    expect(end).toMatch(/Interrupted after .*\d+ created.*unfinished/s);
    expect(end).toContain("flashsale-setup up --yes");
    expect(end).not.toContain("Error");
    await expectCarriedOn(practice);
  });

  it.concurrent("by a second SIGINT ends at once, and loses nothing", async () => {
    const running = await untilDatabaseIsMade();
    running.child.kill("SIGINT");
    const { run, seconds } = await interruptWith("SIGINT", running);
    expect(run.code).toBe(130);
    expect(seconds).toBeLessThan(2);
    await expectCarriedOn(running.practice);
  });
});
