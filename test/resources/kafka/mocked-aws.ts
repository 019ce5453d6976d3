import { KafkaClient, type ServiceInputTypes, type ServiceOutputTypes } from "@aws-sdk/client-kafka";
import { type AwsStub, mockClient } from "aws-sdk-client-mock";
import type { Aws, Clients } from "../../../src/aws/env.ts";
import type { Change } from "../../../src/engine/change.ts";
import type { DeleteContext, Observed, Scope, UpdateContext, Watch } from "../../../src/engine/resource.ts";
import { createVirtualClock, createWatch, type VirtualClock } from "../../aws/clocks.ts";

type Stub = AwsStub<ServiceInputTypes, ServiceOutputTypes, KafkaClient["config"]>;

/** Stubbed clients of both kinds, the environment made of them, and a watch that remembers statuses. */
export interface MockedKafka {
  readonly aws: Aws;
  readonly safe: Stub;
  readonly once: Stub;
  readonly clock: VirtualClock;
  readonly watch: Watch & { readonly statuses: readonly string[] };
}

/** An environment whose MSK answers what a test says; a call that no test names fails. Waits move the clock only. */
export function mockKafka(): MockedKafka {
  const clock = { ...createVirtualClock(), toRealSeconds: () => 0 };
  const clients = {
    safe: new KafkaClient({ region: "us-east-1" }),
    once: new KafkaClient({ region: "us-east-1" }),
  };
  const stubs = { safe: mockClient(clients.safe), once: mockClient(clients.once) };
  for (const [kind, stub] of Object.entries(stubs))
    stub.onAnyCommand().callsFake((_input, getClient) => {
      throw new Error(`unexpected call of ${kind} ${getClient().constructor.name}`);
    });
  const pick = (kind: "safe" | "once"): Clients => ({ kafka: clients[kind] }) as unknown as Clients;
  const account = { account: "123456789012", partition: "aws", region: "us-east-1", clock };
  return {
    aws: { safe: pick("safe"), once: pick("once"), ...account },
    ...stubs,
    clock,
    watch: createWatch(clock),
  };
}

/** An error as the SDK throws it for a refusal of MSK. */
export function refusal(name: string, message = name, members: object = {}): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 }, ...members });
}

/** MSK's refusal of a call that the cluster's state forbids: in words that nobody need know. */
export const notNow = (name: "BadRequestException" | "ConflictException" = "BadRequestException"): Error =>
  refusal(name, "Not now.");

/** What a reader is told of the stack. */
export function scopeOf(known: Partial<Scope> = {}): Scope {
  return {
    stack: "flashsale",
    lineage: "lineage",
    names: [],
    ids: [],
    idsOf: () => Promise.resolve([]),
    share: (_key, read) => read(),
    ...known,
  };
}

/** What an update is told, with these props desired. */
export function toUpdate<P, A>({ watch }: MockedKafka, props: P): UpdateContext<P, A> {
  const observed: Observed<P, A> = {
    id: "any",
    condition: "standing",
    status: "ACTIVE",
    props: {},
    attributes: {} as A,
  };
  return { ...watch, props, observed, applyAt: "now" };
}

/** A change of one prop in the settings. */
export const changed = <P>(prop: Extract<keyof P, string>, to?: unknown, dropped?: string[]): Change<P> => ({
  prop,
  from: undefined,
  to,
  cause: "settings",
  ...(dropped === undefined ? {} : { dropped }),
});

/** What a delete is told. */
export const toDelete = ({ watch }: MockedKafka): DeleteContext => ({ ...watch, force: false });

interface Command {
  readonly input: unknown;
  readonly constructor: { readonly name: string };
}

/** The calls that a stub received, in their order: operation and input. */
export function sentBy(stub: { calls(): readonly unknown[] }): [operation: string, input: unknown][] {
  const calls = stub.calls() as readonly { readonly args: readonly [Command] }[];
  return calls.map(({ args: [command] }) => [
    command.constructor.name.replace(/Command$/, ""),
    command.input,
  ]);
}

/** The inputs of one operation that a stub received. */
export const inputsOf = (stub: { calls(): readonly unknown[] }, operation: string): unknown[] =>
  sentBy(stub)
    .filter(([name]) => name === operation)
    .map(([, input]) => input);
