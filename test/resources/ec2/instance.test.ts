import {
  AssociateIamInstanceProfileCommand,
  CreateTagsCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeInstancesCommand,
  type Instance,
  ModifyInstanceAttributeCommand,
  ReplaceIamInstanceProfileAssociationCommand,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import { beforeEach, describe, expect, it } from "vitest";
import { type InstanceProps, instance } from "../../../src/resources/ec2/instance.ts";
import {
  type Bench,
  changed,
  createBench,
  inVpc,
  refusal,
  sentBy,
  TAG_LIST,
  TAGS,
  toDelete,
  toUpdate,
} from "./bench.ts";
import { answer, FOUND, PROPS } from "./instances.ts";

const STATES = {
  Name: "instance-state-name",
  Values: ["pending", "running", "stopping", "stopped", "shutting-down"],
};

let bench: Bench;

const show = (...all: Instance[]) => bench.safe.on(DescribeInstancesCommand).resolves(answer(...all));

beforeEach(() => {
  bench = createBench();
  show(FOUND);
});

describe("reading instances", () => {
  it("tells what it was launched from by AWS's own tags", async () => {
    const { rootVolumeGib: _, publicAddress: _address, ...props } = PROPS;
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
    expect(await instance.list(bench.aws, inVpc())).toHaveLength(1);
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
