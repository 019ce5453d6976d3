import { describe, expect, it } from "vitest";
import { ALL_SECTIONS, flat, prepared, runTo, write } from "./stack.ts";

interface Finding {
  readonly name: string;
  readonly state: string;
  readonly found: string;
  readonly mend: readonly string[];
}

const findingsOf = (stdout: string): Map<string, Finding> => {
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  return new Map(findings.map((finding) => [finding.name, finding]));
};

/** Tools are this machine's own and may be missing: the account's findings are what these journeys are about. */
async function findings(policy?: object): Promise<{ code: number | null; found: Map<string, Finding> }> {
  const practice = prepared("", ALL_SECTIONS);
  if (policy !== undefined) write(practice, "policy.json", JSON.stringify(policy));
  const env = policy === undefined ? {} : { FLASHSALE_SANDBOX_POLICY: "policy.json" };
  const run = await practice.run("doctor --json", { env });
  practice.remove();
  return { code: run.code, found: findingsOf(run.stdout) };
}

describe("the doctor", () => {
  it("finds every permission and quota in order where nothing is forbidden", async () => {
    const { found } = await findings();
    for (const name of [
      "Node",
      "Settings",
      "Credentials",
      "Region",
      "Permissions",
      "Quotas",
      "Versions and classes",
    ])
      expect(found.get(name), name).toMatchObject({ state: "ok", mend: [] });
  });

  it("names the permissions that are missing, with a policy ready to paste, and ends with 77", async () => {
    const everything = { Effect: "Allow", Action: "*", Resource: "*" };
    const denied = { Effect: "Deny", Action: ["rds:CreateDBInstance", "ec2:CreateVpc"], Resource: "*" };
    const { code, found } = await findings({ Version: "2012-10-17", Statement: [everything, denied] });
    expect(code).toBe(77);
    const { state, found: text, mend } = found.get("Permissions") as Finding;
    expect([state, text]).toEqual(["problem", "denied: ec2:CreateVpc, rds:CreateDBInstance"]);
    expect(JSON.parse(mend.at(-1) ?? "")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "Provisioning",
          Effect: "Allow",
          Action: ["ec2:CreateVpc", "rds:CreateDBInstance"],
          Resource: "*",
        },
      ],
    });
  });

  it("takes a simulator that may not be called for a warning", async () => {
    const everything = { Effect: "Allow", Action: "*", Resource: "*" };
    const denied = { Effect: "Deny", Action: "iam:SimulatePrincipalPolicy", Resource: "*" };
    const { found } = await findings({ Version: "2012-10-17", Statement: [everything, denied] });
    expect(found.get("Permissions")).toMatchObject({ state: "warning" });
  });

  it("tells what AWS did not offer to tell, instead of calling it in order", async () => {
    const everything = { Effect: "Allow", Action: "*", Resource: "*" };
    const denied = { Effect: "Deny", Action: "rds:DescribeDBEngineVersions", Resource: "*" };
    const { found } = await findings({ Version: "2012-10-17", Statement: [everything, denied] });
    expect(found.get("Versions and classes")).toMatchObject({
      state: "warning",
      found: expect.stringContaining("list of PostgreSQL versions could not be had"),
    });
  });

  it("tells which settings are wrong, and where", async () => {
    const practice = prepared("db: { allocatedStorageGib: 1 }");
    const run = await practice.run("doctor");
    expect(run.code).toBe(1);
    expect(flat(run.stdout)).toMatch(/Settings.*flashsale\.yaml:2.*db\.allocatedStorageGib/);
    practice.remove();
  });

  it("prints the policy without asking AWS anything", async () => {
    const practice = prepared("", ALL_SECTIONS);
    const run = await runTo(practice, 0, "doctor --policy --trace trace.jsonl");
    expect(JSON.parse(run.stdout)).toMatchObject({ Version: "2012-10-17" });
    expect(() => practice.read("trace.jsonl")).toThrow();
    practice.remove();
  });
});
