import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What code in the program may be licensed under, in SPDX's names: none asks for more than its text beside the code. */
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC0-1.0",
  "ISC",
  "MIT",
  "Python-2.0",
  "Unlicense",
]);

/** Texts of packages that bring none, as their repositories have them. */
const KEPT = {
  "@redis/client": "redis-client.txt",
  "quickjs-wasi": "quickjs-wasi.txt",
};

const FOLDER = /^.*node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;
const TEXT = /^(?:licen[cs]e|copying)/i;
const NOTICE = /^notice/i;
const RULE = "=".repeat(80);

/**
 * The licences of all packages whose code esbuild put into the outputs of a metafile; packages of one text share it.
 * Throws an error that names every package without a text, or of a licence that is not allowed.
 */
export function toLicences(outputs) {
  const packages = packagesOf(outputs);
  const faults = [];
  const groups = new Map();
  for (const one of packages) {
    if (!ALLOWED.has(one.licence)) faults.push(`${one.title}: its licence is not one of those allowed`);
    const text = one.text || textBeside(one, packages) || keptText(one);
    if (text === "") faults.push(`${one.title}: it brings no text of its licence`);
    const all = [text, ...one.notices].join("\n\n");
    groups.set(all, [...(groups.get(all) ?? []), one.title]);
  }
  if (faults.length > 0) throw new Error(`Code that must not be shipped as it is:\n  ${faults.join("\n  ")}`);
  const parts = [...groups].map(([text, titles]) => `${RULE}\n${titles.join("\n")}\n${RULE}\n\n${text}\n`);
  return ["This program contains code of these packages.\n", ...parts].join("\n");
}

/** One of each name and version, in an order that no machine's language changes. */
function packagesOf(outputs) {
  const byTitle = new Map(
    foldersOf(outputs)
      .map(readPackage)
      .map((one) => [one.title, one]),
  );
  return [...byTitle.values()].sort((a, b) => (a.title < b.title ? -1 : 1));
}

function foldersOf(outputs) {
  const inputs = Object.values(outputs).flatMap((output) => Object.entries(output.inputs));
  const shipped = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  return [...new Set(shipped.flatMap(([path]) => FOLDER.exec(path)?.[0] ?? []))];
}

function readPackage(folder) {
  const { name, version, license, repository } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  );
  const files = readdirSync(folder).sort();
  const textsOf = (pattern) =>
    files.filter((file) => pattern.test(file)).map((file) => tidy(readFileSync(join(folder, file), "utf8")));
  const [readme = ""] = textsOf(/^readme/i);
  return {
    name,
    title: `${name} ${version} (${license})`,
    licence: license,
    repository: repository?.url ?? repository,
    text: textsOf(TEXT).join("\n\n") || lastWordsOf(readme),
    notices: textsOf(NOTICE),
  };
}

/** The licence at the end of a readme file, if it is there in full. */
function lastWordsOf(readme) {
  const [, words = ""] = /^#+ *licen[cs]e *\n(.*)/ims.exec(readme) ?? [];
  return words.includes("Permission is hereby granted") ? words.trim() : "";
}

/** Packages of one repository are published with its text, but for those where it was forgotten. */
function textBeside({ licence, repository }, packages) {
  const beside = packages.find(
    (other) => repository && other.repository === repository && other.licence === licence && other.text,
  );
  return beside?.text ?? "";
}

function keptText({ name }) {
  const file = KEPT[name];
  return file === undefined ? "" : tidy(readFileSync(new URL(`licences/${file}`, import.meta.url), "utf8"));
}

const tidy = (text) => text.replace(/[^\S\n]+$/gm, "").trim();
