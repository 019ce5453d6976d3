#!/usr/bin/env node
// The SDK announces the end of Node 20's support on every run; the README says it once.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
const { main } = await import("../dist/main.js");
await main();
