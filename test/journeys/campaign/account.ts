import { join } from "node:path";
import { createSandbox } from "../../../src/sandbox/index.ts";
import type { Listed, Practice } from "../program.ts";

/** What exists in the simulated account, read by this process: a campaign looks at hundreds of them. */
export function readAccount({ folder }: Practice): readonly Listed[] {
  const file = join(folder, ".flashsale", "sandbox.json");
  return createSandbox({ file, region: "us-east-1", speed: 5000 }).list();
}
