import { spawnSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createDocument } from "../../src/sandbox/account.ts";
import { type AccountDocument, type Keeping, openAccountFile } from "../../src/sandbox/account-file.ts";
import { bundle, workerEnv } from "./worker.ts";

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "silent-"));
  file = join(folder, "sandbox.json");
});
const open = (keeping: Keeping = {}) =>
  openAccountFile(file, () => createDocument("314159265358", [], 0), keeping);
const countUp = (keeping?: Keeping): void =>
  open(keeping).change((document) => {
    document.staleReads++;
  });
const count = (): number => (JSON.parse(readFileSync(file, "utf8")) as AccountDocument).staleReads;
const living = { pid: process.pid, started: "", token: "11111111-2222-3333-4444-555555555555" };

describe("a lock of the account", () => {
  it.each([
    ["is empty", ""],
    ["is half-written", '{"pid":12,"sta'],
    ["is of something else", '{"pid":"twelve","token":1}'],
    ["names no process", JSON.stringify({ ...living, pid: 0 })],
    ["is held in another container", JSON.stringify({ ...living, pid: 2 ** 22 - 3, place: "elsewhere" })],
  ])("that %s is a silent holder's: it is waited for, then taken", (_, text) => {
    writeFileSync(`${file}.lock`, text);
    const begun = process.hrtime.bigint();
    countUp({ patienceMilliseconds: 60 });
    expect(Number(process.hrtime.bigint() - begun) / 1e6).toBeGreaterThanOrEqual(60);
    expect(count()).toBe(1);
    expect(readdirSync(folder)).toEqual(["sandbox.json"]);
  });

  it("is not hindered by a claim without a name, which goes once it is old", () => {
    const claim = `${file}.lock.${living.token}`;
    writeFileSync(claim, "");
    countUp();
    expect(readdirSync(folder).sort()).toEqual(["sandbox.json", `sandbox.json.lock.${living.token}`]);
    // Another folder, since a process looks once beside a lock.
    const other = mkdtempSync(join(tmpdir(), "silent-"));
    const late = join(other, "sandbox.json");
    writeFileSync(`${late}.lock.${living.token}`, "");
    const longAgo = Date.now() / 1000 - 60;
    utimesSync(`${late}.lock.${living.token}`, longAgo, longAgo);
    openAccountFile(late, () => createDocument("314159265358", [], 0)).change((document) => {
      document.staleReads++;
    });
    expect(readdirSync(other)).toEqual(["sandbox.json"]);
  });

  it.each([
    ["a folder", (path: string) => mkdirSync(path)],
    ["a link", (path: string) => symlinkSync(join(folder, "theirs"), path)],
    ["a named pipe", (path: string) => void spawnSync("mkfifo", [path])],
  ])("in whose place is %s is refused in words at once", (_, make) => {
    make(`${file}.lock`);
    expect(() => countUp()).toThrow(/sandbox\.json\.lock is not a plain file/);
    expect(readdirSync(folder)).toEqual(["sandbox.json.lock"]);
  });
});

describe("an account on a disk that is full", () => {
  it("is whole where the disk takes a few bytes at a time", () => {
    countUp({ write: (to, bytes, from) => writeSync(to, bytes, from, Math.min(9, bytes.length - from)) });
    expect(count()).toBe(1);
  });

  it.each([
    ["takes no more", () => 0],
    [
      "says so",
      () => {
        throw Object.assign(new Error("ENOSPC: no space left on device, write"), {
          code: "ENOSPC",
          syscall: "write",
        });
      },
    ],
  ])("stays as it was where the disk %s in the middle, and the path is told", (_, end) => {
    countUp();
    let room = 60;
    const write: Keeping["write"] = (to, bytes, from) => {
      if (room <= 0) return end();
      const taken = writeSync(to, bytes, from, Math.min(room, bytes.length - from));
      room -= taken;
      return taken;
    };
    expect(() => countUp({ write })).toThrow(
      expect.objectContaining({ code: "ENOSPC", path: expect.stringContaining(file) }),
    );
    expect(count()).toBe(1);
    expect(readdirSync(folder)).toEqual(["sandbox.json"]);
  });
});

const strace = spawnSync("strace", ["-V"]).status === 0;

describe.runIf(strace)("an account on a file system without hard links (as strace makes it)", () => {
  let script = "";
  beforeAll(async () => {
    script = await bundle("count-up.ts");
  });

  it.each(["EPERM", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"])(
    "that says %s is changed as anywhere",
    (code) => {
      const inject = [
        "-f",
        "-o",
        "/dev/null",
        "-e",
        "trace=link,linkat",
        "-e",
        `inject=link,linkat:error=${code}`,
      ];
      const { stdout } = spawnSync("strace", [...inject, process.execPath, script, file, "5"], {
        env: { ...workerEnv, PATH: process.env.PATH },
        encoding: "utf8",
      });
      expect(stdout).toBe("done");
      expect(count()).toBe(5);
      expect(readdirSync(folder)).toEqual(["sandbox.json"]);
    },
  );
});
