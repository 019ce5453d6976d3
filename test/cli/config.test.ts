import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { type Desk, loadSettings } from "../../src/cli/context.ts";
import { openDesk } from "../../src/cli/desk.ts";
import { addGlobals, readGlobals } from "../../src/cli/globals.ts";
import { remember } from "../../src/cli/remember.ts";
import { parseSettings } from "../../src/settings/file.ts";
import { fakeWorld, freshFolder } from "./fake-world.ts";

const BOTH = [true, false];
const GIVEN = ["--config", "FLASHSALE_CONFIG", "nothing"] as const;

/** One cell of the table: what names the settings file, and which files there are. */
interface Cell {
  readonly sandbox: boolean;
  readonly given: (typeof GIVEN)[number];
  readonly copy: boolean;
  readonly file: boolean;
}

const CELLS: readonly Cell[] = BOTH.flatMap((sandbox) =>
  GIVEN.flatMap((given) => BOTH.flatMap((copy) => BOTH.map((file) => ({ sandbox, given, copy, file })))),
);

const fileOf = ({ given }: Cell): string => (given === "nothing" ? "flashsale.yaml" : "shop.yaml");

function open(cell: Cell): { desk: Desk; folder: string } {
  const folder = freshFolder();
  mkdirSync(join(folder, ".flashsale"));
  if (cell.copy) writeFileSync(join(folder, ".flashsale/sandbox.yaml"), "name: copy\n");
  if (cell.file) writeFileSync(join(folder, fileOf(cell)), "name: file\n");
  const words = [
    ...(cell.sandbox ? ["--sandbox"] : []),
    ...(cell.given === "--config" ? ["--config", "shop.yaml"] : []),
  ];
  const env: Record<string, string> =
    cell.given === "FLASHSALE_CONFIG" ? { FLASHSALE_CONFIG: "shop.yaml" } : {};
  const command = addGlobals(new Command()).parse(words, { from: "user" });
  return { desk: openDesk(fakeWorld(words, { cwd: folder, env }), readGlobals(command, env)), folder };
}

/** Whose settings count: what is named before what is not, and the sandbox's own before the usual file. */
function expectedOf({ sandbox, given, copy, file }: Cell): "copy" | "file" | "flashsale" | undefined {
  if (given !== "nothing" || !sandbox) return file ? "file" : undefined;
  if (copy) return "copy";
  return file ? "file" : "flashsale";
}

const TITLE = "with $given, sandbox $sandbox, sandbox.yaml there: $copy, the file there: $file";

describe("the settings that are read", () => {
  it.each(CELLS)(TITLE, async (cell) => {
    const { desk } = open(cell);
    const expected = expectedOf(cell);
    if (expected === undefined)
      await expect(loadSettings(desk)).rejects.toMatchObject({ code: "SettingsMissing", exitCode: 78 });
    else expect((await loadSettings(desk)).settings.name).toBe(expected);
  });
});

describe("the settings that are edited", () => {
  const nameAndSize = (path: string): unknown => {
    const { name, db } = parseSettings(path, readFileSync(path, "utf8")).settings;
    return [name, db.storageGib];
  };

  it.each(CELLS.filter((cell) => expectedOf(cell) !== undefined))(TITLE, async (cell) => {
    const { desk, folder } = open(cell);
    await remember(desk, [["db.storageGib", 77]]);
    const [copy, file] = [join(folder, ".flashsale/sandbox.yaml"), join(folder, fileOf(cell))];
    // What the command was carried out with is what is written down, and practice leaves the file alone.
    expect(nameAndSize(cell.sandbox ? copy : file)).toEqual([expectedOf(cell), 77]);
    if (cell.sandbox && cell.file) expect(readFileSync(file, "utf8")).toBe("name: file\n");
    if (!cell.sandbox)
      expect(existsSync(copy) && readFileSync(copy, "utf8")).toBe(cell.copy && "name: copy\n");
  });

  it("are told to be the sandbox's own, made from the file that was named", async () => {
    const { desk } = open({ sandbox: true, given: "--config", copy: true, file: true });
    await remember(desk, [["db.storageGib", 77]]);
    const { text } = desk.world.terminal.stderr as unknown as { text: string };
    expect(text).toMatch(/sandbox\.yaml: db\.storageGib: 77\. It is made from shop\.yaml/);
  });
});
