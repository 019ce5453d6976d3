import { chmodSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { build } from "esbuild";
import { toLicences } from "./licences.mjs";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
// A rebuild leaves the chunks of a program that is running; what is packed starts clean.
if (process.argv.includes("--clean")) rmSync("dist", { recursive: true, force: true });

// CommonJS packages inside an ES module bundle look for these.
const banner = [
  'import { createRequire as __createRequire } from "node:module";',
  'import { fileURLToPath as __fileURLToPath } from "node:url";',
  'import { dirname as __pathDirname } from "node:path";',
  "const require = __createRequire(import.meta.url);",
  "const __filename = __fileURLToPath(import.meta.url);",
  "const __dirname = __pathDirname(__filename);",
].join("");

/** @type {import("esbuild").BuildOptions} */
const both = {
  bundle: true,
  minify: true,
  keepNames: true,
  platform: "node",
  target: "node20",
  mainFields: ["module", "main"],
  define: { PROGRAM_VERSION: JSON.stringify(version) },
  logLevel: "warning",
  metafile: true,
};
const main = await build({
  ...both,
  entryPoints: { main: "src/main.ts" },
  outdir: "dist",
  splitting: true,
  format: "esm",
  banner: { js: banner },
  // An optional addon of pg's that nothing here uses.
  external: ["pg-native"],
});
/** commander loads it for subcommands that are programs of their own; there are none, and help need not wait for it. */
const withoutChildProcess = {
  name: "without-child-process",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:child_process$/ }, () => ({ path: "none", namespace: "none" }));
    onLoad({ filter: /^none$/, namespace: "none" }, () => ({ contents: "" }));
  },
};
const help = await build({
  ...both,
  entryPoints: ["src/cli/print-help.ts"],
  outfile: "dist/help.cjs",
  format: "cjs",
  plugins: [withoutChildProcess],
});
const outputs = { ...main.metafile.outputs, ...help.metafile.outputs };
writeFileSync("dist/LICENSES.txt", toLicences(outputs));
// The tests look at what esbuild tells of the outputs.
if (process.env.METAFILE) writeFileSync(process.env.METAFILE, JSON.stringify({ outputs }));
chmodSync("bin/flashsale-setup.js", 0o755);
