import { KafkaClient, type ServiceInputTypes, type ServiceOutputTypes } from "@aws-sdk/client-kafka";
import { type AwsStub, mockClient } from "aws-sdk-client-mock";
import type { Aws, Clients } from "../../../src/aws/env.ts";
import { createFastClock } from "../../aws/clocks.ts";

/** An environment of which only MSK's reads answer what a test says. */
export function mockKafka(): {
  aws: Aws;
  kafka: AwsStub<ServiceInputTypes, ServiceOutputTypes, KafkaClient["config"]>;
} {
  const region = "us-east-1";
  const client = new KafkaClient({ region });
  const clients = { kafka: client } as unknown as Clients;
  const account = { account: "123456789012", partition: "aws", region, clock: createFastClock(1) };
  return { aws: { safe: clients, once: clients, ...account }, kafka: mockClient(client) };
}
