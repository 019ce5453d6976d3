import { afterEach } from "vitest";
import type { ClientOptions } from "../../src/aws/clients.ts";
import { createVirtualClock } from "./clocks.ts";
import { type Answer, type LocalAws, startAws } from "./local-aws.ts";

const open: LocalAws[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((aws) => aws.close()));
});

/** Starts a server that is closed after the test. */
export async function serve(...answers: readonly Answer[]): Promise<LocalAws> {
  const aws = await startAws(...answers);
  open.push(aws);
  return aws;
}

/** Options of clients that speak to a local server and never sleep. */
export function toOptions(aws: Pick<LocalAws, "url">, more: Partial<ClientOptions> = {}): ClientOptions {
  const credentials = { accessKeyId: "AKIA", secretAccessKey: "local" };
  return {
    region: "eu-west-1",
    clock: createVirtualClock(),
    credentials,
    version: "1.2.3",
    endpointUrl: aws.url,
    ...more,
  };
}
