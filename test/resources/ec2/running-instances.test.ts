import { DescribeInstancesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import { expect, it } from "vitest";
import { findRunningInstances } from "../../../src/resources/ec2/running-instances.ts";
import { awsOf, REGION } from "../../sections/mocked-control.ts";

const ARN = "arn:aws:iam::123456789012:instance-profile/team/FlashSaleAppRole";

it("finds a stack's running instances by its tag, over all pages, each with the name of its profile", async () => {
  const ec2 = new EC2Client(REGION);
  const stub = mockClient(ec2);
  stub
    .on(DescribeInstancesCommand)
    .resolvesOnce({ Reservations: [{ Instances: [{ InstanceId: "i-2" }] }], NextToken: "more" })
    .resolves({
      Reservations: [{ Instances: [{ InstanceId: "i-1", IamInstanceProfile: { Arn: ARN } }] }, {}],
    });
  expect(await findRunningInstances(awsOf({ ec2 }), "shop")).toEqual([
    { id: "i-1", profile: "FlashSaleAppRole" },
    { id: "i-2" },
  ]);
  expect(stub.calls()[0]?.args[0].input).toMatchObject({
    Filters: [
      { Name: "tag:flashsale-setup:stack", Values: ["shop"] },
      { Name: "instance-state-name", Values: ["running"] },
    ],
  });
});
