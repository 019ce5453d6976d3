import {
  AssociateIamInstanceProfileCommand,
  CreateTagsCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  type Instance,
  ModifyInstanceAttributeCommand,
  ReplaceIamInstanceProfileAssociationCommand,
  RunInstancesCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { BrokenResourceError } from "../../../src/errors.ts";
import { type InstanceProps, instance } from "../../../src/resources/ec2/instance.ts";
import {
  type Bench,
  changed,
  createBench,
  IN_VPC,
  refusal,
  sentBy,
  TAG_LIST,
  TAGS,
  tagged,
  toDelete,
  toUpdate,
} from "./bench.ts";

const PROPS: InstanceProps = {
  launchTemplateId: "lt-1",
  launchTemplateVersion: 3,
  instanceType: "m5.xlarge",
  rootVolumeGib: 20,
  subnetId: "subnet-1",
  securityGroupIds: ["sg-1"],
  instanceProfile: "FlashSaleAppRole",
  tags: TAGS,
};

const TEMPLATE_TAGS = [
  { Key: "aws:ec2launchtemplate:id", Value: "lt-1" },
  { Key: "aws:ec2launchtemplate:version", Value: "3" },
];

const FOUND: Instance = {
  InstanceId: "i-1",
  InstanceType: "m5.xlarge",
  SubnetId: "subnet-1",
  PrivateIpAddress: "10.0.11.4",
  State: { Name: "running" },
  SecurityGroups: [{ GroupId: "sg-1" }],
  IamInstanceProfile: { Arn: "arn:aws:iam::123456789012:instance-profile/FlashSaleAppRole" },
  Tags: [...TAG_LIST, ...TEMPLATE_TAGS],
};

const STATES = {
  Name: "instance-state-name",
  Values: ["pending", "running", "stopping", "stopped", "shutting-down"],
};

const PASSED = { InstanceStatus: { Status: "ok" }, SystemStatus: { Status: "ok" } } as const;

let bench: Bench;

const answer = (...all: Instance[]) => ({ Reservations: all.map((one) => ({ Instances: [one] })) });
const show = (...all: Instance[]) => bench.safe.on(DescribeInstancesCommand).resolves(answer(...all));

beforeEach(() => {
  bench = createBench();
  show(FOUND);
});

describe("reading instances", () => {
  it("tells what it was launched from by AWS's own tags", async () => {
    const { rootVolumeGib: _, ...props } = PROPS;
    expect(await instance.get(bench.aws, "i-1")).toEqual({
      id: "i-1",
      condition: "standing",
      status: "running",
      props,
      attributes: { instanceId: "i-1", privateIp: "10.0.11.4" },
      tags: TAGS,
    });
    const Filters = [{ Name: "instance-id", Values: ["i-1"] }, STATES];
    expect(sentBy(bench.safe)).toEqual([{ operation: "DescribeInstances", input: { Filters } }]);
  });

  it("lists by our VPC, without those that an Auto Scaling group holds", async () => {
    const held = { ...FOUND, Tags: [{ Key: "aws:autoscaling:groupName", Value: "flashsale-asg" }] };
    show(FOUND, held);
    expect(await instance.list(bench.aws, IN_VPC)).toHaveLength(1);
    expect(sentBy(bench.safe)[0]?.input).toEqual({
      Filters: [{ Name: "vpc-id", Values: ["vpc-1"] }, STATES],
    });
  });

  it.each([
    ["pending", "pending"],
    ["running", "standing"],
    ["stopping", "broken"],
    ["stopped", "broken"],
    ["shutting-down", "leaving"],
  ] as const)("takes %s for %s", async (Name, condition) => {
    show({ ...FOUND, State: { Name } });
    expect(await instance.get(bench.aws, "i-1")).toMatchObject({ condition });
  });

  it("is absent once it is terminated, though EC2 shows it for another hour", async () => {
    show({ ...FOUND, State: { Name: "terminated" } });
    expect(await instance.get(bench.aws, "i-1")).toBeUndefined();
  });

  it("tells no version where it was launched from no template", async () => {
    show({ ...FOUND, Tags: TAG_LIST });
    expect((await instance.get(bench.aws, "i-1"))?.props).not.toHaveProperty("launchTemplateVersion");
  });

  it("is billed by the hour with its volume, and counts against the quota of vCPUs", () => {
    expect(instance.usage?.(PROPS)).toEqual([
      { sku: "ec2:m5.xlarge:hour", quantity: 730 },
      { sku: "ec2:gp3:gib-month", quantity: 20 },
    ]);
    expect(instance.quotas?.(PROPS)).toMatchObject([
      { code: "L-1216C47A", quantity: 1, instanceType: "m5.xlarge" },
    ]);
  });
});

describe("launching an instance", () => {
  it("sends one call that its token makes safe to repeat, and tags all that it makes", async () => {
    bench.safe.on(RunInstancesCommand).resolves({ Instances: [{ InstanceId: "i-1" }] });
    expect(await instance.create(bench.aws, PROPS, "token-1")).toEqual({ id: "i-1" });
    const input = {
      MinCount: 1,
      MaxCount: 1,
      ClientToken: "token-1",
      LaunchTemplate: { LaunchTemplateId: "lt-1", Version: "3" },
      InstanceType: "m5.xlarge",
      SubnetId: "subnet-1",
      SecurityGroupIds: ["sg-1"],
      TagSpecifications: [...tagged("instance"), ...tagged("volume"), ...tagged("network-interface")],
    };
    expect(sentBy(bench.safe)).toEqual([{ operation: "RunInstances", input }]);
  });

  it.each([
    [
      "InvalidParameterValue",
      "Value (x) for parameter iamInstanceProfile.name is invalid. Invalid IAM Instance Profile name",
    ],
    [
      "InvalidParameterValue",
      'IAM Instance Profile "arn:aws:iam::1:instance-profile/x" has no associated IAM Roles',
    ],
    ["InvalidLaunchTemplateId.NotFound", "not yet"],
    ["InvalidSubnetID.NotFound", "not yet"],
  ])("is sent again after %s: %s", async (name, message) => {
    bench.safe
      .on(RunInstancesCommand)
      .rejectsOnce(refusal(name, message))
      .resolves({ Instances: [{ InstanceId: "i-1" }] });
    expect(await instance.create(bench.aws, PROPS, "token-1")).toEqual({ id: "i-1" });
  });

  it("gives a profile that EC2 never learns of two minutes", async () => {
    const lag = refusal("InvalidParameterValue", "Invalid IAM Instance Profile name");
    bench.safe.on(RunInstancesCommand).rejects(lag);
    const start = bench.clock.now();
    await expect(instance.create(bench.aws, PROPS, "token-1")).rejects.toBe(lag);
    const seconds = bench.clock.secondsSince(start);
    expect(seconds).toBeGreaterThanOrEqual(120);
    expect(seconds).toBeLessThan(150);
  });

  it.each(["VcpuLimitExceeded", "InsufficientInstanceCapacity", "InvalidAMIID.Malformed"])(
    "is refused for %s at once",
    async (name) => {
      bench.safe.on(RunInstancesCommand).rejects(refusal(name));
      await expect(instance.create(bench.aws, PROPS, "token-1")).rejects.toMatchObject({ name });
      expect(sentBy(bench.safe)).toHaveLength(1);
    },
  );

  it("waits until it runs and EC2's checks of it have passed", async () => {
    bench.safe
      .on(DescribeInstancesCommand)
      .resolvesOnce(answer())
      .resolvesOnce(answer({ ...FOUND, State: { Name: "pending" } }))
      .resolves(answer(FOUND));
    bench.safe
      .on(DescribeInstanceStatusCommand)
      .resolvesOnce({ InstanceStatuses: [] })
      .resolvesOnce({ InstanceStatuses: [{ ...PASSED, SystemStatus: { Status: "initializing" } }] })
      .resolves({ InstanceStatuses: [PASSED] });
    await instance.ready(bench.aws, "i-1", bench.watch);
    expect(bench.watch.statuses).toEqual([
      "not visible yet",
      "pending",
      "running, status checks initializing",
      "running, status checks initializing",
      "running",
    ]);
  });

  it("does without the checks where they may not be read", async () => {
    bench.safe.on(DescribeInstanceStatusCommand).rejects(refusal("UnauthorizedOperation"));
    await instance.ready(bench.aws, "i-1", bench.watch);
    expect(bench.watch.statuses).toEqual(["running"]);
  });

  it.each([
    ["its checks fail", FOUND, { ...PASSED, InstanceStatus: { Status: "impaired" } }, "status checks failed"],
    ["somebody stops it", { ...FOUND, State: { Name: "stopped" } }, PASSED, "somebody stopped it"],
  ] as const)("ends the wait when %s", async (_, seen, status, reason) => {
    show(seen as Instance);
    bench.safe.on(DescribeInstanceStatusCommand).resolves({ InstanceStatuses: [status] });
    const failed = instance.ready(bench.aws, "i-1", bench.watch);
    await expect(failed).rejects.toBeInstanceOf(BrokenResourceError);
    await expect(failed).rejects.toThrow(reason);
  });
});

describe("changing an instance", () => {
  const update = (...named: Parameters<typeof changed<InstanceProps>>) =>
    instance.update(bench.aws, "i-1", [changed(...named)], toUpdate(bench, PROPS));

  const associated = (AssociationId?: string) =>
    bench.safe
      .on(DescribeIamInstanceProfileAssociationsCommand)
      .resolves({ IamInstanceProfileAssociations: AssociationId === undefined ? [] : [{ AssociationId }] });

  it("sets security groups and tags in place", async () => {
    bench.safe.on(ModifyInstanceAttributeCommand).resolves({});
    bench.safe.on(CreateTagsCommand).resolves({});
    await update("securityGroupIds", ["sg-2"]);
    await update("tags", { team: "sale" });
    expect(sentBy(bench.safe)).toEqual([
      { operation: "ModifyInstanceAttribute", input: { InstanceId: "i-1", Groups: ["sg-2"] } },
      { operation: "CreateTags", input: { Resources: ["i-1"], Tags: [{ Key: "team", Value: "sale" }] } },
    ]);
  });

  it("gives it the profile that EC2 dropped at the launch, once it runs", async () => {
    associated();
    bench.safe
      .on(AssociateIamInstanceProfileCommand)
      .rejectsOnce(refusal("IncorrectInstanceState"))
      .resolves({});
    await update("instanceProfile", "FlashSaleAppRole");
    expect(sentBy(bench.safe).at(-1)).toEqual({
      operation: "AssociateIamInstanceProfile",
      input: { InstanceId: "i-1", IamInstanceProfile: { Name: "FlashSaleAppRole" } },
    });
  });

  it("puts it in the place of another one", async () => {
    associated("iip-assoc-1");
    bench.safe.on(ReplaceIamInstanceProfileAssociationCommand).resolves({});
    await update("instanceProfile", "FlashSaleAppRole");
    expect(sentBy(bench.safe).at(-1)?.input).toEqual({
      AssociationId: "iip-assoc-1",
      IamInstanceProfile: { Name: "FlashSaleAppRole" },
    });
  });

  it("cannot change what it was launched from: that is another instance", () => {
    expect(instance.replaceOn).toEqual([
      "launchTemplateId",
      "launchTemplateVersion",
      "instanceType",
      "subnetId",
    ]);
  });
});

describe("terminating an instance", () => {
  it("succeeds when there is none", async () => {
    bench.safe.on(TerminateInstancesCommand).rejects(refusal("InvalidInstanceID.NotFound"));
    expect(await instance.delete(bench.aws, "i-1", toDelete(bench))).toEqual([]);
    expect(sentBy(bench.safe)[0]?.input).toEqual({ InstanceIds: ["i-1"] });
  });

  it("is refused while somebody protects it", async () => {
    bench.safe.on(TerminateInstancesCommand).rejects(refusal("OperationNotPermitted"));
    await expect(instance.delete(bench.aws, "i-1", toDelete(bench))).rejects.toMatchObject({
      name: "OperationNotPermitted",
    });
  });

  it("is gone once it is terminated", async () => {
    bench.safe
      .on(DescribeInstancesCommand)
      .resolvesOnce(answer({ ...FOUND, State: { Name: "shutting-down" } }))
      .resolves(answer({ ...FOUND, State: { Name: "terminated" } }));
    await instance.gone(bench.aws, "i-1", bench.watch);
    expect(bench.watch.statuses).toEqual(["shutting-down", "gone"]);
  });
});
