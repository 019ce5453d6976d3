import { defineConfig } from "vitest/config";

/** Folders whose tests share nothing but code: loading the SDK's clients anew for each file would take most of their time. */
const UNIT = [
  "aws",
  "conformance",
  "disk",
  "engine",
  "prices",
  "resources",
  "sandbox",
  "sections",
  "settings",
  "state",
  "ui",
];

const unit = UNIT.map((folder) => `test/${folder}/**/*.test.ts`);

export default defineConfig({
  test: {
    globalSetup: ["test/temporary-folder.ts"],
    env: { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    projects: [
      { extends: true, test: { name: "whole", include: ["test/**/*.test.ts"], exclude: unit } },
      { extends: true, test: { name: "unit", include: unit, isolate: false } },
    ],
  },
});
