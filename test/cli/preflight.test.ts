import {
  DescribeAddressesCommand,
  DescribeInstancesCommand,
  DescribeInstanceTypesCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import {
  GetAWSDefaultServiceQuotaCommand,
  GetServiceQuotaCommand,
  ServiceQuotasClient,
} from "@aws-sdk/client-service-quotas";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import type { Aws } from "../../src/aws/env.ts";
import { preflight } from "../../src/cli/preflight.ts";
import type { Action, Work } from "../../src/engine/plan-item.ts";
import type { QuotaNeed } from "../../src/engine/resource.ts";

const ADDRESS: QuotaNeed = { service: "ec2", code: "L-0263D0A3", title: "Elastic IP addresses", quantity: 1 };
const instances = (quantity: number): QuotaNeed => ({
  service: "ec2",
  code: "L-1216C47A",
  title: "vCPUs",
  quantity,
  instanceType: "m5.xlarge",
});

/** One step of a plan that takes `after`, where `before` is taken already. */
function step(action: Action, after: readonly QuotaNeed[], before: readonly QuotaNeed[] = []): Work<Aws> {
  const quotas = (props: { wanted?: true }) => (props.wanted === true ? after : before);
  const observed = action === "create" ? undefined : { props: {} };
  return {
    item: { action, address: `network.${action}` },
    type: { quotas },
    input: { wanted: true },
    observed,
  } as unknown as Work<Aws>;
}

function bench() {
  const clients = {
    ec2: new EC2Client({ region: "us-east-1" }),
    serviceQuotas: new ServiceQuotasClient({ region: "us-east-1" }),
  };
  const ec2 = mockClient(clients.ec2);
  const quotas = mockClient(clients.serviceQuotas);
  ec2
    .on(DescribeInstanceTypesCommand)
    .resolves({ InstanceTypes: [{ InstanceType: "m5.xlarge", VCpuInfo: { DefaultVCpus: 4 } }] });
  return { ec2, quotas, aws: { region: "us-east-1", safe: clients } as unknown as Aws };
}

const taken = (count: number) => ({ Addresses: Array.from({ length: count }, () => ({})) });

describe("the preflight", () => {
  it("asks AWS nothing for a plan that takes nothing", async () => {
    const { aws, ec2, quotas } = bench();
    const done = await preflight(aws, [step("no-op", [ADDRESS]), step("delete", [ADDRESS])]);
    expect(done).toEqual({ problems: [], notices: [] });
    expect([...ec2.calls(), ...quotas.calls()]).toEqual([]);
  });

  it("is content where the quota holds exactly what is needed", async () => {
    const { aws, ec2, quotas } = bench();
    quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 5 } });
    ec2.on(DescribeAddressesCommand).resolves(taken(4));
    expect(await preflight(aws, [step("create", [ADDRESS])])).toEqual({ problems: [], notices: [] });
  });

  it("names what is missing, who asks for it, and the request that raises the quota", async () => {
    const { aws, ec2, quotas } = bench();
    quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 5 } });
    ec2.on(DescribeAddressesCommand).resolves(taken(5));
    const { problems } = await preflight(aws, [step("create", [ADDRESS])]);
    expect(problems).toEqual([
      {
        code: "QuotaTooLow",
        address: "network.create",
        text: "This needs 1 more Elastic IP addresses; 5 of the account's 5 are taken.",
        ways: [
          "ask AWS for more: aws service-quotas request-service-quota-increase --service-code ec2 --quota-code L-0263D0A3 --desired-value 6 --region us-east-1",
          "or go on all the same: --skip-preflight",
        ],
      },
    ]);
  });

  it("counts the vCPUs of the type, those that run in any standard family, and no spot instance", async () => {
    const { aws, ec2, quotas } = bench();
    quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 32 } });
    const of = (InstanceType: string, more: object = {}) => ({
      InstanceType,
      CpuOptions: { CoreCount: 2, ThreadsPerCore: 2 },
      ...more,
    });
    const Instances = [
      of("m5.xlarge"),
      of("t3.xlarge"),
      of("c5.xlarge", { InstanceLifecycle: "spot" }),
      of("p3.2xlarge"),
    ];
    ec2.on(DescribeInstancesCommand).resolves({ Reservations: [{ Instances: Instances as never[] }] });
    expect((await preflight(aws, [step("create", [instances(6)])])).problems).toEqual([]);
    const { problems } = await preflight(aws, [step("create", [instances(7)])]);
    expect(problems[0]?.text).toBe("This needs 28 more vCPUs; 8 of the account's 32 are taken.");
  });

  it("asks of a change only what it adds", async () => {
    const { aws, ec2, quotas } = bench();
    quotas.on(GetServiceQuotaCommand).resolves({ Quota: { Value: 24 } });
    const running = Array.from({ length: 5 }, () => ({
      InstanceType: "m5.xlarge" as const,
      CpuOptions: { CoreCount: 2, ThreadsPerCore: 2 },
    }));
    ec2.on(DescribeInstancesCommand).resolves({ Reservations: [{ Instances: running }] });
    expect((await preflight(aws, [step("update", [instances(6)], [instances(5)])])).problems).toEqual([]);
    expect((await preflight(aws, [step("update", [instances(7)], [instances(5)])])).problems).toHaveLength(1);
  });

  it("takes AWS's default for a quota that was never changed", async () => {
    const { aws, ec2, quotas } = bench();
    quotas
      .on(GetServiceQuotaCommand)
      .rejects(Object.assign(new Error("none"), { name: "NoSuchResourceException" }));
    quotas.on(GetAWSDefaultServiceQuotaCommand).resolves({ Quota: { Value: 1 } });
    ec2.on(DescribeAddressesCommand).resolves(taken(1));
    expect((await preflight(aws, [step("create", [ADDRESS])])).problems).toHaveLength(1);
  });

  it("does not take the default for a quota that it may not ask for", async () => {
    const { aws, ec2, quotas } = bench();
    const denied = Object.assign(new Error("no"), { name: "AccessDeniedException" });
    quotas.on(GetServiceQuotaCommand).rejects(denied);
    quotas.on(GetAWSDefaultServiceQuotaCommand).resolves({ Quota: { Value: 1 } });
    ec2.on(DescribeAddressesCommand).resolves(taken(1));
    const done = await preflight(aws, [step("create", [ADDRESS])]);
    expect(done.problems).toEqual([]);
    expect(done.notices.join(" ")).toContain("Elastic IP addresses");
  });

  it("tells what AWS does not answer and lets the plan go on", async () => {
    const { aws, ec2, quotas } = bench();
    quotas.onAnyCommand().rejects(new Error("no such service here"));
    ec2.on(DescribeAddressesCommand).resolves(taken(9));
    const done = await preflight(aws, [step("create", [ADDRESS])]);
    expect(done.problems).toEqual([]);
    expect(done.notices.join(" ")).toContain("Elastic IP addresses");
  });
});
