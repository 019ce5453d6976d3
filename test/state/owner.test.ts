import { spawnSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { describe, expect, it } from "vitest";
import { lifeOf, ownOwner, readOwner, thisMachine } from "../../src/state/owner.ts";
import { newFile } from "./folder.ts";

const HOUR = 3_600_000;
const own = () => ownOwner("flashsale-setup up", Date.now());

describe("an owner", () => {
  it("is this process on this host since now", async () => {
    const now = Date.parse("2026-08-01T00:00:00.000Z");
    expect(await ownOwner("flashsale-setup up", now)).toEqual({
      pid: process.pid,
      host: hostname(),
      bootId: expect.any(String),
      pidNamespace: expect.any(String),
      started: expect.stringMatching(/./),
      command: "flashsale-setup up",
      since: "2026-08-01T00:00:00.000Z",
    });
  });

  it("is read back from its file", async () => {
    const file = newFile();
    const owner = await own();
    await writeFile(file, JSON.stringify(owner));
    expect(await readOwner(file)).toEqual(owner);
  });

  it.each([
    ["missing", undefined],
    ["empty", ""],
    ["half-written", '{"pid": 12, "host": "h'],
    ["of something else", '{"pid": "twelve"}'],
  ])("is nobody where the file is %s", async (_, content) => {
    const file = newFile();
    if (content !== undefined) await writeFile(file, content);
    expect(await readOwner(file)).toBeUndefined();
  });
});

describe("an owner is dead", () => {
  const ended = (): number => spawnSync(process.execPath, ["-e", ""]).pid;

  it.each([
    ["not, while its process runs", {}, false],
    ["when its process is gone", { pid: ended() }, true],
    ["when its number was given to another process", { started: "1" }, true],
    [
      "not, however long ago it says that it took the lock: the clock may have been set",
      { since: new Date(Date.now() - HOUR * 24 * 365).toISOString() },
      false,
    ],
    [
      "not, as far as anyone here can tell, when it is in another namespace of processes",
      { pidNamespace: "pid:[1]", pid: ended() },
      false,
    ],
    [
      "when its process is gone, where nobody wrote down the namespace",
      { pidNamespace: undefined, pid: ended() },
      true,
    ],
    [
      "not, as far as anyone here can tell, when it is on another host",
      { host: "another", pid: ended() },
      false,
    ],
    ["not, on another host that was started anew", { host: "another", bootId: "another-boot" }, false],
    ["when its process is gone, where the system tells no boot", { bootId: "", pid: ended() }, true],
    ["not, while its process runs, where the system tells no boot", { bootId: "" }, false],
  ])("%s", async (_, part, expected) => {
    expect((await lifeOf({ ...(await own()), ...part })) === "dead").toBe(expected);
  });
});

describe("an owner of another boot", () => {
  const FIRST = "pid:[4026531836]";
  const boot = async (pidNamespace: string) => {
    const here = { ...(await thisMachine()), pidNamespace, bootId: "this-boot" };
    return lifeOf({ ...(await own()), pidNamespace, bootId: "another-boot" }, here);
  };

  it("is dead on a machine, whatever has its number now", async () => {
    expect(await boot(FIRST)).toBe("dead");
  });

  it("is elsewhere in a container: another machine may run one of the same name", async () => {
    expect(await boot("pid:[4026532281]")).toBe("elsewhere");
  });
});
