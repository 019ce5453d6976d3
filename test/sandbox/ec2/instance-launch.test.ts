import {
  CreateLaunchTemplateVersionCommand,
  ModifySubnetAttributeCommand,
  RunInstancesCommand,
  type RunInstancesCommandInput,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { parsePolicy } from "../../../src/sandbox/policy.ts";
import { editAccount, refusalOf } from "../harness.ts";
import { IMAGES, makeTemplate, practiseMachines, toBase64 } from "./machines.ts";
import { makeGroup, makeSubnet, makeVpc } from "./network.ts";

const offer = (file: string, more: object) =>
  editAccount(file, (document) => {
    document.offers.EC2 = { ...document.offers.EC2, ...more };
  });

const REFUSED: readonly (readonly [string, Partial<RunInstancesCommandInput>, string, RegExp])[] = [
  ["an unknown image", { ImageId: "ami-0c55b159cbfafe1f0" }, "InvalidAMIID.NotFound", /does not exist/],
  ["no image", { ImageId: undefined }, "MissingParameter", /ImageId/],
  ["a malformed image", { ImageId: "latest" }, "InvalidAMIID.Malformed", /latest/],
  ["an unknown type", { InstanceType: "m9.huge" as never }, "InvalidInstanceType", /m9\.huge/],
  [
    "an image for another processor",
    { ImageId: IMAGES.arm64 },
    "InvalidParameterValue",
    /architecture 'x86_64'/,
  ],
  ["an unknown key pair", { KeyName: "lost" }, "InvalidKeyPair.NotFound", /'lost'/],
  [
    "an unknown profile",
    { IamInstanceProfile: { Name: "FlashSaleAppRole" } },
    "InvalidParameterValue",
    /Invalid IAM Instance Profile name/,
  ],
  [
    "a profile without a role",
    { IamInstanceProfile: { Name: "empty" } },
    "InvalidParameterValue",
    /has no associated IAM Roles/,
  ],
  ["no subnet", { SubnetId: undefined }, "VPCIdNotSpecified", /No default VPC/],
  [
    "an unknown subnet",
    { SubnetId: "subnet-0123456789abcdef0" },
    "InvalidSubnetID.NotFound",
    /does not exist/,
  ],
  [
    "an unknown group",
    { SecurityGroupIds: ["sg-0123456789abcdef0"] },
    "InvalidGroup.NotFound",
    /does not exist/,
  ],
  ["user data that is no base64", { UserData: "#!/bin/bash" }, "InvalidUserData.Malformed", /BASE64/],
  ["user data beyond 16 KiB", { UserData: toBase64("x".repeat(16_385)) }, "InvalidParameterValue", /16384/],
  ["no instances at all", { MinCount: 0, MaxCount: 0 }, "InvalidParameterValue", /MinCount/],
  ["a token of 65 characters", { ClientToken: "x".repeat(65) }, "InvalidParameterValue", /64 characters/],
];

describe("a launch in the sandbox", () => {
  it.each(REFUSED)("is refused with %s", async (_, more, name, message) => {
    const { launch, sandbox } = await practiseMachines();
    const refused = await refusalOf(launch(more));
    expect(refused).toMatchObject({ name, message: expect.stringMatching(message) as string });
    expect(sandbox.list().filter(({ type }) => type === "instance")).toEqual([]);
  });

  it("is refused with a group of another VPC", async () => {
    const { launch, ec2 } = await practiseMachines();
    const elsewhere = await makeGroup(ec2, await makeVpc(ec2), "elsewhere");
    expect(await refusalOf(launch({ SecurityGroupIds: [elsewhere] }))).toMatchObject({
      name: "InvalidParameter",
    });
  });

  it("is refused while the zone has no room, as a failure of AWS's", async () => {
    const { launch, file } = await practiseMachines();
    offer(file, { withoutCapacity: { "us-east-1a": ["m5.*"] } });
    const refused = await refusalOf(launch());
    expect(refused.name).toBe("InsufficientInstanceCapacity");
    expect(refused.$metadata?.httpStatusCode).toBe(500);
    await launch({ InstanceType: "m6i.xlarge" });
  });

  it("is refused in a zone that lacks the type", async () => {
    const { launch, file } = await practiseMachines();
    offer(file, {
      notOfferedIn: {
        "use1-az4": ["m5.*"],
        "use1-az6": ["m5.*"],
        "use1-az1": ["m5.*"],
        "use1-az2": ["m5.*"],
      },
    });
    expect(await refusalOf(launch())).toMatchObject({ name: "Unsupported" });
  });

  it("is refused beyond the quota of vCPUs, which a terminated instance gives back", async () => {
    const { launch, end, file } = await practiseMachines();
    offer(file, {
      quotas: {
        vcpus: 9,
        vpcs: 5,
        elasticIps: 5,
        natGatewaysPerZone: 5,
        rulesPerGroup: 60,
        routesPerTable: 50,
      },
    });
    await launch();
    const { InstanceId } = await launch();
    expect(await refusalOf(launch())).toMatchObject({ name: "VcpuLimitExceeded" });
    await end(InstanceId);
    await launch();
  });

  it("is refused while EC2 does not know a new profile yet", async () => {
    const { launch, pass, file } = await practiseMachines();
    offer(file, { profileLagSeconds: 10 });
    expect((await refusalOf(launch())).message).toContain("Invalid IAM Instance Profile name");
    pass(11);
    await launch();
  });

  it("with the token of an earlier one answers that one, even when it is terminated", async () => {
    const { launch, end, pass } = await practiseMachines();
    const { InstanceId } = await launch({ ClientToken: "one" });
    expect((await launch({ ClientToken: "one" })).InstanceId).toBe(InstanceId);
    await end(InstanceId);
    pass(60);
    expect(await launch({ ClientToken: "one" })).toMatchObject({ InstanceId, State: { Name: "terminated" } });
    const other = launch({ ClientToken: "one", InstanceType: "m5.large" });
    expect(await refusalOf(other)).toMatchObject({ name: "IdempotentParameterMismatch" });
  });

  it("gives a public address in a subnet that has them", async () => {
    const { launch, ec2, ground } = await practiseMachines();
    const SubnetId = await makeSubnet(ec2, ground.VpcId, "10.0.2.0/24");
    await ec2.send(new ModifySubnetAttributeCommand({ SubnetId, MapPublicIpOnLaunch: { Value: true } }));
    expect((await launch({ SubnetId })).PublicIpAddress).toMatch(/^203\.0\.113\.\d+$/);
    expect((await launch()).PublicIpAddress).toBeUndefined();
  });
});

describe("a launch from a template in the sandbox", () => {
  it("takes what the template says, and what the call says over it", async () => {
    const { launch, ...practice } = await practiseMachines();
    const data = { InstanceType: "m5.large" as const, ImageId: IMAGES.x86_64, KeyName: "practice" };
    const LaunchTemplateId = await makeTemplate(practice, data);
    const more = { LaunchTemplate: { LaunchTemplateId }, ImageId: undefined, KeyName: undefined };
    expect(await launch(more)).toMatchObject({
      InstanceType: "m5.xlarge",
      ImageId: IMAGES.x86_64,
      KeyName: "practice",
      Tags: [
        { Key: "aws:ec2launchtemplate:id", Value: LaunchTemplateId },
        { Key: "aws:ec2launchtemplate:version", Value: "1" },
      ],
    });
  });

  it("takes the version that it names", async () => {
    const { launch, ...practice } = await practiseMachines();
    const LaunchTemplateId = await makeTemplate(practice);
    const LaunchTemplateData = { InstanceType: "m5.2xlarge" as const, ImageId: IMAGES.x86_64 };
    await practice.ec2.send(new CreateLaunchTemplateVersionCommand({ LaunchTemplateId, LaunchTemplateData }));
    const typeOf = async (Version?: string) =>
      (
        await launch({
          LaunchTemplate: { LaunchTemplateId, Version },
          ImageId: undefined,
          InstanceType: undefined,
        })
      ).InstanceType;
    expect([await typeOf(), await typeOf("$Latest"), await typeOf("2")]).toEqual([
      "m5.large",
      "m5.2xlarge",
      "m5.2xlarge",
    ]);
    expect(await refusalOf(typeOf("3"))).toMatchObject({ name: "InvalidLaunchTemplateId.VersionNotFound" });
  });
});

describe("the permission for a launch in the sandbox", () => {
  const policyFor = (...actions: string[]) =>
    parsePolicy(JSON.stringify({ Statement: { Effect: "Allow", Action: actions, Resource: "*" } }));

  it("is PassRole too, for the role in the profile that the template names", async () => {
    const practice = await practiseMachines();
    const { launch, reopen } = practice;
    const data = { ImageId: IMAGES.x86_64, IamInstanceProfile: { Name: "app" } };
    const LaunchTemplateId = await makeTemplate(practice, data);
    await launch();
    const { ec2 } = reopen({ policy: policyFor("ec2:RunInstances") });
    const command = new RunInstancesCommand({
      MinCount: 1,
      MaxCount: 1,
      LaunchTemplate: { LaunchTemplateId },
      InstanceType: "m5.large",
      SubnetId: practice.ground.SubnetId,
    });
    const refused = await refusalOf(ec2.send(command));
    expect(refused).toMatchObject({ name: "UnauthorizedOperation" });
    expect(refused.message).toContain("iam:PassRole on resource: arn:aws:iam::314159265358:role/app");
  });
});
