import {
  AutoScalingClient,
  CreateAutoScalingGroupCommand,
  type CreateAutoScalingGroupCommandInput,
  CreateOrUpdateTagsCommand,
  DeleteAutoScalingGroupCommand,
  DeletePolicyCommand,
  DeleteTagsCommand,
  DescribePoliciesCommand,
  DescribeScalingActivitiesCommand,
  PutScalingPolicyCommand,
  UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { DescribeInstancesCommand } from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { editAccount, refusalOf } from "../harness.ts";
import { makeGroup, NAME, practiseScaling, type ScalingPractice } from "./scaling.ts";

const refused = async (call: Promise<unknown>): Promise<string> => (await refusalOf(call)).name;

async function standing(changes: Partial<CreateAutoScalingGroupCommandInput> = {}): Promise<ScalingPractice> {
  const practice = await practiseScaling();
  await makeGroup(practice, changes);
  return practice;
}

const update = ({ scaling }: ScalingPractice, changes: object) =>
  scaling.send(new UpdateAutoScalingGroupCommand({ AutoScalingGroupName: NAME, ...changes }));

describe("a group that is made", () => {
  it.each([
    ["with more at least than at most", { MinSize: 7 }],
    ["with a number outside its bounds", { DesiredCapacity: 9 }],
    ["without subnets", { VPCZoneIdentifier: "" }],
    ["in a subnet that does not exist", { VPCZoneIdentifier: "subnet-0123456789abcdef0" }],
    ["without a launch template", { LaunchTemplate: undefined }],
    ["with targets that do not exist", { TargetGroupARNs: ["arn:x"] }],
    ["with a colon in its name", { AutoScalingGroupName: "flash:sale" }],
    ["with a health check that does not exist", { HealthCheckType: "SOMETHING" }],
  ])("is refused %s", async (_how, changes) => {
    const practice = await practiseScaling();
    expect(await refused(makeGroup(practice, changes))).toBe("ValidationError");
  });

  it("wants a version of the launch template that exists", async () => {
    const practice = await practiseScaling();
    const LaunchTemplate = { LaunchTemplateId: practice.template, Version: "9" };
    const error = await refusalOf(makeGroup(practice, { LaunchTemplate }));
    expect(error).toMatchObject({ name: "ValidationError" });
    expect(error.message).toContain("Could not find the specified version 9");
    const unknown = { LaunchTemplateId: "lt-0123456789abcdef0", Version: "1" };
    expect((await refusalOf(makeGroup(practice, { LaunchTemplate: unknown }))).message).toContain(
      "does not exist",
    );
  });

  it("has a name of its own", async () => {
    const practice = await standing();
    expect(await refused(makeGroup(practice))).toBe("AlreadyExistsFault");
  });

  it("spreads its instances over the subnets, with its tags on them", async () => {
    const practice = await practiseScaling();
    const tag = { ResourceId: NAME, ResourceType: "auto-scaling-group" };
    await makeGroup(practice, {
      Tags: [
        { ...tag, Key: "Name", Value: "app", PropagateAtLaunch: true },
        { ...tag, Key: "own", Value: "1", PropagateAtLaunch: false },
      ],
    });
    const { Reservations } = await practice.ec2.send(new DescribeInstancesCommand({}));
    const instances = Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? [];
    expect(instances.map(({ SubnetId }) => SubnetId).sort()).toEqual([...practice.subnetIds].sort());
    const tags = Object.fromEntries((instances[0]?.Tags ?? []).map(({ Key, Value }) => [Key, Value]));
    expect(tags).toMatchObject({ Name: "app", "aws:autoscaling:groupName": NAME });
    expect(tags).not.toHaveProperty("own");
  });

  it("tells its instances as pending until they run", async () => {
    const practice = await standing();
    const states = async () => (await practice.look()).Instances?.map(({ LifecycleState }) => LifecycleState);
    expect(await states()).toEqual(["Pending", "Pending", "Pending"]);
    practice.pass(30);
    expect(await states()).toEqual(["InService", "InService", "InService"]);
  });
});

describe("the size of a group", () => {
  it("is moved by bounds that no longer fit", async () => {
    const practice = await standing();
    await update(practice, { MinSize: 5 });
    expect(await practice.look()).toMatchObject({ MinSize: 5, DesiredCapacity: 5 });
    await update(practice, { MinSize: 1, MaxSize: 2 });
    expect(await practice.look()).toMatchObject({ MaxSize: 2, DesiredCapacity: 2 });
    expect(await refused(update(practice, { DesiredCapacity: 3 }))).toBe("ValidationError");
  });

  it("is reached by launching and terminating, which lingers", async () => {
    const practice = await standing();
    await update(practice, { DesiredCapacity: 1 });
    const states = (await practice.look()).Instances?.map(({ LifecycleState }) => LifecycleState) ?? [];
    expect(states.filter((state) => state === "Terminating")).toHaveLength(2);
    practice.pass(60);
    expect((await practice.look()).Instances).toHaveLength(1);
  });

  it("is not reached past the quota of vCPUs, which is an activity that failed, again every minute", async () => {
    const practice = await practiseScaling();
    const setQuota = (vcpus: number) =>
      editAccount(practice.file, ({ offers }) => {
        offers.EC2 = { ...offers.EC2, quotas: { ...(offers.EC2?.quotas as object), vcpus } };
      });
    setQuota(8);
    await makeGroup(practice);
    expect((await practice.look()).Instances).toHaveLength(2);
    expect((await practice.activities())[0]).toMatch(
      /current vCPU limit of 8 .*Launching EC2 instance failed\.$/,
    );
    setQuota(64);
    expect((await practice.look()).Instances).toHaveLength(2);
    practice.pass(61);
    expect((await practice.look()).Instances).toHaveLength(3);
  });

  it("is reached in other zones where one has no room", async () => {
    const practice = await practiseScaling();
    editAccount(practice.file, ({ offers }) => {
      offers.EC2 = { ...offers.EC2, withoutCapacity: { "us-east-1a": ["m5.*"] } };
    });
    await makeGroup(practice);
    expect((await practice.look()).Instances?.map(({ AvailabilityZone }) => AvailabilityZone)).not.toContain(
      "us-east-1a",
    );
    expect((await practice.activities()).join()).toContain("do not have sufficient m5.xlarge capacity");
  });
});

describe("a launch that ends badly", () => {
  it.each(["Failed", "Cancelled"] as const)(
    "is an activity that %s, in the words that the account offers",
    async (status) => {
      const practice = await practiseScaling();
      const words = "Client.InternalError: Client error on launch";
      editAccount(practice.file, ({ offers }) => {
        offers.EC2 = { ...offers.EC2, launchEnd: { words, status } };
      });
      await makeGroup(practice);
      expect((await practice.look()).Instances).toEqual([]);
      const told = await practice.scaling.send(
        new DescribeScalingActivitiesCommand({ AutoScalingGroupName: NAME }),
      );
      expect(told.Activities?.[0]).toMatchObject({ StatusCode: status, StatusMessage: words });
    },
  );

  it("is refused with the template where the organization demands tags that only the group would add", async () => {
    const practice = await practiseScaling();
    editAccount(practice.file, ({ offers }) => {
      offers.EC2 = { ...offers.EC2, demandedTags: ["Team"] };
    });
    const Tags = [{ Key: "Team", Value: "sale" }];
    await expect(
      makeGroup(practice, { Tags: Tags.map((tag) => ({ ...tag, PropagateAtLaunch: true })) }),
    ).rejects.toThrow("You are not authorized to use launch template");
    await practice.makeVersion({ TagSpecifications: [{ ResourceType: "instance", Tags }] });
    await makeGroup(practice, { LaunchTemplate: { LaunchTemplateId: practice.template, Version: "2" } });
    expect((await practice.look()).Instances).toHaveLength(3);
  });
});

describe("a group that is deleted", () => {
  const remove = ({ scaling }: ScalingPractice, ForceDelete?: boolean) =>
    scaling.send(new DeleteAutoScalingGroupCommand({ AutoScalingGroupName: NAME, ForceDelete }));

  it("must be empty, unless it is forced", async () => {
    const practice = await standing();
    expect(await refused(remove(practice))).toBe("ResourceInUseFault");
    await remove(practice, true);
    expect(await practice.look()).toMatchObject({ Status: "Delete in progress" });
    expect(await refused(remove(practice, true))).toBe("ScalingActivityInProgressFault");
    expect(await refused(makeGroup(practice))).toBe("AlreadyExistsFault");
    practice.pass(80);
    await expect(practice.look()).rejects.toThrow("gone");
    expect(await refused(remove(practice, true))).toBe("ValidationError");
  });

  it("takes its policies with it", async () => {
    const practice = await standing({ MinSize: 0, DesiredCapacity: 0 });
    const policy = { AutoScalingGroupName: NAME, PolicyName: "scale-up" };
    const step = { AdjustmentType: "ChangeInCapacity", ScalingAdjustment: 2 };
    await practice.scaling.send(new PutScalingPolicyCommand({ ...policy, ...step }));
    await remove(practice);
    const { ScalingPolicies } = await practice.scaling.send(new DescribePoliciesCommand({}));
    expect(ScalingPolicies).toEqual([]);
  });
});

describe("a scaling policy", () => {
  const put = ({ scaling }: ScalingPractice, changes: object) =>
    scaling.send(
      new PutScalingPolicyCommand({ AutoScalingGroupName: NAME, PolicyName: "scale-up", ...changes }),
    );

  it("is made and overwritten by the same call, and keeps its ARN", async () => {
    const practice = await standing({ MinSize: 0, DesiredCapacity: 0 });
    const first = await put(practice, { AdjustmentType: "ChangeInCapacity", ScalingAdjustment: 2 });
    const second = await put(practice, { AdjustmentType: "ChangeInCapacity", ScalingAdjustment: 3 });
    expect(second.PolicyARN).toBe(first.PolicyARN);
    const { ScalingPolicies } = await practice.scaling.send(
      new DescribePoliciesCommand({ AutoScalingGroupName: NAME }),
    );
    expect(ScalingPolicies).toMatchObject([{ PolicyType: "SimpleScaling", ScalingAdjustment: 3 }]);
  });

  it.each([
    ["without an adjustment", { AdjustmentType: "ChangeInCapacity" }],
    ["with an unknown kind of adjustment", { AdjustmentType: "Much", ScalingAdjustment: 1 }],
    ["of target tracking with an adjustment", { PolicyType: "TargetTrackingScaling", ScalingAdjustment: 1 }],
  ])("is refused %s", async (_how, changes) => {
    const practice = await standing({ MinSize: 0, DesiredCapacity: 0 });
    expect(await refused(put(practice, changes))).toBe("ValidationError");
  });

  it("is a validation error to delete when it is not there", async () => {
    const practice = await standing({ MinSize: 0, DesiredCapacity: 0 });
    const call = practice.scaling.send(
      new DeletePolicyCommand({ AutoScalingGroupName: NAME, PolicyName: "scale-up" }),
    );
    expect(await refused(call)).toBe("ValidationError");
  });
});

it("sets and removes a group's tags", async () => {
  const practice = await standing({ MinSize: 0, DesiredCapacity: 0 });
  const tag = { ResourceId: NAME, ResourceType: "auto-scaling-group" };
  const Tags = [
    { ...tag, Key: "a", Value: "1", PropagateAtLaunch: true },
    { ...tag, Key: "b", Value: "2", PropagateAtLaunch: false },
  ];
  await practice.scaling.send(new CreateOrUpdateTagsCommand({ Tags }));
  await practice.scaling.send(new DeleteTagsCommand({ Tags: [{ ...tag, Key: "a" }] }));
  expect((await practice.look()).Tags).toEqual([Tags[1]]);
});

describe("the permissions that a group needs", () => {
  it.each(["iam:PassRole", "ec2:RunInstances", "iam:CreateServiceLinkedRole"])(
    "include %s",
    async (action) => {
      const practice = await practiseScaling();
      const denied = practice.reopen({ faults: { deny: [action] } });
      const { region, credentials } = denied.sandbox;
      const client = new AutoScalingClient({ region, credentials, maxAttempts: 1 });
      client.middlewareStack.use(denied.sandbox.plugin());
      const input = {
        AutoScalingGroupName: NAME,
        LaunchTemplate: { LaunchTemplateId: practice.template, Version: "1" },
        MinSize: 0,
        MaxSize: 1,
        VPCZoneIdentifier: practice.subnetIds.join(","),
      };
      expect(await refused(client.send(new CreateAutoScalingGroupCommand(input)))).toBe("AccessDenied");
    },
  );
});
