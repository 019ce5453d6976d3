import { readFileSync } from "node:fs";
import { BatchDeleteImageCommand } from "@aws-sdk/client-ecr";
import { describe, expect, it } from "vitest";
import { openAccount } from "../../../src/sandbox/account.ts";
import type { AccountDocument } from "../../../src/sandbox/account-file.ts";
import { instances, launchInstance, servesApplication } from "../../../src/sandbox/ec2/instance.ts";
import type { Call } from "../../../src/sandbox/operation.ts";
import { makeRepository, pushImage, toEcr } from "../ecr/client.ts";
import { IMAGES, type MachinePractice, makeTemplate, practiseMachines, toBase64 } from "./machines.ts";

const HOST = "314159265358.dkr.ecr.us-east-1.amazonaws.com";
const USER_DATA = toBase64(`#!/bin/bash\nreadonly IMAGE='${HOST}/flashsale-app:latest'\n`);

/** The account as a service of the sandbox sees it. */
function callOf({ file, sandbox }: MachinePractice): Call {
  const document = JSON.parse(readFileSync(file, "utf8")) as AccountDocument;
  const { region, clock, accountId, alias } = sandbox;
  const account = openAccount({ document, region, clock, lagging: false });
  const place = { account, region, accountId, alias, callerArn: "", partition: "aws" };
  return { ...place, imposedOn: () => undefined } as unknown as Call;
}

async function launched(more: object = {}) {
  const practice = await practiseMachines();
  const { InstanceId = "" } = await practice.launch({ UserData: USER_DATA, ...more });
  const serves = () => {
    const call = callOf(practice);
    const row = call.account.table(instances.table).find(InstanceId);
    return row !== undefined && servesApplication(call, row);
  };
  return { practice, serves, id: InstanceId, ecr: toEcr(practice) };
}

describe("the application on an instance in the sandbox", () => {
  it("answers once the instance has booted, where the image is there already", async () => {
    const { practice, serves, ecr } = await launched();
    await makeRepository({ ecr });
    await pushImage({ ecr }, "one");
    practice.pass(60);
    expect(serves()).toBe(false);
    practice.pass(60);
    expect(serves()).toBe(true);
  });

  it("waits for its image, and answers soon after it comes", async () => {
    const { practice, serves, ecr } = await launched();
    await makeRepository({ ecr });
    await pushImage({ ecr }, "one", "v1");
    practice.pass(3600);
    expect(serves()).toBe(false);
    await pushImage({ ecr }, "two");
    expect(serves()).toBe(false);
    practice.pass(40);
    expect(serves()).toBe(true);
  });

  it("runs the very image that its digest names, and no other under the same tag", async () => {
    const { ecr, practice } = await launched();
    await makeRepository({ ecr });
    const imageDigest = await pushImage({ ecr }, "one");
    const image = `${HOST}/flashsale-app:latest@${imageDigest}`;
    const { InstanceId = "" } = await practice.launch({ UserData: toBase64(`readonly IMAGE='${image}'`) });
    const serves = () => {
      const call = callOf(practice);
      const row = call.account.table(instances.table).find(InstanceId);
      return row !== undefined && servesApplication(call, row);
    };
    practice.pass(3600);
    await pushImage({ ecr }, "two");
    expect(serves()).toBe(true);
    await ecr.send(
      new BatchDeleteImageCommand({ repositoryName: "flashsale-app", imageIds: [{ imageDigest }] }),
    );
    expect(serves()).toBe(false);
  });

  it.each([
    ["without a role", { IamInstanceProfile: undefined }],
    ["without user data", { UserData: undefined }],
    [
      "with an image of another region",
      { UserData: toBase64(`${HOST.replace("us-east-1", "eu-west-1")}/flashsale-app:latest`) },
    ],
  ])("never answers %s", async (_, more) => {
    const { practice, serves, ecr } = await launched(more);
    await makeRepository({ ecr });
    await pushImage({ ecr }, "one");
    practice.pass(3600);
    expect(serves()).toBe(false);
  });

  it("ends with the instance", async () => {
    const { practice, serves, ecr, id } = await launched();
    await makeRepository({ ecr });
    await pushImage({ ecr }, "one");
    practice.pass(200);
    await practice.end(id);
    expect(serves()).toBe(false);
  });
});

describe("an instance that a service launches in the sandbox", () => {
  it("is what the template says, in the subnet and with the tags that the service gives", async () => {
    const practice = await practiseMachines();
    const data = { ImageId: IMAGES.x86_64, InstanceType: "m5.large" as const };
    const launchTemplateId = await makeTemplate(practice, data);
    const tags = { "aws:autoscaling:groupName": "flashsale-asg" };
    const made = launchInstance(callOf(practice), {
      launchTemplateId,
      version: "$Latest",
      subnetId: practice.ground.SubnetId,
      tags,
    });
    expect(made).toMatchObject({
      instanceType: "m5.large",
      subnetId: practice.ground.SubnetId,
      template: { id: launchTemplateId, version: 1 },
      tags: { ...tags, "aws:ec2launchtemplate:id": launchTemplateId },
    });
  });
});
