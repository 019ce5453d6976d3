import {
  chmodSync,
  lstatSync,
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
import { describe, expect, it } from "vitest";
import { commentedSettings } from "../../src/settings/commented.ts";
import { editFile, editText, writeSettings } from "../../src/settings/edit.ts";
import { parseSettings } from "../../src/settings/file.ts";

const folder = (): string => mkdtempSync(join(tmpdir(), "settings-"));

describe("an edit of the settings", () => {
  it("changes one value and leaves every other line as it was", () => {
    const before = commentedSettings([]);
    const after = editText(before, [["db.enabled", false]]);
    const changed = after.split("\n").filter((line, index) => line !== before.split("\n")[index]);
    expect(changed).toEqual(["  enabled: false"]);
    expect(parseSettings("flashsale.yaml", after).settings.db.enabled).toBe(false);
    expect(parseSettings("flashsale.yaml", after).settings.network.enabled).toBe(true);
  });

  it("keeps comments, order and blank lines that a person wrote", () => {
    const mine =
      "# ours since May\nregion: eu-west-1 # near us\n\n# small\ndb:\n  class: db.t4g.medium # cheap\n";
    expect(editText(mine, [["db.multiAz", false]])).toBe(`${mine}  multiAz: false\n`);
  });

  it("comes back to the same text when it is undone", () => {
    const before = commentedSettings([]);
    const there = editText(before, [["db.class", "db.r6g.large"]]);
    expect(editText(there, [["db.class", "db.r5.xlarge"]])).toBe(before);
  });

  it("makes the block that it needs", () => {
    expect(editText("", [["db.enabled", false]])).toBe("db:\n  enabled: false\n");
    expect(editText("name: shop\n", [["limits.monthlyUsd", 900]])).toBe(
      "name: shop\nlimits:\n  monthlyUsd: 900\n",
    );
  });

  it("does not break long lines", () => {
    const long = `tags:\n  note: ${"word ".repeat(40).trim()}\n`;
    expect(editText(long, [["tags.team", "sale"]])).toBe(`${long}  team: sale\n`);
  });
});

describe("the edit of a settings file", () => {
  it("changes the file in place", async () => {
    const file = join(folder(), "flashsale.yaml");
    writeFileSync(file, "name: shop\n");
    await editFile(file, undefined, [["db.enabled", false]]);
    expect(readFileSync(file, "utf8")).toBe("name: shop\ndb:\n  enabled: false\n");
  });

  it("makes a copy of another, which stays as it is", async () => {
    const [file, from] = [join(folder(), "sandbox.yaml"), join(folder(), "flashsale.yaml")];
    writeFileSync(from, "name: shop # ours\n");
    await editFile(file, from, [["db.enabled", false]]);
    expect(readFileSync(file, "utf8")).toBe("name: shop # ours\ndb:\n  enabled: false\n");
    expect(readFileSync(from, "utf8")).toBe("name: shop # ours\n");
  });

  it("begins with the defaults where there is neither", async () => {
    const here = folder();
    await editFile(join(here, "sandbox.yaml"), join(here, "flashsale.yaml"), [["db.enabled", false]]);
    expect(readdirSync(here)).toEqual(["sandbox.yaml"]);
    const { settings } = parseSettings("sandbox.yaml", readFileSync(join(here, "sandbox.yaml"), "utf8"));
    expect(settings.db).toMatchObject({ enabled: false, class: "db.r5.xlarge" });
  });

  it("does not take a file that cannot be read for one that is not there", async () => {
    const file = join(folder(), "flashsale.yaml");
    mkdirSync(file);
    await expect(editFile(file, undefined, [["db.enabled", false]])).rejects.toThrow(/is a folder/);
  });
});

describe("a written settings file", () => {
  it("is for its owner alone when it is new", async () => {
    const file = join(folder(), "flashsale.yaml");
    await writeSettings(file, "name: shop\n");
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it("keeps the mode that it had", async () => {
    const file = join(folder(), "flashsale.yaml");
    writeFileSync(file, "name: shop\n");
    chmodSync(file, 0o640);
    await writeSettings(file, "name: sale\n");
    expect(statSync(file).mode & 0o777).toBe(0o640);
  });

  it("stays a link where it was one", async () => {
    const [here, there] = [folder(), folder()];
    writeFileSync(join(there, "shared.yaml"), "name: shop\n");
    symlinkSync(join(there, "shared.yaml"), join(here, "flashsale.yaml"));
    await writeSettings(join(here, "flashsale.yaml"), "name: sale\n");
    expect(lstatSync(join(here, "flashsale.yaml")).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(there, "shared.yaml"), "utf8")).toBe("name: sale\n");
  });

  it("leaves nothing else behind", async () => {
    const here = folder();
    await writeSettings(join(here, "flashsale.yaml"), "name: shop\n");
    expect(readdirSync(here)).toEqual(["flashsale.yaml"]);
  });
});
