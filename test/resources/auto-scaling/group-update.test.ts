import {
  AttachLoadBalancerTargetGroupsCommand,
  DescribeAutoScalingGroupsCommand,
  DescribeInstanceRefreshesCommand,
  DetachLoadBalancerTargetGroupsCommand,
  type InstanceRefreshStatus,
  StartInstanceRefreshCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { describe, expect, it } from "vitest";
import { BrokenResourceError } from "../../../src/errors.ts";
import { group } from "../../../src/resources/auto-scaling/group.ts";
import { inputsOf, operationsOf, refusal } from "../rds/mocked-aws.ts";
import { answerHealth, change, EMPTY, HELD, NAME, standing, TARGETS, told } from "./groups.ts";
import type { MockedAws } from "./mocked-aws.ts";

const changesOf = ({ scaling }: MockedAws): string[] =>
  operationsOf(scaling.safe).filter((operation) => !operation.startsWith("Describe"));

/** The refreshes that AWS tells from one look to the next. */
function answerRefreshes({ scaling }: MockedAws, ...statuses: readonly InstanceRefreshStatus[]): void {
  const stub = scaling.safe.on(DescribeInstanceRefreshesCommand);
  for (const Status of statuses.slice(0, -1))
    stub.resolvesOnce({ InstanceRefreshes: [{ Status, PercentageComplete: 50 }] });
  stub.resolves({ InstanceRefreshes: [{ Status: statuses.at(-1), StatusReason: "No healthy instance" }] });
}

describe("the size of a group", () => {
  it("is given to an empty one only after replacing unhealthy instances is suspended", async () => {
    const mocked = standing(EMPTY);
    mocked.scaling.safe
      .on(DescribeAutoScalingGroupsCommand)
      .resolvesOnce({ AutoScalingGroups: [EMPTY] })
      .resolves({ AutoScalingGroups: [told()] });
    await change(mocked, { min: 3, desired: 5 });
    expect(changesOf(mocked)).toEqual(["SuspendProcesses", "UpdateAutoScalingGroup"]);
    expect(inputsOf(mocked.scaling.safe, "SuspendProcesses")).toEqual([
      { AutoScalingGroupName: NAME, ScalingProcesses: ["ReplaceUnhealthy"] },
    ]);
    expect(inputsOf(mocked.scaling.safe, "UpdateAutoScalingGroup")).toEqual([
      { AutoScalingGroupName: NAME, MinSize: 3, DesiredCapacity: 5 },
    ]);
  });

  it("is awaited until reads show it, since an empty group would be ready at once", async () => {
    const mocked = standing(EMPTY);
    mocked.scaling.safe
      .on(DescribeAutoScalingGroupsCommand)
      .resolvesOnce({ AutoScalingGroups: [EMPTY] })
      .resolvesOnce({ AutoScalingGroups: [EMPTY] })
      .resolves({ AutoScalingGroups: [told()] });
    await change(mocked, { min: 3, desired: 5 });
    expect(mocked.watch.statuses.slice(0, 3)).toEqual(["changing its size", "changing its size", "visible"]);
  });

  it("is changed in one that runs without holding anything, and only as far as it was asked for", async () => {
    const mocked = standing();
    await change(mocked, { max: 40 });
    expect(changesOf(mocked)).toEqual(["UpdateAutoScalingGroup"]);
    expect(inputsOf(mocked.scaling.safe, "UpdateAutoScalingGroup")).toEqual([
      { AutoScalingGroupName: NAME, MaxSize: 40 },
    ]);
  });

  it("waits while the group is scaling", async () => {
    const mocked = standing();
    mocked.scaling.safe
      .on(UpdateAutoScalingGroupCommand)
      .rejectsOnce(refusal("ScalingActivityInProgressFault"))
      .rejectsOnce(refusal("ResourceContentionFault"))
      .resolves({});
    await change(mocked, { desired: 7 });
    expect(inputsOf(mocked.scaling.safe, "UpdateAutoScalingGroup")).toHaveLength(3);
  });
});

describe("the target groups of a group", () => {
  it("are joined before the old ones are left", async () => {
    const mocked = standing();
    mocked.scaling.safe.on(AttachLoadBalancerTargetGroupsCommand).resolves({});
    mocked.scaling.safe.on(DetachLoadBalancerTargetGroupsCommand).resolves({});
    await change(mocked, { targetGroupArns: ["arn:new"] });
    expect(changesOf(mocked)).toEqual(["AttachLoadBalancerTargetGroups", "DetachLoadBalancerTargetGroups"]);
    expect(inputsOf(mocked.scaling.safe, "AttachLoadBalancerTargetGroups")).toEqual([
      { AutoScalingGroupName: NAME, TargetGroupARNs: ["arn:new"] },
    ]);
    expect(inputsOf(mocked.scaling.safe, "DetachLoadBalancerTargetGroups")).toEqual([
      { AutoScalingGroupName: NAME, TargetGroupARNs: [TARGETS] },
    ]);
  });
});

describe("another version of the launch template", () => {
  it("replaces the instances bit by bit", async () => {
    const mocked = standing();
    await change(mocked, { launchTemplateVersion: "2" });
    expect(inputsOf(mocked.scaling.safe, "UpdateAutoScalingGroup")).toEqual([
      { AutoScalingGroupName: NAME, LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "2" } },
    ]);
    expect(inputsOf(mocked.scaling.safe, "StartInstanceRefresh")).toEqual([
      {
        AutoScalingGroupName: NAME,
        Strategy: "Rolling",
        Preferences: { MinHealthyPercentage: 90, InstanceWarmup: 60, SkipMatching: true },
      },
    ]);
  });

  it("replaces nothing in a group without instances", async () => {
    const mocked = standing(EMPTY);
    await change(mocked, { launchTemplateVersion: "2", min: 0 });
    expect(changesOf(mocked)).toEqual(["UpdateAutoScalingGroup"]);
  });

  it("waits for nobody to be healthy where nobody is", async () => {
    const mocked = standing(HELD);
    await change(mocked, { launchTemplateVersion: "2" });
    expect(inputsOf(mocked.scaling.safe, "StartInstanceRefresh")).toMatchObject([
      { Preferences: { MinHealthyPercentage: 0 } },
    ]);
  });

  it("waits for a refresh that is under way, and only then begins its own", async () => {
    const mocked = standing();
    answerRefreshes(mocked, "InProgress", "InProgress", "Successful");
    await change(mocked, { launchTemplateVersion: "2" });
    expect(mocked.watch.statuses).toContain("instance refresh InProgress, 50 %");
    expect(inputsOf(mocked.scaling.safe, "StartInstanceRefresh")).toHaveLength(1);
  });

  it("waits for its own refresh until reads show it", async () => {
    const mocked = standing();
    mocked.scaling.safe
      .on(DescribeInstanceRefreshesCommand)
      .resolvesOnce({ InstanceRefreshes: [{ Status: "Successful" }] })
      .resolvesOnce({ InstanceRefreshes: [] })
      .resolves({ InstanceRefreshes: [{ Status: "Successful" }] });
    await change(mocked, { launchTemplateVersion: "2" });
    expect(mocked.watch.statuses).toContain("instance refresh Pending, 0 %");
    expect(inputsOf(mocked.scaling.safe, "DescribeInstanceRefreshes")).toContainEqual({
      AutoScalingGroupName: NAME,
      InstanceRefreshIds: ["refresh-1"],
    });
  });

  it("begins none where the instances run on the version already", async () => {
    const mocked = standing();
    await change(mocked, { launchTemplateVersion: "1" });
    expect(changesOf(mocked)).toEqual(["UpdateAutoScalingGroup"]);
  });

  it("waits for one that somebody began in the same moment", async () => {
    const mocked = standing();
    mocked.scaling.safe
      .on(StartInstanceRefreshCommand)
      .rejectsOnce(refusal("InstanceRefreshInProgressFault"))
      .resolves({ InstanceRefreshId: "refresh-2" });
    await change(mocked, { launchTemplateVersion: "2" });
    expect(inputsOf(mocked.scaling.safe, "StartInstanceRefresh")).toHaveLength(2);
  });

  it("gives up after three hours where AWS speaks of another one that it never shows", async () => {
    const mocked = standing();
    const refused = refusal("InstanceRefreshInProgressFault");
    mocked.scaling.safe.on(StartInstanceRefreshCommand).rejects(refused);
    await expect(change(mocked, { launchTemplateVersion: "2" })).rejects.toBe(refused);
  });

  it("is not done before the refresh is over, and fails when that does", async () => {
    const mocked = standing();
    answerRefreshes(mocked, "Successful", "InProgress", "InProgress", "Successful");
    await change(mocked, { launchTemplateVersion: "2" });
    expect(mocked.watch.statuses).toContain("instances refreshed");
    const failing = standing();
    answerRefreshes(failing, "Successful", "InProgress", "Failed");
    const ending = change(failing, { launchTemplateVersion: "2" });
    await expect(ending).rejects.toThrow("No healthy instance");
    await expect(ending).rejects.toBeInstanceOf(BrokenResourceError);
  });
});

describe("a group that does not replace unhealthy instances", () => {
  it("is told, so that a run that was cut off before the first healthy one is carried on", async () => {
    expect((await group.get(standing(HELD).aws, NAME))?.props.replacesUnhealthy).toBe(false);
    expect((await group.get(standing().aws, NAME))?.props.replacesUnhealthy).toBe(true);
  });

  it("replaces them again once one is healthy", async () => {
    const mocked = standing(HELD);
    await change(mocked, { replacesUnhealthy: true });
    expect(changesOf(mocked)).toEqual(["ResumeProcesses"]);
  });

  it("is not waited for before a change that may mend it", async () => {
    const mocked = standing(HELD);
    answerHealth(mocked);
    await group.ready(mocked.aws, NAME, mocked.watch);
    expect(mocked.watch.statuses).toEqual(["visible"]);
  });

  it("is not waited for after a change that has nothing to do with its instances", async () => {
    const mocked = standing(HELD);
    answerHealth(mocked);
    await change(mocked, { max: 30 });
    expect(mocked.watch.statuses).toEqual([]);
  });
});
