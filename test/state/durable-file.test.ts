import { existsSync } from "node:fs";
import { link, readFile, writeFile } from "node:fs/promises";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { isCode } from "../../src/disk/trouble.ts";
import { writeDurably } from "../../src/state/durable-file.ts";
import { bundle } from "../sandbox/worker.ts";
import { modeOf, namesBeside, newFile } from "./folder.ts";
import { start } from "./processes.ts";

let file = "";
let backup = "";
beforeEach(() => {
  file = newFile();
  backup = `${file}.backup`;
});

describe("a durable write", () => {
  it("makes a file that only its owner reads, with no backup as there was nothing before", async () => {
    await writeDurably(file, backup, () => "one\n");
    expect(await readFile(file, "utf8")).toBe("one\n");
    expect(modeOf(file)).toBe("600");
    expect(existsSync(backup)).toBe(false);
  });

  it("keeps what was there as the backup, however often it is done", async () => {
    for (const text of ["one", "two", "three"]) await writeDurably(file, backup, () => text);
    expect(await readFile(file, "utf8")).toBe("three");
    expect(await readFile(backup, "utf8")).toBe("two");
  });

  it("replaces a longer content whole", async () => {
    await writeDurably(file, backup, () => "x".repeat(100_000));
    await writeDurably(file, backup, () => "é");
    expect(await readFile(file, "utf8")).toBe("é");
  });

  it("closes a file that others could read", async () => {
    await writeFile(file, "one", { mode: 0o644 });
    await writeDurably(file, backup, () => "two");
    expect(modeOf(file)).toBe("600");
  });

  it("leaves nothing else behind, also where an earlier one was killed between its backup and its end", async () => {
    await writeDurably(file, backup, () => "one");
    // So it looks then: the backup is already the present file under a second name.
    await link(file, backup);
    await writeDurably(file, backup, () => "two");
    expect(namesBeside(file)).toEqual(["flashsale.state.json", "flashsale.state.json.backup"]);
    expect(await readFile(backup, "utf8")).toBe("one");
  });

  it("into a folder that is not there fails, and says so", async () => {
    const error: unknown = await writeDurably(`${file}/x/y`, backup, () => "one").catch(
      (caught: unknown) => caught,
    );
    expect(isCode(error, "ENOENT") || isCode(error, "ENOTDIR")).toBe(true);
  });
});

describe("a process that is killed while it writes", () => {
  let script = "";
  beforeAll(async () => {
    script = await bundle(`${import.meta.dirname}/write-on.ts`);
  });

  it("leaves a whole file, at least as new as what it was told is on disk, and a whole backup", async () => {
    for (let round = 0; round < 6; round++) {
      const writer = start(script, [file]);
      const told = await writer.line((line) => Number(line) >= 5 + round);
      await writer.kill();
      const { count } = JSON.parse(await readFile(file, "utf8")) as { count: number };
      expect(count).toBeGreaterThanOrEqual(Number(told));
      const before = JSON.parse(await readFile(backup, "utf8")) as { count: number };
      expect(before.count).toBeGreaterThanOrEqual(count - 1);
    }
  });

  it("never leaves a moment without a file or without a backup", async () => {
    const writer = start(script, [file]);
    await writer.line((line) => Number(line) >= 2);
    for (let look = 0; look < 300; look++) {
      for (const path of [file, backup])
        expect(JSON.parse(await readFile(path, "utf8"))).toHaveProperty("count");
    }
    await writer.kill();
  });
});
