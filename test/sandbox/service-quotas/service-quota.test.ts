import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import { describe, expect, it } from "vitest";
import type { SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { practise, refusalOf } from "../harness.ts";

function practiseQuotas(options: Partial<SandboxOptions> = {}): ServiceQuotasClient {
  const { sandbox } = practise(options);
  const { region, credentials } = sandbox;
  const quotas = new ServiceQuotasClient({ region, credentials, maxAttempts: 1 });
  quotas.middlewareStack.use(sandbox.plugin());
  return quotas;
}

const asked = (ServiceCode: string, QuotaCode: string) => ({ ServiceCode, QuotaCode });

describe("Service Quotas in the sandbox", () => {
  it.each([
    ["vpc", "L-F678F1CE", 5],
    ["vpc", "L-A4707A72", 5],
    ["ec2", "L-0263D0A3", 5],
    ["ec2", "L-1216C47A", 256],
    ["rds", "L-7B6409FD", 40],
    ["elasticache", "L-DFE45DF3", 300],
    ["kafka", "L-EDD31C36", 90],
    ["elasticloadbalancing", "L-53DA6B97", 50],
  ])("tells what the account may have: %s %s", async (service, code, value) => {
    const { Quota } = await practiseQuotas().send(new GetServiceQuotaCommand(asked(service, code)));
    expect(Quota).toMatchObject({ ServiceCode: service, QuotaCode: code, Value: value });
  });

  it("tells what a new account begins with, which for vCPUs is little", async () => {
    const command = new GetAWSDefaultServiceQuotaCommand(asked("ec2", "L-1216C47A"));
    expect((await practiseQuotas().send(command)).Quota?.Value).toBe(5);
  });

  it("knows no other quota", async () => {
    const command = new GetServiceQuotaCommand(asked("ec2", "L-00000000"));
    expect((await refusalOf(practiseQuotas().send(command))).name).toBe("NoSuchResourceException");
  });

  it("refuses whoever may not ask", async () => {
    const quotas = practiseQuotas({ faults: { deny: ["servicequotas:GetServiceQuota"] } });
    const refused = await refusalOf(quotas.send(new GetServiceQuotaCommand(asked("vpc", "L-F678F1CE"))));
    expect(refused.name).toBe("AccessDeniedException");
  });
});
