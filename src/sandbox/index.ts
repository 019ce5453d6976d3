export { DEFAULT_SPEED, MAX_SPEED, parseSpeed, type SandboxClock } from "./clock.ts";
export { type Faults, parseFaults } from "./faults.ts";
export { SandboxOptionError } from "./option-error.ts";
export { readOptionFile } from "./option-file.ts";
export { type Policy, parsePolicy } from "./policy.ts";
export {
  createSandbox,
  listOperations,
  SANDBOX_ACCOUNT_ID,
  type Sandbox,
  type SandboxOptions,
} from "./sandbox.ts";
export type { ListedResource } from "./service.ts";
