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
    const { Statement } = JSON.parse(mend.at(-1) ?? "") as {
      Statement: { Action: string[]; Resource: string | string[]; Condition?: object }[];
    };
    expect(new Set(Statement.flatMap(({ Action }) => Action))).toEqual(
      new Set(["ec2:CreateVpc", "rds:CreateDBInstance"]),
    );
    expect(Statement.flatMap(({ Resource }) => Resource)).not.toContain("*");
    expect(Statement.find(({ Action }) => Action.includes("ec2:CreateVpc"))?.Condition).toEqual({
      StringEquals: { "aws:RequestTag/flashsale-setup:stack": "flashsale" },
    });
  });

  it("does not call denied what is allowed in the stack's region only", async () => {
    const inRegion = (Resource: string, region: string) => ({
      Effect: "Allow",
      Action: "*",
      Resource,
      Condition: { StringEquals: { "aws:RequestedRegion": region } },
    });
    const { found } = await findings({ Version: "2012-10-17", Statement: [inRegion("*", "us-east-1")] });
    expect(found.get("Permissions")).toMatchObject({ state: "ok" });
    const elsewhere = await findings({ Version: "2012-10-17", Statement: [inRegion("*", "eu-west-1")] });
    expect(elsewhere.found.get("Permissions")?.state).not.toBe("ok");
  });

  it("says that it is not known what hangs on something which no simulation knows", async () => {
    const everything = { Effect: "Allow", Action: "*", Resource: "*" };
    const guarded = {
      Effect: "Deny",
      Action: "rds:DeleteDBInstance",
      Resource: "*",
      Condition: { StringEquals: { "aws:ResourceTag/keep": "true" } },
    };
    const allowed = await findings({ Version: "2012-10-17", Statement: [everything, guarded] });
    expect(allowed.found.get("Permissions")).toMatchObject({ state: "ok" });
    const unless = {
      ...guarded,
      Condition: { StringNotEquals: { "aws:ResourceTag/owner": "me" } },
    };
    const { code, found } = await findings({ Version: "2012-10-17", Statement: [everything, unless] });
    expect(found.get("Permissions")).toMatchObject({
      state: "warning",
      found: expect.stringMatching(/not known.*aws:resourcetag\/owner.*: rds:DeleteDBInstance/),
    });
    expect(code).not.toBe(77);
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

  it("prints the policies without asking AWS anything, as one JSON document, and says how to attach each", async () => {
    const practice = prepared("", ALL_SECTIONS);
    const run = await runTo(practice, 0, "doctor --policy --trace trace.jsonl");
    const documents = JSON.parse(run.stdout) as { Version: string; Statement: object[] }[];
    expect(documents.length).toBeGreaterThan(1);
    for (const document of documents) {
      expect(document.Version).toBe("2012-10-17");
      expect(JSON.stringify(document).length).toBeLessThanOrEqual(6144);
    }
    expect(run.stderr.match(/aws iam create-policy /g)).toHaveLength(documents.length);
    expect(run.stderr.match(/aws iam attach-role-policy /g)).toHaveLength(documents.length);
    expect(() => practice.read("trace.jsonl")).toThrow();
    practice.remove();
  });

  it("prints one document by its name, and those of one purpose", async () => {
    const practice = prepared("", ALL_SECTIONS);
    const printed = async (words: string): Promise<unknown> =>
      JSON.parse((await runTo(practice, 0, `doctor --policy ${words}`)).stdout);
    const all = (await printed("all")) as unknown[];
    expect(await printed("plan")).toEqual(all[0]);
    expect(await printed("verify")).toEqual(all.slice(0, 2));
    expect(await printed("change")).toEqual([all[0], ...all.slice(2)]);
    expect(await printed("change-2")).toEqual(all[3]);
    const { policies } = (await printed("change --json")) as {
      policies: { name: string; document: object }[];
    };
    expect(policies.map(({ document }) => document)).toEqual([all[0], ...all.slice(2)]);
    const wrong = await practice.run("doctor --policy change-9");
    expect([wrong.code, flat(wrong.stderr)]).toEqual([
      64,
      expect.stringContaining("there are plan, verify, change-1"),
    ]);
    expect((await practice.run("doctor --policy everything")).code).toBe(64);
    practice.remove();
  });
});
