import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { createSandbox } from "../../src/sandbox/sandbox.ts";
import { bundle, run } from "./worker.ts";

let script = "";
beforeAll(async () => {
  script = await bundle("make-vpcs.ts");
});

const newFile = (): string => join(mkdtempSync(join(tmpdir(), "kill-")), "sandbox.json");
const countVpcs = (file: string): number => createSandbox({ file, region: "us-east-1" }).list().length;

describe("the fault kill", () => {
  it.each([
    ["before", 2, 2],
    ["after", 2, 3],
  ] as const)("ends the process %s the third change: %i answers, %i VPCs", async (when, answers, vpcs) => {
    const file = newFile();
    const ending = await run(script, [file, "5", JSON.stringify({ kill: { attempt: 3, when } })]);
    expect(ending.signal).toBe("SIGKILL");
    expect(ending.output.startsWith(`${"made ".repeat(answers)}sandbox: killed ${when} change 3`)).toBe(true);
    expect(countVpcs(file)).toBe(vpcs);
  });

  it("counts the changes of one process only, so that the next one carries on", async () => {
    const file = newFile();
    const faults = JSON.stringify({ kill: { attempt: 2, when: "after" } });
    await run(script, [file, "2", faults]);
    const { code } = await run(script, [file, "1", faults]);
    expect(code).toBe(0);
    expect(countVpcs(file)).toBe(3);
  });
});
