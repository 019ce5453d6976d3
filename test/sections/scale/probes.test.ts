import {
  AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribePoliciesCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
  type TargetHealth,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { Ref } from "../../../src/engine/ref.ts";
import { policyControl, scaleConnections, targetControl } from "../../../src/sections/scale/probes.ts";
import type { ControlFinding } from "../../../src/sections/verification.ts";
import { settingsOf } from "../declared.ts";
import { awsOf, controlContext, REGION } from "../mocked-control.ts";

const HEALTHY: TargetHealth = { State: "healthy" };

function bench() {
  const clients = {
    autoScaling: new AutoScalingClient(REGION),
    loadBalancing: new ElasticLoadBalancingV2Client(REGION),
  };
  return {
    context: controlContext(awsOf(clients), { name: "shop" }),
    groups: mockClient(clients.autoScaling),
    targets: mockClient(clients.loadBalancing),
  };
}

/** What the control says of a group that is to have so many instances, and of these targets. */
function look(DesiredCapacity: number, healths: Readonly<Record<string, TargetHealth>>) {
  const { context, groups, targets } = bench();
  const group = { AutoScalingGroupName: "shop-asg", DesiredCapacity, TargetGroupARNs: ["tg-1"] };
  groups.on(DescribeAutoScalingGroupsCommand, { AutoScalingGroupNames: ["shop-asg"] }).resolves({
    AutoScalingGroups: [group as never],
  });
  targets.on(DescribeTargetHealthCommand, { TargetGroupArn: "tg-1" }).resolves({
    TargetHealthDescriptions: Object.entries(healths).map(([Id, health]) => ({
      Target: { Id },
      TargetHealth: health,
    })),
  });
  return targetControl.check(context);
}

describe("the targets", () => {
  it("are well when as many are healthy as the group is to have", async () => {
    expect(await look(2, { "i-1": HEALTHY, "i-2": HEALTHY })).toEqual({
      state: "ok",
      detail: "2 of 2 targets healthy",
    });
  });

  it("are well while another one leaves", async () => {
    expect(await look(1, { "i-1": HEALTHY, "i-2": { State: "draining" } })).toMatchObject({ state: "ok" });
  });

  it("are a problem when one is not healthy, and the load balancer's reason is told", async () => {
    const sick: TargetHealth = {
      State: "unhealthy",
      Reason: "Target.ResponseCodeMismatch",
      Description: "Health checks failed with these codes: [503]",
    };
    expect(await look(3, { "i-1": HEALTHY, "i-2": sick, "i-3": { State: "initial" } })).toEqual({
      state: "problem",
      detail:
        "1 of 3 targets healthy; i-2 is unhealthy (Health checks failed with these codes: [503]); i-3 is initial",
      fix: ["flashsale-setup tunnel app", "flashsale-setup scale"],
    });
  });

  it("are something to know while some serve and the first checks of all others are under way", async () => {
    const growing = { "i-1": HEALTHY, "i-2": { State: "initial" }, "i-3": { State: "draining" } } as const;
    expect(await look(2, growing)).toEqual({
      state: "warning",
      detail: "1 of 2 targets healthy; i-2 is initial; i-3 is draining",
      fix: ["flashsale-setup verify --watch"],
    });
  });

  it.each([
    ["nothing serves yet", 2, { "i-1": { State: "initial" }, "i-2": { State: "initial" } }],
    ["an instance is missing", 3, { "i-1": HEALTHY, "i-2": { State: "initial" } }],
    ["one is never checked", 2, { "i-1": HEALTHY, "i-2": { State: "unused" } }],
  ] as const)("are a problem while %s", async (_, capacity, healths) => {
    expect(await look(capacity, healths)).toMatchObject({ state: "problem" });
  });

  it("are something to know while the group waits for an image", async () => {
    expect(await look(0, {})).toEqual({
      state: "warning",
      detail: "waiting for an image",
      fix: ["flashsale-setup deploy build"],
    });
  });

  it("are a problem without a group", async () => {
    const { context, groups } = bench();
    groups.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });
    expect(await targetControl.check(context)).toMatchObject({
      state: "problem",
      fix: ["flashsale-setup scale"],
    });
  });
});

describe("the scaling policies", () => {
  /** What the control says of policies with these alarms. */
  const lookAt = (
    policies: Readonly<Record<string, readonly string[]>>,
    ...suspended: readonly string[]
  ): Promise<ControlFinding> => {
    const { context, groups } = bench();
    const SuspendedProcesses = suspended.map((ProcessName) => ({ ProcessName }));
    const group = { AutoScalingGroupName: "shop-asg", SuspendedProcesses } as unknown as AutoScalingGroup;
    groups.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [group] });
    const ScalingPolicies = Object.entries(policies).map(([PolicyName, alarms]) => ({
      PolicyName,
      Alarms: alarms.map((AlarmName) => ({ AlarmName })),
    }));
    groups.on(DescribePoliciesCommand, { AutoScalingGroupName: "shop-asg" }).resolves({ ScalingPolicies });
    return policyControl.check(context);
  };

  it("are well when each has an alarm", async () => {
    expect(await lookAt({ "scale-up": ["shop-up"], "scale-down": ["shop-down"] })).toEqual({
      state: "ok",
      detail: "scale-up by shop-up; scale-down by shop-down",
    });
  });

  it.each([
    ["Launch"],
    ["AlarmNotification"],
    ["Terminate", "AddToLoadBalancer", "HealthCheck", "InstanceRefresh"],
  ])(
    "are a problem while somebody suspended %s %s %s %s, with the command that resumes them",
    async (...names) => {
      const finding = await lookAt({ "scale-up": ["shop-up"] }, ...names, "AZRebalance");
      expect(finding).toMatchObject({ state: "problem" });
      const [command = ""] = finding.fix ?? [];
      const [called, processes = ""] = command.split(" --scaling-processes ");
      expect(called).toBe("aws autoscaling resume-processes --auto-scaling-group-name shop-asg");
      expect(processes.split(" ").sort()).toEqual([...names].sort());
    },
  );

  it("are a problem when nothing triggers one", async () => {
    expect(await lookAt({ "scale-up": ["shop-up"], "scale-down": [] })).toEqual({
      state: "problem",
      detail: "nothing triggers scale-down",
      fix: ["flashsale-setup scale"],
    });
  });

  it("are a problem when there is none", async () => {
    expect(await lookAt({})).toMatchObject({ state: "problem", fix: ["flashsale-setup scale"] });
  });
});

describe("the connection to the application", () => {
  const made = { endpoint: Ref.attribute<string>("scale.load-balancer", "dnsName") };
  const urlOf = (scale: object): unknown => {
    const [spec] = scaleConnections({ scale: made } as never, settingsOf({ scale }));
    const url = spec?.target.protocol === "http" ? spec.target.url : undefined;
    return url instanceof Ref ? url.resolve(() => ({ dnsName: "alb.test" })) : url;
  };

  it("asks the load balancer for the application's health, from anywhere", () => {
    const [spec] = scaleConnections({ scale: made } as never, settingsOf());
    expect(spec).toMatchObject({ group: "app", section: "scale", isPrivate: false });
    expect(urlOf({})).toBe("http://alb.test/actuator/health");
  });

  it("is TLS where there is a certificate", () => {
    const certificateArn =
      "arn:aws:acm:us-east-1:123456789012:certificate/0b2f6c1e-0000-4000-8000-000000000000";
    expect(urlOf({ certificateArn })).toBe("https://alb.test/actuator/health");
  });

  it("is none where the section is off", () => {
    expect(scaleConnections({}, settingsOf())).toEqual([]);
  });
});
