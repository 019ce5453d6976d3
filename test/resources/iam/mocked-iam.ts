import { IAMClient, type ServiceInputTypes, type ServiceOutputTypes } from "@aws-sdk/client-iam";
import { type AwsStub, mockClient } from "aws-sdk-client-mock";
import type { Aws, Clients } from "../../../src/aws/env.ts";
import type { Change } from "../../../src/engine/change.ts";
import type { Observed, Scope, Watch } from "../../../src/engine/resource.ts";
import type { AwsType } from "../../../src/resources/type.ts";
import { createVirtualClock, createWatch, type VirtualClock } from "../../aws/clocks.ts";

type IamStub = AwsStub<ServiceInputTypes, ServiceOutputTypes, IAMClient["config"]>;

/** Stubbed clients of both kinds, the environment made of them, a clock that jumps, and a watch that remembers. */
export interface MockedIam {
  readonly aws: Aws;
  readonly safe: IamStub;
  readonly once: IamStub;
  readonly clock: VirtualClock;
  readonly watch: Watch & { readonly statuses: readonly string[] };
}

/** An environment whose calls answer what a test says. */
export function mockIam(partition = "aws"): MockedIam {
  const region = "us-east-1";
  const clients = { safe: new IAMClient({ region }), once: new IAMClient({ region }) };
  const pick = (kind: "safe" | "once"): Clients => ({ iam: clients[kind] }) as unknown as Clients;
  // The waiter sleeps on the machine's own timers.
  const clock = { ...createVirtualClock(), toRealSeconds: (seconds: number) => seconds / 100_000 };
  const place = { account: "123456789012", partition, region, clock };
  const aws: Aws = { safe: pick("safe"), once: pick("once"), ...place };
  return {
    aws,
    safe: mockClient(clients.safe),
    once: mockClient(clients.once),
    clock,
    watch: createWatch(clock),
  };
}

/** A scope that knows these names, and ids of other types. */
export function scopeOf(
  names: readonly string[],
  ids: Readonly<Record<string, readonly string[]>> = {},
): Scope {
  const shared = new Map<string, Promise<unknown>>();
  return {
    stack: "flashsale",
    lineage: "lineage",
    names,
    ids: [],
    idsOf: (type) => Promise.resolve(ids[type] ?? []),
    share: <T>(key: string, read: () => Promise<T>) => {
      const known = shared.get(key) ?? read();
      shared.set(key, known);
      return known as Promise<T>;
    },
  };
}

/** Sends changes of something that is observed. */
export async function updateAs<P, A>(
  { aws, watch }: MockedIam,
  type: AwsType<P, A>,
  { id, props, changes }: { id: string; props: P; changes: readonly Change<P>[] },
): Promise<void> {
  const observed: Observed<P, A> = { id, condition: "standing", status: "", props: {}, attributes: {} as A };
  await type.update(aws, id, changes, { ...watch, observed, props, applyAt: "now" });
}

/** Deletes something as a teardown does. */
export const deleteAs = <P, A>({ aws, watch }: MockedIam, type: AwsType<P, A>, id: string) =>
  type.delete(aws, id, { ...watch, force: false });
