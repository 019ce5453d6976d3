import {
  CreateAutoScalingGroupCommand,
  CreateOrUpdateTagsCommand,
  DeleteAutoScalingGroupCommand,
  DeleteTagsCommand,
  DescribeAutoScalingGroupsCommand,
} from "@aws-sdk/client-auto-scaling";
import { describe, expect, it } from "vitest";
import { AlreadyExists } from "../../../src/errors.ts";
import { group } from "../../../src/resources/auto-scaling/group.ts";
import { inputsOf, operationsOf, refusal, scopeOf } from "../rds/mocked-aws.ts";
import { change, EMPTY, NAME, PROPS, standing, TARGETS, told } from "./groups.ts";
import { mockAws } from "./mocked-aws.ts";

describe("reading a group", () => {
  it("tells its sizes, its subnets and how far it is", async () => {
    const { aws } = standing();
    const {
      rootVolumeGib: _gib,
      expectedInstances: _expected,
      publicAddresses: _public,
      ...observable
    } = PROPS;
    expect(await group.get(aws, NAME)).toMatchObject({
      id: NAME,
      name: NAME,
      condition: "standing",
      status: "2 of 2 instances in service",
      props: { ...observable, desired: 2, subnetIds: ["subnet-b", "subnet-a"] },
      attributes: { name: NAME, arn: "arn:group" },
      tags: { Name: NAME },
    });
  });

  it("says that one without instances waits for its image", async () => {
    const { aws } = standing(EMPTY);
    expect((await group.get(aws, NAME))?.status).toBe("waiting for an image: flashsale-setup deploy build");
  });

  it("tells the version that an instance still runs on, so that a rollout that was cut off is seen", async () => {
    const { aws } = standing({
      ...told(["1", "2"]),
      LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "2" },
    });
    expect((await group.get(aws, NAME))?.props).toMatchObject({ launchTemplateVersion: "1" });
  });

  it("passes over instances that are on their way out", async () => {
    const [staying, leaving] = told(["2", "1"]).Instances ?? [];
    const { aws } = standing({
      ...told(),
      LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "2" },
      Instances: [
        { ...staying, ProtectedFromScaleIn: false } as never,
        { ...leaving, LifecycleState: "Terminating" } as never,
      ],
    });
    expect((await group.get(aws, NAME))?.props).toMatchObject({ launchTemplateVersion: "2" });
  });

  it("is leaving while AWS deletes it, and absent when AWS lists none", async () => {
    const { aws } = standing({ ...told([]), Status: "Delete in progress" });
    expect(await group.get(aws, NAME)).toMatchObject({ condition: "leaving", status: "Delete in progress" });
    const absent = mockAws();
    absent.scaling.safe.on(DescribeAutoScalingGroupsCommand).resolves({ AutoScalingGroups: [] });
    expect(await group.get(absent.aws, NAME)).toBeUndefined();
  });

  it("is listed by name, and not at all while no name is known", async () => {
    const { aws, scaling } = standing();
    expect(await group.list(aws, scopeOf([]))).toEqual([]);
    await group.list(aws, scopeOf([NAME], [NAME]));
    expect(inputsOf(scaling.safe, "DescribeAutoScalingGroups")).toEqual([{ AutoScalingGroupNames: [NAME] }]);
  });
});

describe("making a group", () => {
  it("makes it empty, so that replacing can be suspended before there is an instance", async () => {
    const { aws, scaling } = mockAws();
    scaling.once.on(CreateAutoScalingGroupCommand).resolves({});
    expect(await group.create(aws, PROPS, "token")).toEqual({ id: NAME });
    expect(inputsOf(scaling.once, "CreateAutoScalingGroup")).toEqual([
      {
        AutoScalingGroupName: NAME,
        LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "1" },
        MinSize: 0,
        MaxSize: 20,
        DesiredCapacity: 0,
        VPCZoneIdentifier: "subnet-a,subnet-b",
        TargetGroupARNs: [TARGETS],
        HealthCheckType: "ELB",
        HealthCheckGracePeriod: 300,
        Tags: [
          {
            Key: "Name",
            Value: NAME,
            ResourceId: NAME,
            ResourceType: "auto-scaling-group",
            PropagateAtLaunch: true,
          },
        ],
      },
    ]);
    expect(group.afterCreate).toEqual(["min", "desired"]);
  });

  it("waits until AWS knows the instance profile that was just made", async () => {
    const { aws, scaling } = mockAws();
    scaling.once
      .on(CreateAutoScalingGroupCommand)
      .rejectsOnce(refusal("ValidationError", "Invalid IAM Instance Profile name"))
      .resolves({});
    expect(await group.create(aws, PROPS, "token")).toEqual({ id: NAME });
  });

  it("says that the name is taken", async () => {
    const { aws, scaling } = mockAws();
    scaling.once.on(CreateAutoScalingGroupCommand).rejects(refusal("AlreadyExistsFault"));
    await expect(group.create(aws, PROPS, "token")).rejects.toBeInstanceOf(AlreadyExists);
  });

  it("throws any other mistake at once", async () => {
    const { aws, scaling } = mockAws();
    scaling.once.on(CreateAutoScalingGroupCommand).rejects(refusal("ValidationError", "Max bound is wrong"));
    await expect(group.create(aws, PROPS, "token")).rejects.toThrow("Max bound is wrong");
    expect(operationsOf(scaling.once)).toHaveLength(1);
  });
});

describe("the tags of a group", () => {
  it("go to its instances, and only those that it is told to drop go", async () => {
    const mocked = standing();
    mocked.scaling.safe.on(CreateOrUpdateTagsCommand).resolves({});
    mocked.scaling.safe.on(DeleteTagsCommand).resolves({});
    await change(mocked, { tags: { stage: "live" } }, ["team"]);
    const tag = { ResourceId: NAME, ResourceType: "auto-scaling-group" };
    expect(inputsOf(mocked.scaling.safe, "CreateOrUpdateTags")).toEqual([
      { Tags: [{ ...tag, Key: "stage", Value: "live", PropagateAtLaunch: true }] },
    ]);
    expect(inputsOf(mocked.scaling.safe, "DeleteTags")).toEqual([{ Tags: [{ ...tag, Key: "team" }] }]);
  });
});

describe("deleting a group", () => {
  it("ends its instances with it, and waits while it is scaling", async () => {
    const { aws, scaling, watch } = standing();
    scaling.safe
      .on(DeleteAutoScalingGroupCommand)
      .rejectsOnce(refusal("ScalingActivityInProgressFault"))
      .rejectsOnce(refusal("ResourceInUseFault"))
      .resolves({});
    expect(await group.delete(aws, NAME, { ...watch, force: true })).toEqual([]);
    const deletes = inputsOf(scaling.safe, "DeleteAutoScalingGroup");
    expect(deletes).toHaveLength(3);
    expect(deletes[0]).toEqual({ AutoScalingGroupName: NAME, ForceDelete: true });
  });

  it("asks for nothing when it is absent or leaving", async () => {
    const { aws, scaling, watch } = standing({ ...told([]), Status: "Delete in progress" });
    expect(await group.delete(aws, NAME, { ...watch, force: true })).toEqual([]);
    expect(operationsOf(scaling.safe)).toEqual(["DescribeAutoScalingGroups"]);
  });
});

describe("what a group takes", () => {
  it("is billed for the instances that it is to have, also while it waits for its image", () => {
    expect(group.usage?.({ ...PROPS, min: 0, desired: 0 })).toEqual([
      { sku: "ec2:m5.xlarge:hour", quantity: 3650 },
      { sku: "ec2:gp3:gib-month", quantity: 100 },
    ]);
  });

  it("takes vCPUs of the quota, of what stands as many as run", async () => {
    const { aws } = standing();
    const observed = await group.get(aws, NAME);
    const need = { service: "ec2", code: "L-1216C47A", instanceType: "m5.xlarge" };
    expect(group.quotas?.(PROPS)).toMatchObject([{ ...need, quantity: 5 }]);
    expect(group.quotas?.(observed?.props as typeof PROPS)).toMatchObject([{ ...need, quantity: 2 }]);
    const empty = await group.get(standing(EMPTY).aws, NAME);
    expect(group.quotas?.(empty?.props as typeof PROPS)).toEqual([]);
  });
});
