import { AddTagsToResourceCommand, ModifyReplicationGroupCommand } from "@aws-sdk/client-elasticache";
import type { Change } from "../../../src/engine/change.ts";
import type { ApplyAt } from "../../../src/engine/resource.ts";
import { replicationGroup } from "../../../src/resources/elasticache/replication-group.ts";
import type { ReplicationGroupProps } from "../../../src/resources/elasticache/replication-group-observed.ts";
import { inputsOf, operationsOf, refusal } from "../rds/mocked-aws.ts";
import { props, standing } from "./groups.ts";
import type { MockedCache } from "./mocked-elasticache.ts";

export const ID = "flashsale-redis";
export const BUSY = refusal(
  "InvalidReplicationGroupStateFault",
  "Replication group must be in available state to modify.",
);
const READS = /^(Describe|List)/;

export type Wanted = Partial<ReplicationGroupProps>;

/** Brings the group from what it shows to these props. */
export async function update(mocked: MockedCache, wanted: Wanted, applyAt: ApplyAt = "now"): Promise<void> {
  const observed = await replicationGroup.get(mocked.aws, ID);
  if (observed === undefined) throw new Error("the group stands in this test");
  const changes = Object.entries(wanted).map(
    ([prop, to]) =>
      ({
        prop,
        from: observed.props[prop as keyof Wanted],
        to,
        cause: "settings",
      }) as Change<ReplicationGroupProps>,
  );
  const context = { ...mocked.watch, observed, props: { ...props, ...wanted }, applyAt };
  await replicationGroup.update(mocked.aws, ID, changes, context);
}

/** The calls that change something, in their order. */
export const changing = (stub: { calls(): readonly unknown[] }): string[] =>
  operationsOf(stub).filter((operation) => !READS.test(operation));

/** Clients that show the guide's cache and take changes of it. */
export function modifiable(...parts: Parameters<typeof standing>): MockedCache {
  const mocked = standing(...parts);
  mocked.cache.safe.on(ModifyReplicationGroupCommand).resolves({});
  mocked.cache.safe.on(AddTagsToResourceCommand).resolves({});
  return mocked;
}

/** What was sent to ModifyReplicationGroup. */
export const modifications = ({ cache }: MockedCache): unknown[] =>
  inputsOf(cache.safe, "ModifyReplicationGroup");
