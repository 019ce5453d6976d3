import {
  AssociateIamInstanceProfileCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DescribeIamInstanceProfileAssociationsCommand,
  DescribeInstanceStatusCommand,
  DescribeInstancesCommand,
  DescribeNetworkInterfacesCommand,
  DisassociateIamInstanceProfileCommand,
  ModifyInstanceAttributeCommand,
  ReplaceIamInstanceProfileAssociationCommand,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { editAccount, refusalOf } from "../harness.ts";
import { practiseMachines } from "./machines.ts";
import { makeGroup } from "./network.ts";

describe("an instance in the sandbox", () => {
  it("is pending, runs, and has passed its checks some minutes later", async () => {
    const { launch, look, pass, ec2 } = await practiseMachines();
    const { InstanceId: id = "", State } = await launch();
    expect(State).toEqual({ Name: "pending", Code: 0 });
    pass(25);
    expect((await look(id))?.State?.Name).toBe("running");
    const check = async () => {
      const { InstanceStatuses } = await ec2.send(new DescribeInstanceStatusCommand({ InstanceIds: [id] }));
      return [InstanceStatuses?.[0]?.InstanceStatus?.Status, InstanceStatuses?.[0]?.SystemStatus?.Status];
    };
    expect(await check()).toEqual(["initializing", "initializing"]);
    pass(150);
    expect(await check()).toEqual(["ok", "ok"]);
  });

  it("tells what it was launched with", async () => {
    const { launch, look, ground } = await practiseMachines();
    const tags = [{ Key: "Name", Value: "flashsale-app" }];
    const { InstanceId: id } = await launch({
      KeyName: "practice",
      MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 2 },
      TagSpecifications: [{ ResourceType: "instance", Tags: tags }],
    });
    expect(await look(id)).toMatchObject({
      InstanceType: "m5.xlarge",
      Architecture: "x86_64",
      CpuOptions: { CoreCount: 2, ThreadsPerCore: 2 },
      KeyName: "practice",
      SubnetId: ground.SubnetId,
      SecurityGroups: [{ GroupId: ground.groupId, GroupName: "app" }],
      IamInstanceProfile: { Arn: "arn:aws:iam::314159265358:instance-profile/app" },
      MetadataOptions: { HttpTokens: "required", HttpPutResponseHopLimit: 2 },
      Tags: tags,
    });
  });

  it("holds its subnet and its groups until it is terminated, and lingers for an hour", async () => {
    const { launch, look, end, pass, ec2, ground } = await practiseMachines();
    const { InstanceId: id } = await launch();
    const removeGroup = () => ec2.send(new DeleteSecurityGroupCommand({ GroupId: ground.groupId }));
    const removeSubnet = () => ec2.send(new DeleteSubnetCommand({ SubnetId: ground.SubnetId }));
    expect(await refusalOf(removeSubnet())).toMatchObject({ name: "DependencyViolation" });
    await end(id);
    expect((await look(id))?.State?.Name).toBe("shutting-down");
    expect(await refusalOf(removeGroup())).toMatchObject({ name: "DependencyViolation" });
    pass(45);
    const terminated = await look(id);
    expect([terminated?.State?.Name, terminated?.VpcId, terminated?.SubnetId]).toEqual([
      "terminated",
      undefined,
      undefined,
    ]);
    await removeGroup();
    await removeSubnet();
    await end(id);
    pass(3700);
    expect(await look(id)).toBeUndefined();
    expect(await refusalOf(end(id))).toMatchObject({ name: "InvalidInstanceID.NotFound" });
  });

  it("has an interface that says whose it is", async () => {
    const { launch, ec2 } = await practiseMachines();
    const { InstanceId } = await launch();
    const { NetworkInterfaces } = await ec2.send(new DescribeNetworkInterfacesCommand({}));
    expect(NetworkInterfaces).toMatchObject([
      { RequesterManaged: false, Attachment: { InstanceId, DeleteOnTermination: true } },
    ]);
  });

  it("cannot be terminated while that is forbidden", async () => {
    const { launch, end, ec2 } = await practiseMachines();
    const { InstanceId } = await launch({ DisableApiTermination: true });
    expect(await refusalOf(end(InstanceId))).toMatchObject({ name: "OperationNotPermitted" });
    await ec2.send(
      new ModifyInstanceAttributeCommand({ InstanceId, DisableApiTermination: { Value: false } }),
    );
    await end(InstanceId);
  });

  it("changes its groups and its tags while it stands", async () => {
    const { launch, look, end, ec2, ground } = await practiseMachines();
    const { InstanceId = "" } = await launch();
    const other = await makeGroup(ec2, ground.VpcId, "other");
    const change = () => ec2.send(new ModifyInstanceAttributeCommand({ InstanceId, Groups: [other] }));
    await change();
    await ec2.send(
      new CreateTagsCommand({ Resources: [InstanceId], Tags: [{ Key: "team", Value: "sale" }] }),
    );
    expect(await look(InstanceId)).toMatchObject({
      SecurityGroups: [{ GroupId: other }],
      NetworkInterfaces: [{ Groups: [{ GroupId: other }] }],
      Tags: [{ Key: "team", Value: "sale" }],
    });
    await end(InstanceId);
    expect(await refusalOf(change())).toMatchObject({ name: "IncorrectInstanceState" });
  });

  it("is found by filters, page by page", async () => {
    const { launch, ec2, ground } = await practiseMachines();
    for (let count = 0; count < 6; count++) await launch();
    const Filters = [
      { Name: "vpc-id", Values: [ground.VpcId] },
      { Name: "instance-state-name", Values: ["pending"] },
    ];
    const first = await ec2.send(new DescribeInstancesCommand({ Filters, MaxResults: 5 }));
    const { NextToken } = first;
    const second = await ec2.send(new DescribeInstancesCommand({ Filters, MaxResults: 5, NextToken }));
    expect([first.Reservations?.length, second.Reservations?.length]).toEqual([5, 1]);
  });
});

describe("the profile of an instance in the sandbox", () => {
  it("may be dropped at the launch, and is given once the instance runs", async () => {
    const { launch, look, pass, file, ec2 } = await practiseMachines();
    editAccount(file, (document) => {
      document.offers.EC2 = { ...document.offers.EC2, dropsProfiles: true };
    });
    const { InstanceId, IamInstanceProfile } = await launch();
    expect(IamInstanceProfile).toBeUndefined();
    const give = () =>
      ec2.send(new AssociateIamInstanceProfileCommand({ InstanceId, IamInstanceProfile: { Name: "app" } }));
    expect(await refusalOf(give())).toMatchObject({ name: "IncorrectInstanceState" });
    pass(30);
    await give();
    expect((await look(InstanceId))?.IamInstanceProfile?.Arn).toMatch(/instance-profile\/app$/);
    expect(await refusalOf(give())).toMatchObject({ name: "IncorrectState" });
  });

  it("is replaced and taken away by its association", async () => {
    const { launch, look, pass, ec2 } = await practiseMachines();
    const { InstanceId = "" } = await launch();
    pass(30);
    const Filters = [{ Name: "instance-id", Values: [InstanceId] }];
    const find = async () =>
      (await ec2.send(new DescribeIamInstanceProfileAssociationsCommand({ Filters })))
        .IamInstanceProfileAssociations?.[0]?.AssociationId;
    const first = await find();
    const replace = { AssociationId: first, IamInstanceProfile: { Name: "app" } };
    await ec2.send(new ReplaceIamInstanceProfileAssociationCommand(replace));
    const second = await find();
    expect(second).not.toBe(first);
    await ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId: second }));
    expect((await look(InstanceId))?.IamInstanceProfile).toBeUndefined();
    const again = ec2.send(new DisassociateIamInstanceProfileCommand({ AssociationId: second }));
    expect(await refusalOf(again)).toMatchObject({ name: "NoSuchAssociation" });
  });
});
