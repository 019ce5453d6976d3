import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { toFileError } from "../../src/disk/trouble.ts";
import { openDraft, replaceFile } from "../../src/disk/whole-file.ts";
import { durableWriter } from "../../src/state/durable-file.ts";
import { refusal, shortDisk } from "./short-disk.ts";

const OLD = "old\n";
const NEW = `${"new é ".repeat(2000)}\n`;

let folder = "";
let file = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "whole-"));
  file = join(folder, "file");
});

const throwing = (code: string, syscall?: string) => (): never => {
  throw refusal(code, syscall);
};

/** Every way in which a file of the program is replaced. */
const WRITERS = [
  ["a file that is replaced", (open: typeof openDraft) => replaceFile(file, NEW, { open })],
  ["a state", (open: typeof openDraft) => durableWriter(open)(file, `${file}.backup`, () => NEW)],
] as const;

describe.each(WRITERS)("%s", (_, write) => {
  it("is whole on a disk that takes a few bytes at a time", async () => {
    await write(shortDisk(7, Number.POSITIVE_INFINITY));
    expect(readFileSync(file, "utf8")).toBe(NEW);
  });

  const CODES = ["ENOSPC", "EDQUOT", "EIO", "EROFS", "EACCES"];
  const STEPS: readonly (readonly [string, typeof openDraft])[] = [
    ["takes no more bytes, and says so by their number alone", shortDisk(4096, 8192)],
    ...CODES.flatMap((code): (readonly [string, typeof openDraft])[] => [
      [`says ${code} in the middle`, shortDisk(4096, 8192, throwing(code))],
      [
        `says ${code} when it is to sync`,
        async (path, mode) => ({
          ...(await openDraft(path, mode)),
          sync: async () => throwing(code, "fsync")(),
        }),
      ],
      [`says ${code} when it opens`, async () => throwing(code, "open")()],
    ]),
  ];

  it.each(STEPS)(
    "stays as it was on a disk that %s, with nothing left beside it, and the path is told",
    async (_name, open) => {
      writeFileSync(file, OLD);
      const error: unknown = await write(open).catch((caught: unknown) => caught);
      expect(readFileSync(file, "utf8")).toBe(OLD);
      expect(readdirSync(folder)).toEqual(["file"]);
      expect(toFileError(error)).toMatchObject({
        exitCode: 1,
        detail: expect.stringMatching(/\((ENOSPC|EDQUOT|EIO|EROFS|EACCES), /),
      });
    },
  );
});

describe("a replaced file", () => {
  it("behind a link is the one that the link leads to", async () => {
    mkdirSync(join(folder, "real"));
    writeFileSync(join(folder, "real", "file"), OLD);
    symlinkSync("real/file", file);
    await replaceFile(file, NEW);
    expect(readFileSync(join(folder, "real", "file"), "utf8")).toBe(NEW);
    expect(readdirSync(folder)).toEqual(["file", "real"]);
  });

  it("is never a draft that somebody put there first", async () => {
    const planted = join(folder, "planted");
    symlinkSync(planted, file);
    await expect(openDraft(file, 0o600)).rejects.toMatchObject({ code: "EEXIST" });
    expect(existsSync(planted)).toBe(false);
  });

  it("has the mode that is wanted, and none but its owner reads it otherwise", async () => {
    await replaceFile(file, NEW);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });
});
