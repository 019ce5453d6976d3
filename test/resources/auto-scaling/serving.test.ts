import {
  AutoScalingClient,
  type AutoScalingGroup,
  DescribeAutoScalingGroupsCommand,
  DescribePoliciesCommand,
} from "@aws-sdk/client-auto-scaling";
import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { findPolicyAlarms, findServing } from "../../../src/resources/auto-scaling/serving.ts";
import { awsOf, REGION } from "../../sections/mocked-control.ts";

const GROUP = { AutoScalingGroupName: "shop-asg", DesiredCapacity: 2, TargetGroupARNs: ["tg-1"] };

function bench() {
  const clients = {
    autoScaling: new AutoScalingClient(REGION),
    loadBalancing: new ElasticLoadBalancingV2Client(REGION),
  };
  const groups = mockClient(clients.autoScaling);
  groups.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [GROUP as AutoScalingGroup] });
  return { aws: awsOf(clients), groups, targets: mockClient(clients.loadBalancing) };
}

const inputsOf = (stub: { calls(): { args: [{ input: object }, ...unknown[]] }[] }): object[] =>
  stub.calls().map(({ args: [{ input }] }) => input);

describe("how a group serves", () => {
  it("is its size and each target's health, in the load balancer's words", async () => {
    const { aws, groups, targets } = bench();
    targets.on(DescribeTargetHealthCommand).resolves({
      TargetHealthDescriptions: [
        { Target: { Id: "i-1" }, TargetHealth: { State: "healthy" } },
        {
          Target: { Id: "i-2" },
          TargetHealth: {
            State: "unhealthy",
            Reason: "Target.ResponseCodeMismatch",
            Description: "Health checks failed with these codes: [503]",
          },
        },
        { Target: { Id: "i-3" }, TargetHealth: { State: "unhealthy", Reason: "Target.Timeout" } },
      ],
    });
    expect(await findServing(aws, "shop-asg")).toEqual({
      capacity: 2,
      suspended: [],
      targets: [
        { id: "i-1", state: "healthy", reason: "" },
        { id: "i-2", state: "unhealthy", reason: "Health checks failed with these codes: [503]" },
        { id: "i-3", state: "unhealthy", reason: "Target.Timeout" },
      ],
    });
    expect(inputsOf(groups)).toEqual([{ AutoScalingGroupNames: ["shop-asg"] }]);
    expect(inputsOf(targets)).toEqual([{ TargetGroupArn: "tg-1" }]);
  });

  it("is unknown without a group", async () => {
    const { aws, groups } = bench();
    groups.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });
    expect(await findServing(aws, "shop-asg")).toBeUndefined();
  });

  it("counts no target where the target group is gone", async () => {
    const { aws, targets } = bench();
    targets
      .on(DescribeTargetHealthCommand)
      .rejects(Object.assign(new Error("gone"), { name: "TargetGroupNotFoundException" }));
    expect(await findServing(aws, "shop-asg")).toEqual({ capacity: 2, suspended: [], targets: [] });
  });
});

it("the policies of a group are told over all pages, each with its alarms", async () => {
  const { aws, groups } = bench();
  groups
    .on(DescribePoliciesCommand)
    .resolvesOnce({
      ScalingPolicies: [{ PolicyName: "scale-up", Alarms: [{ AlarmName: "shop-scale-up" }] }],
      NextToken: "more",
    })
    .resolves({ ScalingPolicies: [{ PolicyName: "scale-down" }] });
  expect(await findPolicyAlarms(aws, "shop-asg")).toEqual([
    { policy: "scale-up", alarms: ["shop-scale-up"] },
    { policy: "scale-down", alarms: [] },
  ]);
  expect(inputsOf(groups).at(-1)).toEqual({ AutoScalingGroupName: "shop-asg", NextToken: "more" });
});
