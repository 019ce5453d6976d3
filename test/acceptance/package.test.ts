import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanUp, copyProject, newFolder, type Place, run } from "./program.ts";

const PACKED_BYTES = 2_000_000;

/** Runs npm with this process's environment. Its own scripts run, so that what is packed is what it builds. */
const npm = (cwd: string, ...args: readonly string[]) => promisify(execFile)("npm", [...args], { cwd });

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

describe("the packed program", () => {
  let tarball: string;
  let packed: Packed;
  /** An empty project in which nothing but the tarball is installed. */
  let place: Place;

  beforeAll(async () => {
    const copy = await copyProject();
    const { stdout } = await npm(copy, "pack", "--json", "--loglevel=error");
    // What a build script says comes before the document.
    packed = (JSON.parse(stdout.slice(stdout.indexOf("[\n"))) as Packed[])[0] as Packed;
    tarball = join(copy, packed.filename);
    const project = await newFolder("install");
    await writeFile(join(project, "package.json"), JSON.stringify({ private: true }));
    await npm(project, "install", "--offline", "--no-audit", "--no-fund", tarball);
    const program = join(project, "node_modules/.bin/flashsale-setup");
    const env = { HOME: project, FLASHSALE_SANDBOX_SPEED: "max" };
    place = { program, cwd: project, env };
  }, 120_000);

  afterAll(cleanUp);

  it("has at most 2 MB", async () => {
    expect((await stat(tarball)).size).toBe(packed.size);
    expect(packed.size).toBeLessThanOrEqual(PACKED_BYTES);
  });

  it("holds the program, the guide's files and its papers, and nothing else", () => {
    const tops = new Set(packed.files.map(({ path }) => path.split("/")[0]));
    const optional = ["templates"];
    expect([...tops].filter((top) => !optional.includes(top ?? "")).sort()).toEqual([
      "CHANGELOG.md",
      "LICENSE",
      "README.md",
      "bin",
      "dist",
      "package.json",
    ]);
  });

  it("brings nothing else into a project", async () => {
    const modules = await readdir(join(place.cwd, "node_modules"));
    expect(modules.filter((name) => !name.startsWith("."))).toEqual(["flashsale-setup"]);
  });

  it("tells the version that its package has", async () => {
    const { version } = JSON.parse(
      await readFile(join(place.cwd, "node_modules/flashsale-setup/package.json"), "utf8"),
    ) as { version: string };
    expect(await run(place, ["--version"])).toMatchObject({ code: 0, stdout: version, stderr: "" });
  });

  it("provisions the sandbox, finds nothing to do then, and removes all", { timeout: 60_000 }, async () => {
    for (const command of [
      "up --sandbox --yes",
      "plan --sandbox --detailed-exitcode",
      "destroy --sandbox --yes --delete-data --no-final-snapshot",
    ]) {
      const ending = await run(place, command.split(" "));
      expect(ending, `${command}\n${ending.stderr}`).toMatchObject({ code: 0 });
    }
  });

  it("runs from a folder of another name, with blanks in it", async () => {
    const folder = join(await newFolder("elsewhere"), "a b", "package");
    await mkdir(folder, { recursive: true });
    await cp(join(place.cwd, "node_modules/flashsale-setup"), folder, { recursive: true });
    const program = join(folder, "bin/flashsale-setup.js");
    expect(await run({ ...place, program }, ["--help"])).toMatchObject({ code: 0 });
  });
});
