import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  DeleteLaunchTemplateCommand,
  DescribeLaunchTemplatesCommand,
  type DescribeLaunchTemplatesCommandInput,
  DescribeLaunchTemplateVersionsCommand,
  type EC2Client,
  ModifyLaunchTemplateCommand,
} from "@aws-sdk/client-ec2";
import { describe, expect, it } from "vitest";
import { practise, refusalOf } from "../harness.ts";
import { makeTemplate, toBase64 } from "./machines.ts";

const DATA = { InstanceType: "m5.large", UserData: toBase64("#!/bin/bash") } as const;

async function versionsOf(ec2: EC2Client, LaunchTemplateId: string, Versions?: string[]) {
  const command = new DescribeLaunchTemplateVersionsCommand({
    LaunchTemplateId,
    ...(Versions && { Versions }),
  });
  const { LaunchTemplateVersions } = await ec2.send(command);
  return (LaunchTemplateVersions ?? []).map(({ VersionNumber, DefaultVersion }) => [
    VersionNumber,
    DefaultVersion,
  ]);
}

describe("a launch template in the sandbox", () => {
  it("has a first version, which is the default, and tells it as it was sent", async () => {
    const { ec2 } = practise();
    const TagSpecifications = [
      { ResourceType: "launch-template" as const, Tags: [{ Key: "team", Value: "sale" }] },
    ];
    const { LaunchTemplate: made } = await ec2.send(
      new CreateLaunchTemplateCommand({
        LaunchTemplateName: "flashsale-app",
        LaunchTemplateData: DATA,
        TagSpecifications,
      }),
    );
    expect(made).toMatchObject({
      DefaultVersionNumber: 1,
      LatestVersionNumber: 1,
      Tags: [{ Key: "team", Value: "sale" }],
    });
    const command = new DescribeLaunchTemplateVersionsCommand({
      LaunchTemplateId: made?.LaunchTemplateId,
      Versions: ["$Default"],
    });
    expect((await ec2.send(command)).LaunchTemplateVersions).toMatchObject([
      { VersionNumber: 1, DefaultVersion: true, LaunchTemplateData: DATA },
    ]);
  });

  it("gets versions, which become the default only when they are made so", async () => {
    const practice = practise();
    const { ec2 } = practice;
    const LaunchTemplateId = await makeTemplate(practice);
    const add = { LaunchTemplateId, LaunchTemplateData: DATA, ClientToken: "two" };
    await ec2.send(new CreateLaunchTemplateVersionCommand(add));
    await ec2.send(new CreateLaunchTemplateVersionCommand(add));
    expect(await versionsOf(ec2, LaunchTemplateId)).toEqual([
      [2, false],
      [1, true],
    ]);
    await ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion: "2" }));
    expect(await versionsOf(ec2, LaunchTemplateId, ["$Default", "$Latest"])).toEqual([[2, true]]);
    const missing = ec2.send(new ModifyLaunchTemplateCommand({ LaunchTemplateId, DefaultVersion: "3" }));
    expect(await refusalOf(missing)).toMatchObject({ name: "InvalidLaunchTemplateId.VersionNotFound" });
  });

  it("builds a version upon another one when it is told to", async () => {
    const practice = practise();
    const LaunchTemplateId = await makeTemplate(practice);
    const LaunchTemplateData = { KeyName: "practice" };
    const command = new CreateLaunchTemplateVersionCommand({
      LaunchTemplateId,
      SourceVersion: "1",
      LaunchTemplateData,
    });
    const { LaunchTemplateVersion: made } = await practice.ec2.send(command);
    expect(made?.LaunchTemplateData).toMatchObject({ InstanceType: "m5.large", KeyName: "practice" });
  });

  it("has a name that is taken until it is deleted", async () => {
    const practice = practise();
    const LaunchTemplateId = await makeTemplate(practice);
    expect(await refusalOf(makeTemplate(practice))).toMatchObject({
      name: "InvalidLaunchTemplateName.AlreadyExistsException",
    });
    await practice.ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId }));
    const again = practice.ec2.send(new DeleteLaunchTemplateCommand({ LaunchTemplateId }));
    expect(await refusalOf(again)).toMatchObject({ name: "InvalidLaunchTemplateId.NotFound" });
    await makeTemplate(practice);
  });

  it("is found by name, by filter and by id, each in its own way when it is not there", async () => {
    const practice = practise();
    const { ec2 } = practice;
    const id = await makeTemplate(practice);
    const find = async (input: DescribeLaunchTemplatesCommandInput) =>
      (await ec2.send(new DescribeLaunchTemplatesCommand(input))).LaunchTemplates?.map(
        ({ LaunchTemplateId }) => LaunchTemplateId,
      );
    const byFilter = (name: string) => find({ Filters: [{ Name: "launch-template-name", Values: [name] }] });
    expect(await find({ LaunchTemplateNames: ["flashsale-app"] })).toEqual([id]);
    expect([await byFilter("flashsale-app"), await byFilter("other")]).toEqual([[id], []]);
    expect(await refusalOf(find({ LaunchTemplateNames: ["other"] }))).toMatchObject({
      name: "InvalidLaunchTemplateName.NotFoundException",
    });
    expect(await refusalOf(find({ LaunchTemplateIds: ["lt-0123456789abcdef0"] }))).toMatchObject({
      name: "InvalidLaunchTemplateId.NotFound",
    });
  });

  it("is refused with a malformed name, without data, and with user data that EC2 cannot read", async () => {
    const practice = practise();
    expect(await refusalOf(makeTemplate(practice, DATA, "a b"))).toMatchObject({
      name: "InvalidLaunchTemplateName.MalformedException",
    });
    expect(await refusalOf(makeTemplate(practice, {}))).toMatchObject({ name: "MissingParameter" });
    expect(await refusalOf(makeTemplate(practice, { UserData: "#!/bin/bash" }))).toMatchObject({
      name: "InvalidUserData.Malformed",
    });
  });

  it("answers a repeated create by its token with what was made first", async () => {
    const { ec2 } = practise();
    const input = { LaunchTemplateName: "flashsale-app", LaunchTemplateData: DATA, ClientToken: "one" };
    const make = async (more: object = {}) =>
      (await ec2.send(new CreateLaunchTemplateCommand({ ...input, ...more }))).LaunchTemplate
        ?.LaunchTemplateId;
    expect(await make()).toBe(await make());
    expect(await refusalOf(make({ LaunchTemplateName: "other" }))).toMatchObject({
      name: "IdempotentParameterMismatch",
    });
  });
});
