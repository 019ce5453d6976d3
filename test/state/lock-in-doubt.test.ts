import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { beforeEach, describe, expect, it } from "vitest";
import { lockState } from "../../src/state/lock.ts";
import { ownOwner } from "../../src/state/owner.ts";
import { fastWatch } from "./fast-watch.ts";
import { namesBeside, newFile } from "./folder.ts";

const DAY = 86_400_000;

let file = "";
let notices: string[] = [];
beforeEach(() => {
  file = newFile();
  notices = [];
});

const lock = (part: Partial<Parameters<typeof lockState>[0]> = {}) =>
  lockState({
    file,
    command: "flashsale-setup destroy",
    onLost: () => undefined,
    notice: (text) => notices.push(text),
    watch: fastWatch(),
    ...part,
  });

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

describe("what stands in a lock's place and is none", () => {
  const outside = (): string => `${file}.outside`;
  const KINDS: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
    ["a file", (path) => writeFile(path, "{}")],
    ["a symbolic link", (path) => writeFile(outside(), "theirs").then(() => symlink(outside(), path))],
    ["a link that leads nowhere", (path) => symlink(`${file}.nowhere`, path)],
    ["a named pipe", async (path) => void execFileSync("mkfifo", [path])],
    ["a folder", (path) => mkdir(path)],
  ];
  const PLACES = [".lock", ".owner.json", ".backup"];
  const rows = PLACES.flatMap((place) =>
    KINDS.filter(([kind]) => (place === ".lock" ? kind !== "a folder" : kind !== "a file")).map(
      ([kind, make]) => [kind, place, make] as const,
    ),
  );

  it.each(rows)("%s as %s is refused in words, and left as it is", async (_, place, make) => {
    await make(`${file}${place}`);
    const before = namesBeside(file);
    await expect(lock()).rejects.toMatchObject({
      code: "LockUnusable",
      exitCode: 1,
      detail: expect.stringContaining(`${file}${place}`),
    });
    expect(namesBeside(file)).toEqual(before);
    if (existsSync(outside())) expect(await readFile(outside(), "utf8")).toBe("theirs");
  });
});

describe("a lock whose holder cannot be judged", () => {
  it.each([
    ["is on another host", { host: "another-host", pid: 1 }],
    ["is in another namespace of processes", { pidNamespace: "pid:[1]", pid: 2 ** 22 - 3 }],
    ["is this process, and older than the lock", {}],
  ])("because it %s is refused", async (_, part) => {
    await leftBy(part);
    await expect(lock()).rejects.toMatchObject({ code: "StateLocked" });
    expect(notices).toEqual([]);
  });

  it.each([
    ["older than the stale time", -31_000],
    ["of a day ago", -DAY],
    ["of tomorrow, as after the clock was set back", DAY],
  ])("is taken over where its heartbeat, %s, stays so for the stale time", async (_, offset) => {
    await leftBy({ host: "another-host" });
    const watch = fastWatch();
    await heartbeatAt(offset);
    await (await lock({ watch })).release();
    expect(watch.now()).toBeGreaterThanOrEqual(30_000);
    expect(watch.now()).toBeLessThan(31_000);
    expect(notices).toEqual([
      expect.stringMatching(/^Watching the lock of .* for 30 s/),
      expect.stringMatching(/^Took over the lock of .*, which is silent\.$/),
    ]);
  });

  it.each([
    ["another host", { host: "another-host" }],
    ["this one", {}],
  ])(
    "on %s is left alone when a heartbeat comes while it is watched, whatever time it tells",
    async (_, part) => {
      await leftBy(part);
      await heartbeatAt(-DAY);
      let pauses = 0;
      const watch = fastWatch(async () => {
        if (++pauses === 60) await heartbeatAt(-DAY + 10_000);
      });
      await expect(lock({ watch })).rejects.toMatchObject({ code: "StateLocked", exitCode: 75 });
      expect(namesBeside(file)).toEqual(["flashsale.state.json.lock", "flashsale.state.json.owner.json"]);
    },
  );

  it("is taken over once its heartbeat is older than the stale time", async () => {
    await leftBy({ host: "another-host" });
    await heartbeatAt(-31_000);
    await (await lock()).release();
  });

  it("is not taken over while its heartbeat is younger", async () => {
    await leftBy({ host: "another-host" });
    await heartbeatAt(-25_000);
    await expect(lock()).rejects.toMatchObject({ code: "StateLocked" });
  });
});
