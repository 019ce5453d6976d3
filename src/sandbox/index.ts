export { parseSpeed } from "./clock.ts";
export { parseFaults } from "./faults.ts";
export { SandboxOptionError } from "./option-error.ts";
export { readOptionFile } from "./option-file.ts";
export { parsePolicy } from "./policy.ts";
export { createSandbox } from "./sandbox.ts";
