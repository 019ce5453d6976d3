import { ModifyReplicationGroupCommand } from "@aws-sdk/client-elasticache";
import { again } from "../../advice.ts";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, hasName } from "../../aws/errors.ts";
import type { Change } from "../../engine/change.ts";
import type { UpdateContext } from "../../engine/resource.ts";
import { PlanError } from "../../errors.ts";
import { changeNodes, isOfNodes, nodeChanges } from "./replication-group-nodes.ts";
import {
  findSnapshottingNode,
  type ReplicationGroupAttributes,
  type ReplicationGroupProps,
} from "./replication-group-observed.ts";
import { toModification } from "./replication-group-requests.ts";
import { waitForTakeUp, waitUntilAvailable } from "./replication-group-wait.ts";
import { changeTags } from "./tagging.ts";
import { untilTaken } from "./taken.ts";

type GroupChange = Change<ReplicationGroupProps>;
type Context = UpdateContext<ReplicationGroupProps, ReplicationGroupAttributes>;

/**
 * Props whose change replaces the nodes one after the other, so that connections break at the failover. Source: ElastiCache
 * User Guide, "Scaling replica nodes" and "Version management".
 */
export const OUTAGE_PROPS = ["nodeType", "engineVersion"] as const satisfies readonly Extract<
  keyof ReplicationGroupProps,
  string
>[];

// Changes are refused while another one, or a snapshot, is under way.
const BUSY_SECONDS = 20 * 60;

const isOutage = (prop: string): boolean => OUTAGE_PROPS.some((outage) => outage === prop);
const isUpgrade = ({ prop }: GroupChange): boolean => prop === "engineVersion";

/**
 * Changes a replication group in place: nodes that come first, so that what needs them can be switched on, then its
 * settings, and nodes that go last. What breaks connections happens at once or in the maintenance window, as the context says.
 */
export async function updateReplicationGroup(
  aws: Aws,
  id: string,
  changes: readonly GroupChange[],
  context: Context,
): Promise<void> {
  refuseToWait(id, changes, context);
  await changeTags(aws, context.observed.attributes.arn, changes, context);
  const { growing, shrinking } = nodeChanges(changes);
  await changeNodes(aws, id, growing, context);
  await changeSettings({ aws, id, context }, changes);
  if (shrinking.length > 0) await waitUntilAvailable(aws, id, context);
  await changeNodes(aws, id, shrinking, context);
}

/** The old parameter group could not go before the window, in which the nodes leave it. */
function refuseToWait(id: string, changes: readonly GroupChange[], { applyAt }: Context): void {
  const moves = changes.some(({ prop }) => prop === "parameterGroupName") && changes.some(isUpgrade);
  if (applyAt === "now" || !moves) return;
  throw new PlanError({
    code: "CannotWaitForWindow",
    summary: "A change cannot wait for the window",
    detail: `${id}: the new engine comes with a new parameter group, and the old one can go only once the nodes have left it. Nothing was sent; say that it may happen at once.`,
    fix: [again("--apply-at now")],
  });
}

interface Target {
  readonly aws: Aws;
  readonly id: string;
  readonly context: Context;
}

/**
 * Engine, version and parameter group go in one call, as ElastiCache wants it. Another node type is a call of its own: it
 * waits until the upgrade is done.
 */
async function changeSettings({ aws, id, context }: Target, changes: readonly GroupChange[]): Promise<void> {
  const settings = changes.filter((change) => change.prop !== "tags" && !isOfNodes(change));
  const scaling = settings.filter(({ prop }) => prop === "nodeType");
  const upgrade = settings.filter(isUpgrade);
  const gentle = settings.filter(({ prop }) => !isOutage(prop));
  const target = { aws, id, context };
  if (context.applyAt === "now") {
    await modifyInTurn(target, [[...gentle, ...upgrade], scaling], true);
    return;
  }
  // An immediate modify would also apply what waits for the window.
  const waits = Object.keys(context.observed.later ?? {}).some(isOutage);
  await modifyInTurn(target, [gentle], !waits);
  await modifyInTurn(target, [upgrade, scaling], false);
}

/** Sends one modify for each part that has changes, each once the group is available again. */
async function modifyInTurn(
  { aws, id, context }: Target,
  parts: readonly (readonly GroupChange[])[],
  atOnce: boolean,
): Promise<void> {
  for (const part of parts.filter(({ length }) => length > 0)) {
    await modify({ aws, id, context }, part, atOnce);
    await waitUntilAvailable(aws, id, context);
  }
}

async function modify(
  { aws, id, context }: Target,
  changes: readonly GroupChange[],
  atOnce: boolean,
): Promise<void> {
  const values = Object.fromEntries(changes.map(({ prop, to }) => [prop, to]));
  const command = new ModifyReplicationGroupCommand({
    ReplicationGroupId: id,
    ...toModification(values, context.observed.props.engineVersion),
    ...(await beginningOf(aws, id, changes)),
    ApplyImmediately: atOnce,
  });
  const call = (): Promise<unknown> => aws.safe.elastiCache.send(command).catch(nothingToDoIsFine);
  await untilTaken({ aws, id, watch: context }, call, BUSY_SECONDS);
  if (atOnce) await waitForTakeUp(aws, id, changes, context);
}

/**
 * Snapshots are begun by naming the node that they are made of. Seen without: InvalidParameterCombination, "Must specify both
 * SnapshotRetentionLimit and SnapshottingClusterId". In cluster mode it must not be named.
 */
async function beginningOf(
  aws: Aws,
  id: string,
  changes: readonly GroupChange[],
): Promise<{ readonly SnapshottingClusterId?: string }> {
  const begins = changes.some(({ prop, to }) => prop === "snapshotRetentionDays" && Number(to) > 0);
  const node = begins ? await findSnapshottingNode(aws, id) : undefined;
  return node === undefined ? {} : { SnapshottingClusterId: node };
}

/** A repeated modify may find its work done: InvalidParameterCombination, "No modifications were requested". */
function nothingToDoIsFine(error: unknown): void {
  const isDone =
    hasName(error, ["InvalidParameterCombination"]) &&
    /No modifications were requested/.test(errorMessage(error));
  if (!isDone) throw error;
}
