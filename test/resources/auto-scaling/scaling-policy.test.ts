import {
  DeletePolicyCommand,
  DescribePoliciesCommand,
  PutScalingPolicyCommand,
  type ScalingPolicy,
} from "@aws-sdk/client-auto-scaling";
import { describe, expect, it } from "vitest";
import type { Scope } from "../../../src/engine/resource.ts";
import { AlreadyExists } from "../../../src/errors.ts";
import {
  type ScalingPolicyProps,
  scalingPolicy,
} from "../../../src/resources/auto-scaling/scaling-policy.ts";
import { inputsOf, operationsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";
import { type MockedAws, mockAws } from "./mocked-aws.ts";

const ID = "flashsale-asg:scale-up";
const STEP: ScalingPolicyProps = {
  groupName: "flashsale-asg",
  name: "scale-up",
  rule: { kind: "step", adjustment: 2, cooldownSeconds: 300 },
};
const told: ScalingPolicy = {
  AutoScalingGroupName: "flashsale-asg",
  PolicyName: "scale-up",
  PolicyARN: "arn:policy",
  PolicyType: "SimpleScaling",
  AdjustmentType: "ChangeInCapacity",
  ScalingAdjustment: 2,
  Cooldown: 300,
  Enabled: true,
};

function standing(...policies: readonly ScalingPolicy[]): MockedAws {
  const mocked = mockAws();
  mocked.scaling.safe.on(DescribePoliciesCommand).resolves({ ScalingPolicies: [...policies] });
  mocked.scaling.safe.on(PutScalingPolicyCommand).resolves({});
  mocked.scaling.once.on(PutScalingPolicyCommand).resolves({});
  return mocked;
}

describe("reading a scaling policy", () => {
  it("tells its rule, and the ARN that alarms name", async () => {
    const { aws, scaling } = standing(told);
    expect(await scalingPolicy.get(aws, ID)).toEqual({
      id: ID,
      name: ID,
      condition: "standing",
      status: "enabled",
      props: STEP,
      attributes: { name: "scale-up", policyArn: "arn:policy" },
    });
    expect(inputsOf(scaling.safe, "DescribePolicies")).toEqual([
      { AutoScalingGroupName: "flashsale-asg", PolicyNames: ["scale-up"] },
    ]);
  });

  it("tells target tracking, and no rule of what is like none of ours", async () => {
    const TargetTrackingConfiguration = {
      PredefinedMetricSpecification: { PredefinedMetricType: "ASGAverageCPUUtilization" as const },
      TargetValue: 50,
    };
    const { AdjustmentType: _type, ScalingAdjustment: _adjustment, ...rest } = told;
    const tracking = standing({ ...rest, PolicyType: "TargetTrackingScaling", TargetTrackingConfiguration });
    expect((await scalingPolicy.get(tracking.aws, ID))?.props.rule).toEqual({
      kind: "target-tracking",
      cpuPercent: 50,
    });
    const odd = standing({ ...told, AdjustmentType: "ExactCapacity" });
    expect((await scalingPolicy.get(odd.aws, ID))?.props).not.toHaveProperty("rule");
  });

  it("lists all of a group with one call, and none of a group that is gone", async () => {
    const { aws, scaling } = standing(told);
    const scope: Scope = { ...scopeOf([]), idsOf: () => Promise.resolve(["flashsale-asg"]) };
    expect(await scalingPolicy.list(aws, scope)).toHaveLength(1);
    await scalingPolicy.list(aws, scopeOf([ID, "flashsale-asg:scale-down"]));
    expect(inputsOf(scaling.safe, "DescribePolicies")).toHaveLength(2);
    scaling.safe
      .on(DescribePoliciesCommand)
      .rejects(
        refusal("ValidationError", "AutoScalingGroup name not found - AutoScalingGroup 'x' not found"),
      );
    expect(await scalingPolicy.list(aws, scope)).toEqual([]);
    scaling.safe
      .on(DescribePoliciesCommand)
      .rejects(refusal("ValidationError", "Group flashsale-asg not found"));
    expect(await scalingPolicy.list(aws, scope)).toEqual([]);
  });
});

describe("making a scaling policy", () => {
  it("sends its rule, and needs no ARN in the answer", async () => {
    const { aws, scaling } = standing();
    expect(await scalingPolicy.create(aws, STEP, "token")).toEqual({ id: ID });
    expect(inputsOf(scaling.once, "PutScalingPolicy")).toEqual([
      {
        AutoScalingGroupName: "flashsale-asg",
        PolicyName: "scale-up",
        PolicyType: "SimpleScaling",
        AdjustmentType: "ChangeInCapacity",
        ScalingAdjustment: 2,
        Cooldown: 300,
      },
    ]);
  });

  it("sends target tracking on the group's average CPU", async () => {
    const { aws, scaling } = standing();
    const rule = { kind: "target-tracking" as const, cpuPercent: 50 };
    await scalingPolicy.create(aws, { ...STEP, name: "target-cpu", rule }, "token");
    expect(inputsOf(scaling.once, "PutScalingPolicy")).toEqual([
      {
        AutoScalingGroupName: "flashsale-asg",
        PolicyName: "target-cpu",
        PolicyType: "TargetTrackingScaling",
        TargetTrackingConfiguration: {
          PredefinedMetricSpecification: { PredefinedMetricType: "ASGAverageCPUUtilization" },
          TargetValue: 50,
        },
      },
    ]);
  });

  it("says that it exists without overwriting what has the name", async () => {
    const { aws, scaling } = standing(told);
    await expect(scalingPolicy.create(aws, STEP, "token")).rejects.toBeInstanceOf(AlreadyExists);
    expect(operationsOf(scaling.once)).toEqual([]);
  });
});

describe("deleting a scaling policy", () => {
  it("succeeds for one that is gone, which AWS calls a validation error", async () => {
    const { aws, scaling, watch } = standing();
    scaling.safe.on(DeletePolicyCommand).rejects(refusal("ValidationError", "Scaling policy name not found"));
    expect(await scalingPolicy.delete(aws, ID, { ...watch, force: true })).toEqual([]);
  });

  it("throws a validation error while the policy stands", async () => {
    const { aws, scaling, watch } = standing(told);
    scaling.safe.on(DeletePolicyCommand).rejects(refusal("ValidationError", "something else"));
    await expect(scalingPolicy.delete(aws, ID, { ...watch, force: true })).rejects.toThrow("something else");
  });
});
