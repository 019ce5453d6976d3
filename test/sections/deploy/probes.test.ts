import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { describe, expect, it } from "vitest";
import { profileControl } from "../../../src/sections/deploy/probes.ts";
import type { ControlFinding } from "../../../src/sections/verification.ts";
import { awsOf, controlContext, REGION } from "../mocked-control.ts";

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
