import { describe, expect, it } from "vitest";
import { drawFindings, type FindingLine } from "../../src/ui/doctor-view.ts";
import { widthOf } from "../../src/ui/layout.ts";
import { pageOf, SECRET } from "./fake-terminal.ts";

const NODE: FindingLine = { name: "Node.js", state: "ok", found: "20.19.0", needed: "20.19", mend: [] };
const DOCKER: FindingLine = {
  name: "Docker",
  state: "warning",
  found: "not found",
  mend: ["https://docs.docker.com/engine/install/"],
};
const POLICY = '{\n  "Statement": []\n}';
const RIGHTS: FindingLine = {
  name: "permissions",
  state: "problem",
  found: "12 actions are missing, among them rds:CreateDBInstance, kafka:CreateClusterV2 and ec2:CreateVpc",
  mend: [POLICY],
};
const SKIPPED: FindingLine = { name: "quotas", state: "skipped", found: "no account was asked", mend: [] };

describe("the doctor's findings", () => {
  it("say what was found, what is needed and what mends it", () => {
    expect(drawFindings([NODE, DOCKER, SKIPPED], pageOf(80))).toEqual([
      "✓ Node.js: 20.19.0 (needed: 20.19)",
      "! Docker: not found",
      "    https://docs.docker.com/engine/install/",
      "- quotas: no account was asked",
      "",
      "Ready; 1 to know.",
    ]);
  });

  it.each([
    [[NODE], "Ready."],
    [[NODE, DOCKER], "Ready; 1 to know."],
    [[NODE, RIGHTS], "1 to mend."],
    [[RIGHTS, DOCKER, RIGHTS], "2 to mend, 1 to know."],
  ])("end with a count", (findings, verdict) => {
    expect(drawFindings(findings, pageOf(80)).at(-1)).toBe(verdict);
  });

  it.each([60, 80, 120])("are wrapped inside %d columns", (columns) => {
    for (const line of drawFindings([NODE, DOCKER, RIGHTS, SKIPPED], pageOf(columns)))
      expect(widthOf(line)).toBeLessThanOrEqual(columns);
  });

  it("leave a document as it is, to be copied", () => {
    const drawn = drawFindings([RIGHTS], pageOf(60)).map((line) => line.replace(/^ {4}/, ""));
    expect(drawn.join("\n")).toContain(POLICY);
  });

  it("hide a secret, and what would steer a terminal", () => {
    const odd = { ...RIGHTS, found: `\u001b[2J${SECRET}`, mend: [`export KEY=${SECRET}\u0007`] };
    const drawn = drawFindings([odd], pageOf(60)).join("\n");
    expect(drawn).not.toContain(SECRET);
    for (const control of ["\u001b", "\u0007"]) expect(drawn).not.toContain(control);
  });
});
