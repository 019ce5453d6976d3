import {
  DescribeInstancesCommand,
  DescribeLaunchTemplateVersionsCommand,
  EC2Client,
} from "@aws-sdk/client-ec2";
import { DescribeImagesCommand, ECRClient, ECRServiceException } from "@aws-sdk/client-ecr";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { imageControl, profileControl } from "../../../src/sections/deploy/probes.ts";
import type { ControlFinding } from "../../../src/sections/verification.ts";
import { awsOf, controlContext, REGION } from "../mocked-control.ts";

/** What a stubbed call can be made to answer. */
interface AwsStub {
  resolves(answer: object): unknown;
  rejects(error: Error): unknown;
}

/** What the control says of running instances, each with the name of its profile. */
function look(profiles: Readonly<Record<string, string | undefined>>): Promise<ControlFinding> {
  const ec2 = new EC2Client(REGION);
  const Instances = Object.entries(profiles).map(([InstanceId, profile]) => ({
    InstanceId,
    ...(profile === undefined
      ? {}
      : { IamInstanceProfile: { Arn: `arn:aws:iam::123456789012:instance-profile/${profile}` } }),
  }));
  mockClient(ec2)
    .on(DescribeInstancesCommand)
    .resolves({ Reservations: [{ Instances }] });
  return profileControl.check(controlContext(awsOf({ ec2 }), { displayName: "Shop" }));
}

describe("the instances", () => {
  it("are well when each has the profile of the stack", async () => {
    expect(await look({ "i-1": "ShopAppRole", "i-2": "ShopAppRole" })).toEqual({
      state: "ok",
      detail: "2 running, each with its profile",
    });
  });

  it("are something to know while none is running", async () => {
    expect(await look({})).toMatchObject({ state: "warning" });
  });

  it("are a problem when one was launched without its profile, with the command that gives it one", async () => {
    const finding = await look({ "i-1": "ShopAppRole", "i-2": undefined });
    expect(finding).toMatchObject({
      state: "problem",
      detail: "without the profile ShopAppRole: i-2",
      fix: [
        "aws ec2 associate-iam-instance-profile --instance-id i-2 --iam-instance-profile Name=ShopAppRole",
      ],
    });
    expect(finding.cause).toContain("neither its secrets nor its image");
  });

  it("are a problem when one has another profile, which must be replaced", async () => {
    const finding = await look({ "i-2": "Other" });
    expect(finding.detail).toBe("without the profile ShopAppRole: i-2 (it has Other)");
    expect(finding.fix?.[0]).toMatch(/^aws ec2 replace-iam-instance-profile-association .*Values=i-2 /);
  });
});

describe("the image that instances start from", () => {
  const DIGEST = `sha256:${"ab".repeat(32)}`;

  function lookAt(
    image: string | undefined,
    answerOfEcr: (stub: AwsStub) => unknown,
  ): Promise<ControlFinding> {
    const [ec2, ecr] = [new EC2Client(REGION), new ECRClient(REGION)];
    const UserData = Buffer.from(`readonly IMAGE='host/${image}'`).toString("base64");
    const LaunchTemplateVersions = image === undefined ? [] : [{ LaunchTemplateData: { UserData } }];
    mockClient(ec2).on(DescribeLaunchTemplateVersionsCommand).resolves({ LaunchTemplateVersions });
    answerOfEcr(mockClient(ecr).on(DescribeImagesCommand, { imageIds: [{ imageDigest: DIGEST }] }));
    return imageControl.check(controlContext(awsOf({ ec2, ecr })));
  }

  const refusedWith = (name: string) => (stub: AwsStub) =>
    stub.rejects(new ECRServiceException({ name, message: name, $fault: "client", $metadata: {} }));

  it("is well while its repository holds it, whatever its tag leads to by now", async () => {
    const held = (stub: AwsStub) => stub.resolves({ imageDetails: [{ imageDigest: DIGEST }] });
    expect(await lookAt(`flashsale-app:latest@${DIGEST}`, held)).toEqual({
      state: "ok",
      detail: `flashsale-app:latest@${DIGEST} is in its repository`,
    });
  });

  it.each(["ImageNotFoundException", "RepositoryNotFoundException"])(
    "is a problem once it expired or was deleted (%s), though all that runs goes on",
    async (name) => {
      const finding = await lookAt(`flashsale-app:latest@${DIGEST}`, refusedWith(name));
      expect(finding).toMatchObject({
        state: "problem",
        fix: ["flashsale-setup deploy build", "flashsale-setup up"],
      });
      expect(finding.detail).toContain("no longer in its repository");
    },
  );

  it.each([undefined, "flashsale-app:latest"])(
    "is something to know while there is none: %s",
    async (image) => {
      expect(await lookAt(image, refusedWith("ImageNotFoundException"))).toMatchObject({ state: "warning" });
    },
  );
});
