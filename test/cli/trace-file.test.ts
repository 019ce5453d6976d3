import { mkdtempSync, readFileSync, symlinkSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { traceTo, type WriteSome } from "../../src/cli/trace-file.ts";
import { refusal } from "../disk/short-disk.ts";

let cwd = "";
let told: string[] = [];
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "trace-"));
  told = [];
});
const desk = (trace = "trace.jsonl") => ({
  globals: { trace },
  world: { cwd },
  output: { tell: (text: string) => void told.push(text) },
});
const content = (): string => readFileSync(join(cwd, "trace.jsonl"), "utf8");

const refuse = (code: string): number => {
  throw refusal(code);
};

/** Takes three bytes at a time until so many are written. */
const until =
  (room: number, end: () => number): WriteSome =>
  (file, bytes, from) => {
    if (room <= 0) return end();
    const taken = writeSync(file, bytes, from, Math.min(3, bytes.length - from, room));
    room -= taken;
    return taken;
  };

describe("a trace", () => {
  it("goes on behind what is there, a line at a time", async () => {
    writeFileSync(join(cwd, "trace.jsonl"), "{}\n");
    const write = await traceTo(desk());
    write?.('{"a":1}');
    write?.('{"b":2}\n');
    expect(content()).toBe('{}\n{"a":1}\n{"b":2}\n');
  });

  const ENDS: readonly (readonly [code: string, end: () => number])[] = [
    ["ENOSPC", () => 0],
    ["ENOSPC", () => refuse("ENOSPC")],
    ["EDQUOT", () => refuse("EDQUOT")],
    ["EIO", () => refuse("EIO")],
  ];

  it.each(ENDS)(
    "that the disk does not take (%s) fails nothing: it is told once, and ends with a whole line",
    async (code, end) => {
      const write = await traceTo(desk(), until(12, end));
      for (const line of ['{"a":1}', '{"b":2}', '{"c":3}', '{"d":4}']) write?.(line);
      expect(content()).toBe('{"a":1}\n');
      expect(told).toEqual([
        expect.stringMatching(new RegExp(`^The trace ends here.*trace\\.jsonl.*${code}`)),
      ]);
    },
  );

  it("behind a link is the file that it leads to, and is refused where it leads nowhere", async () => {
    writeFileSync(join(cwd, "trace.jsonl"), "");
    symlinkSync("trace.jsonl", join(cwd, "link"));
    (await traceTo(desk("link")))?.("{}");
    expect(content()).toBe("{}\n");
    symlinkSync("nowhere", join(cwd, "dangling"));
    await expect(traceTo(desk("dangling"))).rejects.toMatchObject({ code: "LinkDangling", exitCode: 64 });
  });
});
