import { readFileSync } from "node:fs";

/** Prints the result of the tests as one plain line; exits 1 when one failed or none ran. */
const [file = ""] = process.argv.slice(2);
let result;
try {
  result = JSON.parse(readFileSync(file, "utf8"));
} catch {
  console.log("The tests left no summary.");
  process.exit(1);
}
const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped, testResults } = result;
for (const suite of testResults.filter(({ status }) => status === "failed")) {
  const names = suite.assertionResults
    .filter(({ status }) => status === "failed")
    .map(({ fullName }) => fullName);
  console.log(
    `failed: ${suite.name.replace(`${process.cwd()}/`, "")}${names.map((name) => `\n  ${name}`).join("")}`,
  );
}
const skippedSuites = testResults.filter(
  ({ assertionResults }) =>
    assertionResults.length > 0 && assertionResults.every(({ status }) => status === "pending"),
);
for (const suite of skippedSuites) console.log(`skipped: ${suite.name.replace(`${process.cwd()}/`, "")}`);
const brokenSuites = testResults.filter(
  ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
).length;
console.log(`${passed} passed, ${failed + brokenSuites} failed, ${skipped} skipped`);
process.exit(passed === 0 || failed + brokenSuites > 0 ? 1 : 0);
