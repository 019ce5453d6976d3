import {
  ModifyCacheParameterGroupCommand,
  type ParameterNameValue,
  paginateDescribeCacheParameters,
  ResetCacheParameterGroupCommand,
} from "@aws-sdk/client-elasticache";
import { untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { hasName, isNotFound } from "../../aws/errors.ts";
import type { Change } from "../../engine/change.ts";
import type { Watch } from "../../engine/resource.ts";
import { collect } from "../type.ts";

/** Parameters in one call at most. Source: ElastiCache API reference, ModifyCacheParameterGroup. */
const BATCH = 20;

// A group that was just made may be unknown, and one that is being changed refuses the next change for a moment.
const SETTLE_SECONDS = 180;

type Values = Readonly<Record<string, string>>;

/**
 * Sets the parameters that differ and puts dropped ones back to the family's own value, at most 20 a call. Tells the
 * watch which of them take effect only when the nodes are rebooted. May be repeated.
 */
export async function changeParameters<P>(
  aws: Aws,
  group: string,
  change: Change<P> | undefined,
  watch: Watch,
): Promise<void> {
  if (change === undefined) return;
  const [from, to] = [change.from as Values | undefined, change.to as Values];
  const differing = Object.keys(to).filter((name) => from?.[name] !== to[name]);
  const dropped = change.dropped ?? [];
  const changed = differing.map((name) => ({ ParameterName: name, ParameterValue: to[name] }));
  for (const batch of batches(changed)) await send(aws, modification(group, batch), watch);
  const reset = dropped.map((name) => ({ ParameterName: name }));
  for (const batch of batches(reset)) await send(aws, resetting(group, batch), watch);
  // Nothing is attached to a group that is only being made.
  if (from !== undefined) await tellReboots({ aws, group, watch }, [...differing, ...dropped]);
}

const modification = (CacheParameterGroupName: string, ParameterNameValues: ParameterNameValue[]) =>
  new ModifyCacheParameterGroupCommand({ CacheParameterGroupName, ParameterNameValues });

const resetting = (CacheParameterGroupName: string, ParameterNameValues: ParameterNameValue[]) =>
  new ResetCacheParameterGroupCommand({ CacheParameterGroupName, ParameterNameValues });

function batches<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / BATCH);
  return Array.from({ length: count }, (_, index) => all.slice(index * BATCH, (index + 1) * BATCH));
}

async function send(
  aws: Aws,
  command: ReturnType<typeof modification> | ReturnType<typeof resetting>,
  watch: Watch,
): Promise<void> {
  const isLag = (error: unknown): boolean =>
    isNotFound(error, "CacheParameterGroupNotFound") || hasName(error, ["InvalidCacheParameterGroupState"]);
  const client = aws.safe.elastiCache;
  const call = (): Promise<unknown> =>
    command instanceof ModifyCacheParameterGroupCommand ? client.send(command) : client.send(command);
  await untilSettled(call, { isLag, budgetSeconds: SETTLE_SECONDS }, watch);
}

interface Changed {
  readonly aws: Aws;
  readonly group: string;
  readonly watch: Watch;
}

async function tellReboots({ aws, group, watch }: Changed, names: readonly string[]): Promise<void> {
  const pages = paginateDescribeCacheParameters(
    { client: aws.safe.elastiCache },
    { CacheParameterGroupName: group },
  );
  const parameters = await collect(pages, (page) => page.Parameters);
  const waiting = parameters
    .filter(({ ChangeType }) => ChangeType === "requires-reboot")
    .flatMap(({ ParameterName = "" }) => (names.includes(ParameterName) ? [ParameterName] : []));
  if (waiting.length > 0) watch.report(`waiting for a reboot of the nodes: ${waiting.join(", ")}`);
}
