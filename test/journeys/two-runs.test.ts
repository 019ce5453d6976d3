import type { ChildProcess } from "node:child_process";
import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { listAccount, normalise, Practice } from "./program.ts";

/** Waits until a run has begun to create; polls the file that it writes, so that no guess about speed is made. */
async function untilCreating(practice: Practice, address: string): Promise<void> {
  for (let look = 0; look < 1600; look++) {
    try {
      if (address in practice.state().resources) return;
    } catch {
      // Not written yet.
    }
    await pause(25);
  }
  throw new Error(`${address} was never begun`);
}

/** The one real wait: twice the lock's stale time. */
async function suspendAnywhere(_: Practice, child: ChildProcess): Promise<void> {
  child.kill("SIGSTOP");
  await pause(4000);
}

/** Stops the process between the two instants at which a write makes its draft and puts it in place, and ages its lock. */
async function suspendWhileWriting({ folder }: Practice, child: ChildProcess): Promise<void> {
  const kept = join(folder, ".flashsale");
  const isWriting = (): boolean => readdirSync(kept).some((name) => /state\.json\..*\.new$/.test(name));
  const until = Date.now() + 20_000;
  while (Date.now() < until) {
    if (!isWriting()) continue;
    child.kill("SIGSTOP");
    // A signal arrives a moment after it was sent; the write may have ended meanwhile.
    await pause(20);
    if (isWriting()) {
      const old = new Date(Date.now() - 10_000);
      utimesSync(join(kept, "sandbox.state.json.lock"), old, old);
      return;
    }
    child.kill("SIGCONT");
  }
  throw new Error("it was never seen writing");
}

describe("two runs at once", () => {
  it("refuses the second, naming the first, and leaves the first alone", { timeout: 60_000 }, async () => {
    const practice = new Practice();
    const first = practice.start("up --yes", { speed: "180" });
    await untilCreating(practice, "network.vpc");
    const second = await practice.run("up --yes", { speed: "180" });
    expect(second.code).toBe(75);
    expect(second.stderr).toContain(`process ${first.child.pid}`);
    expect((await first.ended).code).toBe(0);
    practice.remove();
  });

  it("takes over from a killed run at once", { timeout: 60_000 }, async () => {
    const practice = new Practice();
    const killed = await practice.run("up --yes", { faults: { kill: { attempt: 5, when: "after" } } });
    expect(killed.signal).toBe("SIGKILL");
    const next = await practice.run("up --yes");
    expect(next.code, next.stderr).toBe(0);
    expect(next.stderr).toContain("Took over the lock");
    practice.remove();
  });

  it.each([
    ["while it waits", suspendAnywhere],
    ["in the middle of writing its state", suspendWhileWriting],
  ])(
    "stops a run that was suspended %s and wakes after another took over, and leaves one set of objects",
    {
      timeout: 90_000,
    },
    async (_, suspend) => {
      const env = { FLASHSALE_LOCK_STALE_SECONDS: "2" };
      const practice = new Practice();
      const suspended = practice.start("up --yes", { speed: "60", env });
      await untilCreating(practice, "db.instance");
      await suspend(practice, suspended.child);
      const second = await practice.run("up --yes", { env });
      expect(second.code, second.stderr).toBe(0);
      const state = practice.state();
      suspended.child.kill("SIGCONT");
      expect((await suspended.ended).code).toBe(75);
      expect(practice.state()).toEqual(state);
      const alone = new Practice();
      expect((await alone.run("up --yes")).code).toBe(0);
      expect(normalise(await listAccount(practice))).toEqual(normalise(await listAccount(alone)));
      practice.remove();
      alone.remove();
    },
  );
});
