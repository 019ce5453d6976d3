#!/usr/bin/env node
// The SDK announces the end of Node 20's support on every run; the README says it once.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

// Version and help are asked for by scripts and by shells that complete: they are told before anything else is loaded.
const [word, ...more] = process.argv.slice(2);
const only = more.length === 0 ? word : undefined;
if (only === "--version" || only === "-V")
  process.stdout.write(`${require("../package.json").version}\n`);
else if (only === "--help" || only === "-h") require("../dist/help.cjs").printHelp(process);
else import("../dist/main.js").then(({ main }) => main());
