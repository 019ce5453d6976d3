import { spawnSync } from "node:child_process";
import { linkSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createDocument } from "../../src/sandbox/account.ts";
import { type AccountDocument, openAccountFile } from "../../src/sandbox/account-file.ts";
import { withLock } from "../../src/sandbox/lock.ts";
import { bundle, run, workerEnv } from "./worker.ts";

let script = "";
beforeAll(async () => {
  script = await bundle("count-up.ts");
});

const newFile = (): string => join(mkdtempSync(join(tmpdir(), "lock-")), "sandbox.json");
const countOf = (file: string): number =>
  (JSON.parse(readFileSync(file, "utf8")) as AccountDocument).staleReads;

describe("the lock of an account", () => {
  it("lets processes change the account one after another, losing nothing", async () => {
    const file = newFile();
    const endings = await Promise.all([1, 2, 3, 4].map(() => run(script, [file, "50"])));
    expect(endings.map(({ output }) => output)).toEqual(["done", "done", "done", "done"]);
    expect(countOf(file)).toBe(200);
    expect(readdirSync(join(file, ".."))).toEqual(["sandbox.json"]);
  });

  it("is taken over at once from a holder that was killed", async () => {
    const file = newFile();
    const { output } = await run(script, [file, "1"]);
    expect(output).toBe("done");
    const dead = { pid: 2 ** 22 - 3, started: "1", token: "00000000-dead" };
    writeFileSync(`${file}.lock.${dead.token}`, JSON.stringify(dead));
    linkSync(`${file}.lock.${dead.token}`, `${file}.lock`);
    const rescuers = await Promise.all([1, 2, 3].map(() => run(script, [file, "20"])));
    expect(rescuers.map((ending) => ending.output)).toEqual(["done", "done", "done"]);
    expect(countOf(file)).toBe(61);
    expect(readdirSync(join(file, ".."))).toEqual(["sandbox.json"]);
  });

  it("survives a campaign of kills at any instant, and the account is never half written", async () => {
    const file = newFile();
    await run(script, [file, "1"]);
    for (let round = 0; round < 12; round++) {
      const before = countOf(file);
      const [killed] = await Promise.all([
        run(script, [file, "100000"], 60 + round * 5),
        run(script, [file, "20"]),
      ]);
      expect(killed.signal).toBe("SIGKILL");
      expect(countOf(file)).toBeGreaterThanOrEqual(before + 20);
    }
    expect(withLock(`${file}.lock`, () => "free")).toBe("free");
  }, 60_000);

  it("keeps what others wrote while its holder was suspended for too long, and adds the holder's change to it", () => {
    const file = newFile();
    const account = openAccountFile(file, () => createDocument("314159265358", [], 0));
    let tries = 0;
    account.change((document) => {
      // What other processes do while this one stands still in the middle of its change.
      if (tries++ === 0) spawnSync(process.execPath, [script, file, "5", "0"], { env: workerEnv });
      document.staleReads++;
    });
    expect([countOf(file), tries]).toEqual([6, 2]);
    expect(readdirSync(join(file, ".."))).toEqual(["sandbox.json"]);
  });

  it("is given back when the work throws", () => {
    const lock = `${newFile()}.lock`;
    const fail = (): void =>
      withLock(lock, () => {
        throw new Error("no");
      });
    expect(fail).toThrow("no");
    expect(withLock(lock, () => 1)).toBe(1);
  });
});
