import { chmodSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Finding } from "../../../src/cli/doctor/finding.ts";
import { machineFindings } from "../../../src/cli/doctor/machine.ts";
import { freshFolder } from "../fake-world.ts";

/** A folder of programs that print what a test says, each as a tool of that name would. */
function toolsThat(tools: Readonly<Record<string, string>>): string {
  const folder = freshFolder();
  for (const [name, script] of Object.entries(tools)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return folder;
}

const ALL = {
  aws: "echo aws-cli/2.15.0 Python/3.11.6",
  java: `echo 'openjdk version "17.0.10" 2024-01-16' >&2`,
  mvn: "echo 'Apache Maven 3.9.6 (bc0240f3c744dd6b6ec2920b3cd08dcc295161ae)'",
  docker: "echo 27.3.1",
  "session-manager-plugin": "echo 1.2.650.0",
};

async function look(
  tools: Readonly<Record<string, string>>,
  machine = { platform: "linux", nodeVersion: "v20.19.0" },
): Promise<Map<string, Finding>> {
  const findings = await machineFindings({ env: { PATH: toolsThat(tools) }, machine });
  return new Map(findings.map((finding) => [finding.name, finding]));
}

describe("what the doctor finds on the machine", () => {
  it("is the version of every tool, from wherever the tool prints it", async () => {
    const found = await look(ALL);
    expect([...found].map(([name, { state, found: version }]) => [name, state, version])).toEqual([
      ["Node", "ok", "20.19.0"],
      ["AWS CLI", "ok", "2.15.0"],
      ["Java", "ok", "17.0.10"],
      ["Maven", "ok", "3.9.6"],
      ["Docker", "ok", "27.3.1"],
      ["session-manager-plugin", "ok", "1.2.650.0"],
    ]);
  });

  it.each([
    ["Java", { java: `echo 'java version "1.8.0_392"' >&2` }, "8.0, too old"],
    ["Java", { java: `echo 'openjdk version "11.0.22"' >&2` }, "11.0.22, too old"],
    ["Maven", { mvn: "echo 'Apache Maven 3.5.4'" }, "3.5.4, too old"],
  ])("tells a %s that is too old", async (name, tools, found) => {
    expect((await look({ ...ALL, ...tools })).get(name)).toMatchObject({ state: "problem", found });
  });

  it("is a problem where a tool is missing, with the way to get it on this kind of machine", async () => {
    const { mvn: _mvn, ...others } = ALL;
    const on = async (platform: string) =>
      (await look(others, { platform, nodeVersion: "v22.0.0" })).get("Maven");
    expect(await on("darwin")).toMatchObject({ state: "problem", found: "not found" });
    expect((await on("darwin"))?.mend.join()).toContain("brew install maven");
    expect((await on("linux"))?.mend.join()).toContain("apt-get install maven");
    expect((await on("win32"))?.mend.join()).toContain("winget");
  });

  it("is only worth a word where a tool is optional", async () => {
    const { aws: _aws, ...others } = ALL;
    expect((await look(others)).get("AWS CLI")).toMatchObject({ state: "warning", found: "not found" });
  });

  it("tells Docker's own words where its engine does not run", async () => {
    const docker = "echo 'Cannot connect to the Docker daemon' >&2; exit 1";
    const found = (await look({ ...ALL, docker })).get("Docker");
    expect(found).toMatchObject({
      state: "problem",
      found: "does not work: Cannot connect to the Docker daemon",
    });
  });

  it("is a problem below Node 20.19", async () => {
    const old = await look(ALL, { platform: "linux", nodeVersion: "v20.18.3" });
    expect(old.get("Node")).toMatchObject({ state: "problem", found: "20.18.3" });
  });
});
