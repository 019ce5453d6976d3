import { RDSClient, type ServiceInputTypes, type ServiceOutputTypes } from "@aws-sdk/client-rds";
import {
  type ServiceInputTypes as SecretInputs,
  type ServiceOutputTypes as SecretOutputs,
  SecretsManagerClient,
} from "@aws-sdk/client-secrets-manager";
import { type AwsStub, mockClient } from "aws-sdk-client-mock";
import type { Aws, Clients } from "../../../src/aws/env.ts";
import type { Clock } from "../../../src/engine/ports.ts";
import type { Scope, Watch } from "../../../src/engine/resource.ts";
import { createFastClock, createWatch } from "../../aws/clocks.ts";

type RdsStub = AwsStub<ServiceInputTypes, ServiceOutputTypes, RDSClient["config"]>;
type SecretsStub = AwsStub<SecretInputs, SecretOutputs, SecretsManagerClient["config"]>;

/** Stubbed clients of both kinds, the environment made of them, and a watch that remembers statuses. */
export interface MockedAws {
  readonly aws: Aws;
  readonly rds: { readonly safe: RdsStub; readonly once: RdsStub };
  readonly secrets: { readonly safe: SecretsStub; readonly once: SecretsStub };
  readonly watch: Watch & { readonly statuses: readonly string[] };
}

/** An environment whose calls answer what a test says; hours of waiting pass in milliseconds. */
export function mockAws(clock: Clock = createFastClock(100_000)): MockedAws {
  const region = "us-east-1";
  const rdsClients = { safe: new RDSClient({ region }), once: new RDSClient({ region }) };
  const secretClients = {
    safe: new SecretsManagerClient({ region }),
    once: new SecretsManagerClient({ region }),
  };
  const rds = { safe: mockClient(rdsClients.safe), once: mockClient(rdsClients.once) };
  const secrets = { safe: mockClient(secretClients.safe), once: mockClient(secretClients.once) };
  const pick = (kind: "safe" | "once"): Clients =>
    ({ rds: rdsClients[kind], secretsManager: secretClients[kind] }) as unknown as Clients;
  const aws: Aws = {
    safe: pick("safe"),
    once: pick("once"),
    account: "123456789012",
    partition: "aws",
    region,
    clock,
  };
  return { aws, rds, secrets, watch: createWatch(clock) };
}

/** An error as the SDK throws it for a refusal of AWS. */
export function refusal(name: string, message = name): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
}

/** A scope that knows these names and ids. */
export function scopeOf(names: readonly string[], ids: readonly string[] = []): Scope {
  return {
    stack: "flashsale",
    lineage: "lineage",
    names,
    ids,
    idsOf: () => Promise.resolve([]),
    share: (_key, read) => read(),
  };
}

interface Command {
  readonly input: unknown;
  readonly constructor: { readonly name: string };
}

function commandsOf(stub: { calls(): readonly unknown[] }): Command[] {
  const calls = stub.calls() as readonly { readonly args: readonly [Command, ...unknown[]] }[];
  return calls.map(({ args }) => args[0]);
}

const operationOf = (command: Command): string => command.constructor.name.replace(/Command$/, "");

/** The inputs of the calls of one operation that a stub received, in their order. */
export function inputsOf(stub: { calls(): readonly unknown[] }, operation: string): unknown[] {
  const sent = commandsOf(stub).filter((command) => operationOf(command) === operation);
  return sent.map(({ input }) => input);
}

/** The operations that a stub received, in their order. */
export function operationsOf(stub: { calls(): readonly unknown[] }): string[] {
  return commandsOf(stub).map(operationOf);
}
