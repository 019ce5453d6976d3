import { describe, expect, it } from "vitest";
import { listAccount } from "./program.ts";
import { expectSettled, flat, planOf, prepared, runTo } from "./stack.ts";

describe("a permission that is missing", () => {
  it("stops only what needs it; the cause is told once, with the action, and the next run goes on", async () => {
    const practice = prepared();
    const run = await runTo(practice, 77, "up --yes", { faults: { deny: ["ec2:CreateNatGateway"] } });
    const summary = flat(run.stderr.slice(run.stderr.indexOf("Not all was done")));
    expect(summary).toContain("network.nat-gateway-1: A permission is missing");
    expect(summary).toContain("The caller lacks ec2:CreateNatGateway");
    expect(summary.split("The caller lacks")).toHaveLength(2);
    expect(summary).toMatch(/Skipped, since it needs this: network\.route\.application-1/);
    const made = (await listAccount(practice)).map(({ type }) => type);
    expect(made).toContain("db-instance");
    expect(made).not.toContain("nat-gateway");
    expect(run.stderr).not.toContain("Encoded authorization failure message");

    await runTo(practice, 0, "up --yes");
    await expectSettled(practice);
    practice.remove();
  });

  it("that keeps a part of the account from being read leaves that out of the plan, naming the action", async () => {
    const practice = prepared();
    const run = await runTo(practice, 0, "plan", { faults: { deny: ["ec2:DescribeAvailabilityZones"] } });
    expect(flat(run.stdout)).toMatch(/lacks ec2:DescribeAvailabilityZones .*left out/);
    practice.remove();
  });

  it("to list the engine versions is no obstacle: the line is sent, and that is told", async () => {
    const practice = prepared();
    const faults = { deny: ["rds:DescribeDBEngineVersions"] };
    const plan = await planOf(practice, "", { faults });
    expect(plan.notices.join(" ")).toContain("AWS's list of PostgreSQL versions could not be had");
    await runTo(practice, 0, "up --yes", { faults });
    const after = await practice.run("plan --detailed-exitcode", { faults });
    expect(after.code, after.stdout).toBe(0);
    practice.remove();
  });
});

describe("credentials that expire on the way", () => {
  it("end the run with 77 and the command that renews them; the next run goes on", async () => {
    const practice = prepared();
    const run = await runTo(practice, 77, "up --yes", { faults: { expireAfterCalls: 60 } });
    expect(flat(run.stderr)).toMatch(/expired/);
    await runTo(practice, 0, "up --yes");
    await expectSettled(practice);
    practice.remove();
  });
});
