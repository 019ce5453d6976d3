import { spawnSync } from "node:child_process";
import { mkdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { basename } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { StateError } from "../../src/errors.ts";
import { lockState } from "../../src/state/lock.ts";
import { ownOwner } from "../../src/state/owner.ts";
import { bundle } from "../sandbox/worker.ts";
import { fastWatch } from "./fast-watch.ts";
import { modeOf, namesBeside, newFile, onDisk, openStore } from "./folder.ts";
import { type Started, start } from "./processes.ts";

let script = "";
beforeAll(async () => {
  script = await bundle(`${import.meta.dirname}/hold.ts`);
});

let file = "";
let started: Started[] = [];
let notices: string[] = [];
beforeEach(() => {
  file = newFile();
  started = [];
  notices = [];
});
afterEach(async () => {
  await Promise.all(started.map((one) => one.kill()));
});

const hold = (command = "flashsale-setup up", ...how: "hasty"[]): Started => {
  const holder = start(script, [file, command, ...how]);
  started.push(holder);
  return holder;
};
const DAY = 86_400_000;
const entry = {
  status: "ready",
  type: "ec2/vpc",
  needs: [],
  token: "t",
  input: {},
  id: "vpc-1",
  attributes: {},
} as const;
const isEnd = (line: string): boolean => line === "held" || line.startsWith("refused");
const lock = (part: Partial<Parameters<typeof lockState>[0]> = {}) =>
  lockState({
    file,
    command: "flashsale-setup destroy",
    onLost: () => undefined,
    notice: (text) => notices.push(text),
    watch: fastWatch(),
    ...part,
  });
const owner = async () => JSON.parse(await readFile(`${file}.owner.json`, "utf8")) as Record<string, unknown>;

const ended = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

/** The word of one who is about to take the lock, or died of it. */
async function claimedBy(part: object): Promise<void> {
  const own = await ownOwner("flashsale-setup up", Date.now());
  await writeFile(`${file}.lock.00000000.claim`, JSON.stringify({ ...own, ...part }));
}

/** A lock that some process left: its folder, and who it says it is. */
async function leftBy(part: object): Promise<void> {
  await mkdir(`${file}.lock`);
  const own = await ownOwner("flashsale-setup up", Date.now());
  await writeFile(`${file}.owner.json`, JSON.stringify({ ...own, ...part }));
}

/** Sets the time of the last heartbeat, in milliseconds from now. */
async function heartbeatAt(offset: number): Promise<void> {
  const then = new Date(Date.now() + offset);
  await utimes(`${file}.lock`, then, then);
}

describe("a lock", () => {
  it("says beside the state who holds it, and leaves nothing when it is released", async () => {
    const held = await lock();
    expect(await owner()).toMatchObject({
      pid: process.pid,
      host: hostname(),
      command: "flashsale-setup destroy",
      since: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    });
    expect(modeOf(`${file}.owner.json`)).toBe("600");
    await held.release();
    expect(namesBeside(file)).toEqual([]);
    await (await lock()).release();
  });

  it("works for a state in a folder that is not there yet", async () => {
    file = `${file}/deep/flashsale.state.json`;
    await (await lock()).release();
  });

  it("that another process holds is refused with exit 75, naming command, process and since when", async () => {
    const holder = hold("flashsale-setup up db");
    await holder.line((line) => line === "held");
    const { since } = await owner();
    await expect(lock()).rejects.toMatchObject({
      code: "StateLocked",
      exitCode: 75,
      detail: expect.stringContaining(
        `flashsale-setup up db (process ${holder.pid} on ${hostname()}, since ${since})`,
      ),
    });
    holder.end();
    await holder.line((line) => line === "released");
    await (await lock()).release();
    expect(notices).toEqual([]);
  });

  it("that this very process holds is refused, too", async () => {
    const held = await lock();
    await expect(lock()).rejects.toMatchObject({ code: "StateLocked" });
    await held.release();
  });
});

describe("a lock whose holder is dead", () => {
  it("is taken over at once, with a notice that names the dead", async () => {
    const holder = hold("flashsale-setup up");
    await holder.line((line) => line === "held");
    await holder.kill();
    const held = await lock();
    expect(notices).toHaveLength(1);
    expect(notices[0]).toContain(`flashsale-setup up (process ${holder.pid}`);
    expect(await owner()).toMatchObject({ pid: process.pid });
    await held.release();
    expect(namesBeside(file)).toEqual([]);
  });

  it.each([
    ["with no word of who made it", undefined],
    ["with the word of one who died before it was the owner", { pid: ended() }],
  ])("is a folder alone, %s: it is taken over at once", async (_, part) => {
    await mkdir(`${file}.lock`);
    if (part !== undefined) await claimedBy(part);
    const watch = fastWatch();
    await (await lock({ watch })).release();
    expect(watch.now()).toBeLessThan(2000);
    expect(namesBeside(file)).toEqual([]);
  });

  it("is not a folder alone whose maker lives and is about to say so", async () => {
    await mkdir(`${file}.lock`);
    await claimedBy({});
    await expect(lock()).rejects.toMatchObject({ code: "StateLocked", exitCode: 75 });
    expect(notices).toEqual([]);
  });

  it("and which somebody died over who took it over is taken over all the same", async () => {
    await leftBy({ pid: ended() });
    await mkdir(`${file}.lock.turn`);
    await heartbeatAt(DAY);
    const watch = fastWatch();
    await (await lock({ watch })).release();
    expect(watch.now()).toBeLessThan(15_000);
    expect(namesBeside(file)).toEqual([]);
  });

  it("goes to exactly one of several that find it at the same time", { timeout: 60_000 }, async () => {
    for (let round = 0; round < 3; round++) {
      file = newFile();
      const holder = hold();
      await holder.line((line) => line === "held");
      await holder.kill();
      const contenders = Array.from({ length: 6 }, (_, at) => hold(`contender ${at}`));
      const ends = await Promise.all(contenders.map((contender) => contender.line(isEnd)));
      expect(ends.filter((line) => line === "held")).toHaveLength(1);
      await Promise.all(contenders.map((contender) => contender.kill()));
    }
  });
});

describe("a lock that was lost", () => {
  it("is told once and never thrown, and its release leaves the next holder's in place", async () => {
    const lost: StateError[] = [];
    const told = new Promise<void>((resolve) => {
      void lock({ staleSeconds: 2, onLost: (error) => resolve(void lost.push(error)) }).then(async (held) => {
        await rm(`${file}.lock`, { recursive: true });
        await leftBy({ pid: 1, command: "the next" });
        await told;
        await held.release();
        await held.release();
      });
    });
    await told;
    await new Promise(setImmediate);
    expect(lost).toHaveLength(1);
    expect(lost[0]).toMatchObject({ code: "LockLost", exitCode: 75 });
    expect(namesBeside(file)).toEqual(["flashsale.state.json.lock", "flashsale.state.json.owner.json"]);
    expect(await owner()).toMatchObject({ command: "the next" });
  });

  it("and that the run does not know of yet stays the next holder's, at its release and when the process exits", async () => {
    const sleeper = hold("the sleeper");
    await sleeper.line((line) => line === "held");
    await heartbeatAt(-31_000);
    const next = await lock();
    sleeper.end();
    await sleeper.line((line) => line === "released");
    await sleeper.gone();
    expect(await owner()).toMatchObject({ pid: process.pid });
    expect(namesBeside(file)).toEqual(["flashsale.state.json.lock", "flashsale.state.json.owner.json"]);
    expect(await next.loss()).toBeUndefined();
    await next.release();
    expect(namesBeside(file)).toEqual([]);
  });
});

describe("a state whose lock another takes while this run is suspended in the middle of a write", () => {
  const nothing = (): Promise<void> => Promise.resolve();
  async function takeover(): Promise<void> {
    await heartbeatAt(-31_000);
    await hold("the other", "hasty").line((line) => line === "held");
  }
  async function takeoverAndWrite(): Promise<void> {
    await takeover();
    await (await openStore(file)).put("network.gate", entry);
  }

  it.each([
    ["before it looks whether the lock is held", takeover, nothing, ["network.vpc"]],
    ["after it found the lock held", nothing, takeover, ["network.vpc"]],
    ["before it looks, and has written", takeoverAndWrite, nothing, ["network.vpc", "network.gate"]],
    ["after the look, and has written", nothing, takeoverAndWrite, ["network.vpc", "network.gate"]],
  ])("stays as the other has it: %s", async (_, before, after, theirs) => {
    const held = await lock();
    const lost: StateError[] = [];
    let sleeps = false;
    const lockLoss = async () => {
      if (!sleeps) return held.loss();
      sleeps = false;
      await before();
      const loss = await held.loss();
      await after();
      return loss;
    };
    const store = await openStore(file, { lockLoss, onLost: (error) => lost.push(error) });
    await store.put("network.vpc", entry);
    sleeps = true;
    await expect(store.put("db.instance", entry)).rejects.toMatchObject({ exitCode: 75 });
    expect(Object.keys((await onDisk(file)).resources)).toEqual(theirs);
    expect(lost).toMatchObject([{ exitCode: 75 }]);
    expect(namesBeside(file).filter((name) => name.endsWith(".new"))).toEqual([]);
    await held.release();
  });
});

it("a taken lock clears away the drafts of writes that were killed, and nothing else", async () => {
  const drafts = [`${file}.71.new`, `${file}.backup.71.new`];
  const others = [`${file}.backup`, `${file}.new.txt`, `${file.replace("flashsale.", "other.")}.71.new`];
  await Promise.all([...drafts, ...others].map((path) => writeFile(path, "")));
  const held = await lock();
  await held.release();
  expect(namesBeside(file)).toEqual(others.map((path) => basename(path)).sort());
});
