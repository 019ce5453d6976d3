/** Says that a sandbox option (speed, faults, policy) cannot be read; the caller maps it to a usage error. */
export class SandboxOptionError extends Error {
  override readonly name = "SandboxOptionError";
  readonly option: "speed" | "faults" | "policy";

  constructor(option: "speed" | "faults" | "policy", message: string) {
    super(`Sandbox ${option}: ${message}`);
    this.option = option;
  }
}
