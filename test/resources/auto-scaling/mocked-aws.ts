import {
  AutoScalingClient,
  type ServiceInputTypes as ScalingInputs,
  type ServiceOutputTypes as ScalingOutputs,
} from "@aws-sdk/client-auto-scaling";
import {
  ElasticLoadBalancingV2Client,
  type ServiceInputTypes,
  type ServiceOutputTypes,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import {
  SSMClient,
  type ServiceInputTypes as SsmInputs,
  type ServiceOutputTypes as SsmOutputs,
} from "@aws-sdk/client-ssm";
import { type AwsStub, mockClient } from "aws-sdk-client-mock";
import type { Aws, Clients } from "../../../src/aws/env.ts";
import type { Clock } from "../../../src/engine/ports.ts";
import type { Watch } from "../../../src/engine/resource.ts";
import { createFastClock, createWatch } from "../../aws/clocks.ts";

type BalancingStub = AwsStub<ServiceInputTypes, ServiceOutputTypes, ElasticLoadBalancingV2Client["config"]>;
type ScalingStub = AwsStub<ScalingInputs, ScalingOutputs, AutoScalingClient["config"]>;
type SsmStub = AwsStub<SsmInputs, SsmOutputs, SSMClient["config"]>;

/** Stubbed clients of both kinds, the environment made of them, and a watch that remembers statuses. */
export interface MockedAws {
  readonly aws: Aws;
  readonly balancing: { readonly safe: BalancingStub; readonly once: BalancingStub };
  readonly scaling: { readonly safe: ScalingStub; readonly once: ScalingStub };
  readonly ssm: { readonly safe: SsmStub; readonly once: SsmStub };
  readonly watch: Watch & { readonly statuses: readonly string[] };
}

const region = "us-east-1";

function mockPair<Client, Stub>(make: () => Client, stub: (client: Client) => Stub) {
  const [safe, once] = [make(), make()];
  return { clients: { safe, once }, stubs: { safe: stub(safe), once: stub(once) } };
}

/** An environment whose calls answer what a test says; hours of waiting pass in milliseconds. */
export function mockAws(clock: Clock = createFastClock(100_000)): MockedAws {
  const balancing = mockPair(
    () => new ElasticLoadBalancingV2Client({ region }),
    (client): BalancingStub => mockClient(client),
  );
  const scaling = mockPair(
    () => new AutoScalingClient({ region }),
    (client): ScalingStub => mockClient(client),
  );
  const ssm = mockPair(
    () => new SSMClient({ region }),
    (client): SsmStub => mockClient(client),
  );
  const pick = (kind: "safe" | "once"): Clients =>
    ({
      loadBalancing: balancing.clients[kind],
      autoScaling: scaling.clients[kind],
      ssm: ssm.clients[kind],
    }) as unknown as Clients;
  const place = { account: "123456789012", partition: "aws", region };
  return {
    aws: { safe: pick("safe"), once: pick("once"), ...place, clock },
    balancing: balancing.stubs,
    scaling: scaling.stubs,
    ssm: ssm.stubs,
    watch: createWatch(clock),
  };
}
