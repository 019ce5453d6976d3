import { EC2Client, type ServiceInputTypes, type ServiceOutputTypes } from "@aws-sdk/client-ec2";
import { type AwsStub, mockClient } from "aws-sdk-client-mock";
import type { Aws, Clients } from "../../src/aws/env.ts";
import { createFastClock } from "../aws/clocks.ts";

/** An environment of which only EC2's reads answer what a test says. */
export function mockEc2(): {
  aws: Aws;
  ec2: AwsStub<ServiceInputTypes, ServiceOutputTypes, EC2Client["config"]>;
} {
  const region = "us-east-1";
  const client = new EC2Client({ region });
  const clients = { ec2: client } as unknown as Clients;
  const account = { account: "123456789012", partition: "aws", region, clock: createFastClock(1) };
  return { aws: { safe: clients, once: clients, ...account }, ec2: mockClient(client) };
}
