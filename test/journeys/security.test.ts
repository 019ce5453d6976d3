import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listAccount, Practice } from "./program.ts";
import { editAccount, expectSettled, rowOf, runTo, write } from "./stack.ts";

interface Check {
  readonly name: string;
  readonly practice: string;
  readonly state: string;
  readonly detail: string;
  readonly fix: readonly string[];
}

interface Audit {
  readonly schema: number;
  readonly ok: boolean;
  readonly checks: readonly Check[];
}

async function auditOf(practice: Practice, code: number, env: Record<string, string> = {}): Promise<Audit> {
  const run = await runTo(practice, code, "security audit --json", { env });
  return JSON.parse(run.stdout) as Audit;
}

const inState = ({ checks }: Audit, state: string): string[] =>
  checks.filter((check) => check.state === state).map(({ name }) => name);

describe("security audit", () => {
  let practice: Practice;

  beforeAll(async () => {
    practice = new Practice();
    await runTo(practice, 0, "up --yes");
  });

  afterAll(() => practice.remove());

  it("finds of the guide's stack that requests are not encrypted and nothing is recorded", async () => {
    const audit = await auditOf(practice, 3);
    expect(audit).toMatchObject({ schema: 1, ok: false });
    expect(inState(audit, "problem").sort()).toEqual(["CloudTrail", "customers' requests"]);
    expect(inState(audit, "warning")).toEqual(["Kafka clients"]);
    expect(inState(audit, "skipped")).toEqual([]);
    expect(new Set(audit.checks.map((check) => check.practice))).toEqual(
      new Set(["encryption", "isolation", "least privilege", "rotation", "logging"]),
    );
  });

  it("is a table for people, each problem with the command that mends it", async () => {
    const { stdout } = await runTo(practice, 3, "security audit");
    expect(stdout).toMatch(/^CHECK +PRACTICE +RESULT +SEEN\n/);
    expect(stdout).toContain("flashsale-setup security trail --sandbox");
    expect(stdout).toMatch(/\d+ ok, 2 with a problem, 1 to know\.\n$/);
  });

  it("sees what somebody changed by hand", async () => {
    const worse = new Practice(practice);
    editAccount(worse, (account) => {
      const { settings } = rowOf(account, "RDS/db-instance") as unknown as { settings: object };
      Object.assign(settings, { PubliclyAccessible: true });
    });
    const { checks } = await auditOf(worse, 3);
    expect(checks.find(({ name }) => name === "database reach")).toMatchObject({
      state: "problem",
      fix: ["flashsale-setup db --sandbox"],
    });
    worse.remove();
  });

  it("calls what it may not look at a problem, and names the missing permission", async () => {
    const run = await practice.run("security audit --json", {
      faults: { deny: ["cloudtrail:DescribeTrails"] },
    });
    expect(run.code).toBe(3);
    const { checks } = JSON.parse(run.stdout) as Audit;
    expect(checks.find(({ name }) => name === "CloudTrail")?.detail).toContain("cloudtrail:DescribeTrails");
  });

  it("finds nothing but the trail where nothing stands", async () => {
    const empty = new Practice();
    const audit = await auditOf(empty, 3);
    expect(inState(audit, "problem")).toEqual(["CloudTrail"]);
    expect(inState(audit, "ok")).toEqual([]);
    empty.remove();
  });

  it("is content with the trail that security trail makes, and with HTTPS", async () => {
    const certificate = "arn:aws:acm:us-east-1:314159265358:certificate/12345678-1234-1234-1234-123456789012";
    const better = new Practice(practice);
    write(better, "flashsale.yaml", `name: flashsale\nscale: { certificateArn: "${certificate}" }\n`);
    await runTo(better, 0, "up --yes");
    await runTo(better, 0, "security trail --yes --retention-days 30");
    expect(await auditOf(better, 0)).toMatchObject({ ok: true });
    await expectSettled(better);
    better.remove();
  });
});

describe("the trail", () => {
  it("records into a private bucket, and goes with all its records only when that is said", async () => {
    const practice = new Practice();
    await runTo(practice, 0, "security trail --yes");
    const made = (await listAccount(practice)).map(({ service, type }) => `${service} ${type}`);
    expect(made).toEqual(["CloudTrail trail", "S3 bucket"]);
    expect(practice.read(".flashsale/sandbox.yaml")).toMatch(/security:[\s\S]*enabled: true/);
    await runTo(practice, 64, "destroy security --yes");
    await runTo(practice, 0, "destroy security --yes --delete-data");
    expect(await listAccount(practice)).toEqual([]);
    practice.remove();
  });
});
