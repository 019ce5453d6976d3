import { EC2Client, EC2ServiceException } from "@aws-sdk/client-ec2";
import { mockClient } from "aws-sdk-client-mock";
import type { Aws, Clients } from "../../../src/aws/env.ts";
import type { Change } from "../../../src/engine/change.ts";
import type { DeleteContext, Observed, Scope, UpdateContext } from "../../../src/engine/resource.ts";
import { createVirtualClock, createWatch } from "../../aws/clocks.ts";

const stub = (client: EC2Client) => mockClient(client);
type Stub = ReturnType<typeof stub>;

/** One call that was sent, by its operation and input. */
export interface Sent {
  readonly operation: string;
  readonly input: object;
}

/** The tags of every resource in these tests, as the engine has them and as EC2 tells them. */
export const TAGS = { Name: "flashsale-x", "flashsale-setup:stack": "flashsale" };
export const TAG_LIST = [
  { Key: "Name", Value: "flashsale-x" },
  { Key: "flashsale-setup:stack", Value: "flashsale" },
];

/** The tags of a create call for an EC2 type of resource. */
export const tagged = (ResourceType: string) => [{ ResourceType, Tags: TAG_LIST }];

/** An account whose EC2 answers what a test says, with a clock that only sleeps move. */
export function createBench() {
  const clock = { ...createVirtualClock(), toRealSeconds: () => 0 };
  const clients = {
    safe: new EC2Client({ region: "us-east-1" }),
    once: new EC2Client({ region: "us-east-1" }),
  };
  const safe: Stub = stub(clients.safe);
  const once: Stub = stub(clients.once);
  const unmocked = (operation: string) => () => Promise.reject(new Error(`unexpected call: ${operation}`));
  safe.onAnyCommand().callsFake(unmocked("safe"));
  once.onAnyCommand().callsFake(unmocked("once"));
  const aws = {
    account: "123456789012",
    partition: "aws",
    region: "us-east-1",
    clock,
    safe: { ec2: clients.safe } as unknown as Clients,
    once: { ec2: clients.once } as unknown as Clients,
  } satisfies Aws;
  return { aws, safe, once, clock, watch: createWatch(clock) };
}

/** What a test works with. */
export type Bench = ReturnType<typeof createBench>;

/** The calls of one client in their order. */
export function sentBy(sender: Stub): Sent[] {
  return sender.calls().map(({ args: [command] }) => ({
    operation: command.constructor.name.replace(/Command$/, ""),
    input: command.input as object,
  }));
}

/** An error as EC2 sends it. */
export function refusal(name: string, message = name): EC2ServiceException {
  return new EC2ServiceException({ name, message, $fault: "client", $metadata: { httpStatusCode: 400 } });
}

/** What a reader is told of the stack. */
export function createScope(known: {
  ids?: readonly string[];
  names?: readonly string[];
  idsOf?: Record<string, readonly string[]>;
}): Scope {
  const shared = new Map<string, Promise<unknown>>();
  return {
    stack: "flashsale",
    lineage: "lineage-1",
    ids: known.ids ?? [],
    names: known.names ?? [],
    idsOf: (type) => Promise.resolve(known.idsOf?.[type] ?? []),
    share: <T>(key: string, read: () => Promise<T>): Promise<T> => {
      const result = shared.get(key) ?? read();
      shared.set(key, result);
      return result as Promise<T>;
    },
  };
}

/** A stack whose VPC is known. */
export const inVpc = (): Scope =>
  createScope({ idsOf: { "ec2/vpc": ["vpc-1"], "ec2/security-group": ["sg-1"] } });

/** What an update is told, with these props desired and those seen. */
export function toUpdate<P, A>({ watch }: Bench, props: P, seen: Partial<P> = {}): UpdateContext<P, A> {
  const observed: Observed<P, A> = {
    id: "any",
    condition: "standing",
    status: "available",
    props: seen,
    attributes: {} as A,
  };
  return { ...watch, props, observed, applyAt: "now" };
}

/** A change of one prop in the settings. */
export const changed = <P>(prop: Extract<keyof P, string>, to: unknown, dropped?: string[]): Change<P> => ({
  prop,
  from: undefined,
  to,
  cause: "settings",
  ...(dropped === undefined ? {} : { dropped }),
});

/** What a delete is told. */
export const toDelete = ({ watch }: Bench): DeleteContext => ({ ...watch, force: false });
