import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import type { Aws, Clients } from "../../../src/aws/env.ts";
import type { Change } from "../../../src/engine/change.ts";
import type { Observed, ResourceType } from "../../../src/engine/resource.ts";
import { createFastClock, createWatch } from "../../aws/clocks.ts";
import { operationsOf } from "../rds/mocked-aws.ts";

const REGION = "us-east-1";

const pairOf = <C>(make: () => C) => ({ safe: make(), once: make() });

/** Stubbed clients of both kinds of CloudWatch, CloudWatch Logs and SNS, and the environment made of them. */
export function mockMonitoring() {
  const clients = {
    cloudWatch: pairOf(() => new CloudWatchClient({ region: REGION })),
    cloudWatchLogs: pairOf(() => new CloudWatchLogsClient({ region: REGION })),
    sns: pairOf(() => new SNSClient({ region: REGION })),
  };
  const { cloudWatch, cloudWatchLogs, sns } = clients;
  const clock = createFastClock(100_000);
  const pick = (kind: "safe" | "once"): Clients =>
    ({
      cloudWatch: cloudWatch[kind],
      cloudWatchLogs: cloudWatchLogs[kind],
      sns: sns[kind],
    }) as unknown as Clients;
  const aws: Aws = {
    safe: pick("safe"),
    once: pick("once"),
    account: "123456789012",
    partition: "aws",
    region: REGION,
    clock,
  };
  return {
    aws,
    watch: createWatch(clock),
    cloudWatch: { safe: mockClient(cloudWatch.safe), once: mockClient(cloudWatch.once) },
    logs: { safe: mockClient(cloudWatchLogs.safe), once: mockClient(cloudWatchLogs.once) },
    sns: { safe: mockClient(sns.safe), once: mockClient(sns.once) },
  };
}

export type MockedMonitoring = ReturnType<typeof mockMonitoring>;

/** The calls that change something, in their order. */
export const changing = (stub: { calls(): readonly unknown[] }): string[] =>
  operationsOf(stub).filter((operation) => !/^(Describe|List|Get)/.test(operation));

/** Brings a resource from what it shows to other props. */
export async function updateTo<P extends object, A>(
  { aws, watch }: MockedMonitoring,
  type: ResourceType<P, A, Aws>,
  { id, props, wanted, dropped }: { id: string; props: P; wanted: Partial<P>; dropped?: readonly string[] },
): Promise<void> {
  const observed = (await type.get(aws, id)) as Observed<P, A>;
  const changes = Object.entries(wanted).map(([prop, to]) => ({
    prop: prop as Extract<keyof P, string>,
    from: undefined,
    to,
    cause: "settings" as const,
    ...(dropped === undefined ? {} : { dropped }),
  })) as readonly Change<P>[];
  await type.update(aws, id, changes, { ...watch, observed, props: { ...props, ...wanted }, applyAt: "now" });
}
