import {
  chmodSync,
  lchownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { placeOf } from "../../src/disk/place.ts";

let folder = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "place-")));
});
const at = (...names: string[]): string => join(folder, ...names);

describe("the place of a file", () => {
  it.each([
    ["itself, where it is there", () => writeFileSync(at("file"), "")],
    ["itself, where it is not there yet", () => undefined],
  ])("is %s", async (_, prepare) => {
    prepare();
    expect(await placeOf(at("file"))).toBe(at("file"));
  });

  it("is the same for every path to it: links to it, links to links, and through linked folders", async () => {
    mkdirSync(at("real"));
    writeFileSync(at("real", "file"), "");
    symlinkSync(at("real", "file"), at("absolute"));
    symlinkSync("real/file", at("relative"));
    symlinkSync("relative", at("again"));
    symlinkSync("real", at("folder"));
    const places = ["real/file", "absolute", "relative", "again", "folder/file"].map((path) =>
      placeOf(at(path)),
    );
    expect(new Set(await Promise.all(places))).toEqual(new Set([at("real", "file")]));
  });

  it("may lie in folders that are not there yet, under a linked one", async () => {
    mkdirSync(at("real"));
    symlinkSync("real", at("folder"));
    expect(await placeOf(at("folder", "new", "deep", "file"))).toBe(at("real", "new", "deep", "file"));
  });

  it.each([
    ["a link that leads nowhere", "LinkDangling", () => symlinkSync("nowhere", at("file"))],
    [
      "a folder's link that leads nowhere",
      "LinkDangling",
      () => symlinkSync("nowhere", at("linked")),
      "linked/file",
    ],
    ["links that lead round in a circle", "LinkLoops", () => circle("file")],
    ["folders' links that lead round in a circle", "LinkLoops", () => circle("linked"), "linked/file"],
  ])("is refused in words behind %s", async (_, code, prepare, path = "file") => {
    prepare();
    await expect(placeOf(at(path))).rejects.toMatchObject({ code, exitCode: 1 });
  });

  const circle = (name: string): void => {
    symlinkSync("other", at(name));
    symlinkSync(name, at("other"));
  };
});

describe.runIf(process.getuid?.() === 0)(
  "a link that another user made (only root can make one for them)",
  () => {
    const OTHER = 12_345;
    const linkOf = (uid: number): string => {
      writeFileSync(at("target"), "theirs");
      symlinkSync("target", at("link"));
      lchownSync(at("link"), uid, uid);
      return at("link");
    };

    it.each([
      ["all write", 0o1777],
      ["the group writes", 0o775],
    ])("is not followed in a folder where %s", async (_, mode) => {
      chmodSync(folder, mode);
      const link = linkOf(OTHER);
      await expect(placeOf(link)).rejects.toMatchObject({ code: "LinkForeign" });
      expect(readFileSync(at("target"), "utf8")).toBe("theirs");
    });

    it("is followed in a folder where only its owner writes, and one's own is everywhere", async () => {
      chmodSync(folder, 0o755);
      expect(await placeOf(linkOf(OTHER))).toBe(at("target"));
      chmodSync(folder, 0o1777);
      lchownSync(at("link"), 0, 0);
      expect(await placeOf(at("link"))).toBe(at("target"));
    });
  },
);
