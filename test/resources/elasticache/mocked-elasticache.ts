import {
  ElastiCacheClient,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from "@aws-sdk/client-elasticache";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type AwsStub, mockClient } from "aws-sdk-client-mock";
import type { Aws, Clients } from "../../../src/aws/env.ts";
import type { Clock } from "../../../src/engine/ports.ts";
import type { Watch } from "../../../src/engine/resource.ts";
import { createFastClock, createWatch } from "../../aws/clocks.ts";

type CacheStub = AwsStub<ServiceInputTypes, ServiceOutputTypes, ElastiCacheClient["config"]>;

/** Stubbed clients of both kinds, the environment made of them, and a watch that remembers statuses. */
export interface MockedCache {
  readonly aws: Aws;
  readonly cache: { readonly safe: CacheStub; readonly once: CacheStub };
  readonly secrets: ReturnType<typeof mockSecrets>["stub"];
  readonly watch: Watch & { readonly statuses: readonly string[] };
}

function mockSecrets(region: string) {
  const client = new SecretsManagerClient({ region });
  return { client, stub: mockClient(client) };
}

/** An environment whose calls answer what a test says; hours of waiting pass in milliseconds. */
export function mockCache(clock: Clock = createFastClock(100_000)): MockedCache {
  const region = "us-east-1";
  const clients = { safe: new ElastiCacheClient({ region }), once: new ElastiCacheClient({ region }) };
  const secrets = mockSecrets(region);
  const cache = { safe: mockClient(clients.safe), once: mockClient(clients.once) };
  const pick = (kind: "safe" | "once"): Clients =>
    ({ elastiCache: clients[kind], secretsManager: secrets.client }) as unknown as Clients;
  const aws: Aws = {
    safe: pick("safe"),
    once: pick("once"),
    account: "123456789012",
    partition: "aws",
    region,
    clock,
  };
  return { aws, cache, secrets: secrets.stub, watch: createWatch(clock) };
}
