import { execFile } from "node:child_process";
import { cp, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import type { Metafile } from "esbuild";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanUp, copyProject, newFolder, type Place, run } from "./program.ts";

const PACKED_BYTES = 2_000_000;

/** Where the build leaves what esbuild tells of its outputs: in the copy that is packed, but not in the tarball. */
const METAFILE = "metafile.json";

/** Runs npm with this process's environment. Its own scripts run, so that what is packed is what it builds. */
const npm = (cwd: string, ...args: readonly string[]) =>
  promisify(execFile)("npm", [...args], { cwd, env: { ...process.env, METAFILE } });

interface Packed {
  readonly filename: string;
  readonly size: number;
  readonly files: readonly { readonly path: string }[];
}

/** The name and version of every package of whose code esbuild put something into an output. */
async function bundledPackages(copy: string): Promise<string[]> {
  const { outputs } = JSON.parse(await readFile(join(copy, METAFILE), "utf8")) as Pick<Metafile, "outputs">;
  const names = new Set<string>();
  for (const [path, { bytesInOutput }] of Object.values(outputs).flatMap(({ inputs }) =>
    Object.entries(inputs),
  )) {
    const [before, after] = splitAtLast(path, "node_modules/");
    if (bytesInOutput === 0 || after === undefined) continue;
    const folder = after.split("/").slice(0, after.startsWith("@") ? 2 : 1);
    const file = resolve(copy, before, "node_modules", ...folder, "package.json");
    const { name, version } = JSON.parse(await readFile(file, "utf8")) as { name: string; version: string };
    names.add(`${name} ${version}`);
  }
  return [...names].sort();
}

function splitAtLast(text: string, mark: string): [string, string?] {
  const at = text.lastIndexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + mark.length)];
}

describe("the packed program", () => {
  let copy: string;
  let tarball: string;
  let packed: Packed;
  /** An empty project in which nothing but the tarball is installed. */
  let place: Place;

  beforeAll(async () => {
    copy = await copyProject();
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

  it("brings the licence of every package whose code is in it", async () => {
    const licences = await readFile(
      join(place.cwd, "node_modules/flashsale-setup/dist/LICENSES.txt"),
      "utf8",
    );
    const bundled = await bundledPackages(copy);
    expect(bundled.length).toBeGreaterThan(100);
    const named = [...licences.matchAll(/^(\S+ \d+\.\d+\.\d+\S*) \(.+\)$/gm)].map(([, name]) => name);
    expect(named.toSorted()).toEqual(bundled);
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

  it("provisions the sandbox, finds nothing to do then, and removes all", { timeout: 180_000 }, async () => {
    for (const command of [
      "up --sandbox --yes",
      "plan --sandbox --detailed-exitcode",
      "destroy --sandbox --yes --delete-data --no-final-snapshot",
    ]) {
      const ending = await run(place, command.split(" "));
      expect(ending, `${command}\n${ending.stderr}`).toMatchObject({ code: 0 });
      expect(ending.stderr, "no warning of Node's").not.toContain("(node:");
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
