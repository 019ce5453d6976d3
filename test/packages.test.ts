import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { minVersion, satisfies } from "semver";
import { describe, expect, it } from "vitest";
import { toLicences } from "../scripts/licences.mjs";

interface Package {
  readonly engines?: Readonly<Record<string, string>>;
  readonly resolved?: string;
}

const lock = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8")) as {
  packages: Readonly<Record<string, Package>>;
};
const { "": own, ...others } = lock.packages;
const floor = minVersion(own?.engines?.node ?? "")?.version ?? "";

/** Packages whose range leaves out the floor although they run on it. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  "node_modules/@platformatic/kafka":
    "asks for 20.19.4, the release of Node 20 that was new then; test/probes/kafka.test.ts passes on 20.19.0",
};

describe("the packages of package-lock.json", () => {
  it("are installed for Node 20.19.0 at least", () => {
    expect(floor).toBe("20.19.0");
  });

  it("take the oldest Node that this program takes, so that npm warns of none", () => {
    const tooNew = Object.entries(others).filter(
      ([, { engines }]) => !satisfies(floor, engines?.node ?? "*"),
    );
    expect(tooNew.map(([path]) => path)).toEqual(Object.keys(LEFT_OUT));
  });

  it("take a later Node 20.19 without exception", () => {
    const tooNew = Object.entries(others).filter(
      ([, { engines }]) => !satisfies("20.19.5", engines?.node ?? "*"),
    );
    expect(tooNew.map(([path]) => path)).toEqual([]);
  });

  it("are recorded without the address that they came from", () => {
    const addressed = Object.entries(others).filter(([, { resolved }]) => resolved?.includes("://"));
    expect(addressed.map(([path]) => path)).toEqual([]);
  });
});

/** What esbuild tells of an output with the given bytes of a file of each package, and the files of those packages. */
function bundleOf(files: Readonly<Record<string, string>>, bytesInOutput = 10) {
  const folder = mkdtempSync(join(tmpdir(), "packages-"));
  const inputs: Record<string, { bytesInOutput: number }> = {};
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, "node_modules", path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    if (path.endsWith("package.json")) inputs[join(dirname(file), "lib/index.js")] = { bytesInOutput };
  }
  return { "dist/main.js": { inputs } };
}

const packageJson = (name: string, license: unknown, more: object = {}): string =>
  JSON.stringify({ name, version: "1.2.3", license, ...more });

const GRANT = "Permission is hereby granted to all.";
const repository = { url: "https://example.org/all.git" };

describe("the licences of the program", () => {
  const allowed: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    [
      "its file",
      { "one/package.json": packageJson("one", "MIT"), "one/LICENSE-MIT": "Its text." },
      "Its text.",
    ],
    [
      "its file in British spelling",
      { "one/package.json": packageJson("one", "ISC"), "one/Licence.md": "Its text." },
      "Its text.",
    ],
    [
      "the end of its readme file",
      { "one/package.json": packageJson("one", "MIT"), "one/readme.md": `# One\n\n## License\n\n${GRANT}\n` },
      GRANT,
    ],
    [
      "the file of another package of its repository",
      {
        "one/package.json": packageJson("one", "MIT", { repository }),
        "@other/two/package.json": packageJson("@other/two", "MIT", { repository }),
        "@other/two/LICENSE": "The text of both.",
      },
      "The text of both.",
    ],
  ];
  it.each(allowed)("have a package's text from %s", (_from, files, text) => {
    const licences = toLicences(bundleOf(files));
    expect(licences).toContain("one 1.2.3 (");
    expect(licences.split(text)).toHaveLength(2);
  });

  it("have a package's notices beside its text", () => {
    const files = { "one/package.json": packageJson("one", "Apache-2.0"), "one/LICENSE": "Its text." };
    expect(toLicences(bundleOf({ ...files, "one/NOTICE": "Made by many." }))).toMatch(
      /Its text\.\n\nMade by/,
    );
  });

  it("are in one order, whatever the order in which esbuild tells of the packages", () => {
    const bundle = bundleOf({
      "two/package.json": packageJson("two", "MIT"),
      "two/LICENSE": "The text of two.",
      "one/package.json": packageJson("one", "MIT"),
      "one/LICENSE": "The text of one.",
    });
    const { inputs } = bundle["dist/main.js"];
    const turned = { "dist/main.js": { inputs: Object.fromEntries(Object.entries(inputs).toReversed()) } };
    expect(toLicences(bundle)).toMatch(/one 1\.2\.3 .*two 1\.2\.3/s);
    expect(toLicences(turned)).toBe(toLicences(bundle));
  });

  it("leave out a package of which no code is in the program", () => {
    const files = { "one/package.json": packageJson("one", "GPL-3.0-only") };
    expect(toLicences(bundleOf(files, 0))).not.toContain("one 1.2.3");
  });

  const refused: readonly (readonly [string, Readonly<Record<string, string>>, string])[] = [
    ["a licence that asks for more", { license: "GPL-3.0-only", LICENSE: "Its text." }, "not one of those"],
    [
      "a choice nobody has made",
      { license: "MIT OR GPL-2.0-only", LICENSE: "Its text." },
      "not one of those",
    ],
    ["no licence", { LICENSE: "Its text." }, "not one of those"],
    ["no text", { license: "MIT" }, "no text"],
    ["an empty text", { license: "MIT", LICENSE: "\n" }, "no text"],
    ["nothing but a notice", { license: "Apache-2.0", NOTICE: "Made by many." }, "no text"],
    ["nothing but a link to its licence", { license: "MIT", "README.md": "## License\n\nMIT\n" }, "no text"],
  ];
  it.each(refused)("refuse a package with %s, by its name", (_what, { license, ...files }, fault) => {
    const inFolder = Object.fromEntries(Object.entries(files).map(([file, text]) => [`one/${file}`, text]));
    const bundle = bundleOf({ "one/package.json": packageJson("one", license), ...inFolder });
    expect(() => toLicences(bundle)).toThrow(new RegExp(`one 1\\.2\\.3 .*${fault}`));
  });

  it("name every package that cannot be shipped, at once", () => {
    const bundle = bundleOf({
      "one/package.json": packageJson("one", "MIT"),
      "two/package.json": packageJson("two", "MIT"),
    });
    expect(() => toLicences(bundle)).toThrow(/one 1\.2\.3.*two 1\.2\.3/s);
  });
});
