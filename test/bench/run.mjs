// Prints what the program costs, each figure beside something measured in the same minutes. What does not depend on the
// machine (calls, their depth, sizes) fails the run when it is too much; times are printed only. Ends within 3 minutes.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { benchPlan } from "./plan.mjs";
import { PROGRAM, ROOT, removeFolders, runNode } from "./processes.mjs";
import { benchSize } from "./size.mjs";
import { benchStartup } from "./startup.mjs";
import { benchUp } from "./up.mjs";
import { benchWire } from "./wire.mjs";

const LIMIT_SECONDS = 180;

const rows = [];
const verdictOf = ({ limit, value, target }) => {
  if (limit !== undefined) return value <= limit ? "ok" : "TOO MUCH";
  return target === undefined ? "" : value <= target ? "within" : "above";
};

/** Takes one figure: `limit` fails the run, `target` is only held against. */
function report(row) {
  rows.push(row);
  const { name, text, limit, target } = row;
  const bound = limit !== undefined ? `at most ${limit}` : target === undefined ? "" : `aim ${target}`;
  process.stdout.write(`${name.padEnd(44)} ${text.padEnd(46)} ${bound.padEnd(18)} ${verdictOf(row)}\n`);
}

setTimeout(() => {
  process.stderr.write(`The bench was not done within ${LIMIT_SECONDS} s.\n`);
  process.exit(1);
}, LIMIT_SECONDS * 1000).unref();

if (!existsSync(join(ROOT, "dist/main.js"))) await runNode([join(ROOT, "scripts/build.mjs")], { cwd: ROOT });
await benchSize(report);
await benchStartup(report, PROGRAM);
await benchPlan(report, PROGRAM);
await benchWire(report, PROGRAM);
await benchUp(report, PROGRAM);
await removeFolders();
const failed = rows.filter((row) => verdictOf(row) === "TOO MUCH");
if (failed.length > 0) process.stderr.write(`Too much: ${failed.map(({ name }) => name).join(", ")}\n`);
process.exit(failed.length > 0 ? 1 : 0);
