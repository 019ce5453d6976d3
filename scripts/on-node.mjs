import { execFileSync, spawnSync } from "node:child_process";
import { delimiter, dirname } from "node:path";

/**
 * Runs the tests on another release of Node, whose binary comes with its npm package:
 * `npm run test:node -- 22`, or with vitest's arguments after the release.
 */
const [release = "", ...more] = process.argv.slice(2);
if (!/^\d+(\.\d+){0,2}$/.test(release)) {
  console.error("usage: npm run test:node -- RELEASE [ARGUMENT OF VITEST ...]");
  process.exit(64);
}
const shell = process.platform === "win32";
const own = "JSON.stringify([process.version, process.execPath])";
const asked = spawnSync("npx", ["-y", "-p", `node@${release}`, "node", "-p", own], {
  encoding: "utf8",
  shell,
});
const [version, node] = asked.status === 0 ? JSON.parse(asked.stdout) : [];
if (!`${version}.`.startsWith(`v${release}.`)) {
  console.error(`Node ${release} cannot be had from npm, so nothing was run on it.\n${asked.stderr}`);
  process.exit(69);
}
console.log(`Node ${version}`);
const env = { ...process.env, PATH: [dirname(node), process.env.PATH].join(delimiter) };
try {
  execFileSync(node, ["node_modules/vitest/vitest.mjs", "run", ...more], { stdio: "inherit", env });
} catch ({ status }) {
  process.exit(status ?? 1);
}
