import {
  DeleteReplicationGroupCommand,
  paginateDescribeSnapshots,
  type Snapshot,
} from "@aws-sdk/client-elasticache";
import type { Aws } from "../../aws/env.ts";
import { hasName, isInvalidState } from "../../aws/errors.ts";
import { waitFor, waitGone, waitVisible } from "../../aws/waiter.ts";
import type { DeleteContext, Leftover, Watch } from "../../engine/resource.ts";
import { WaitTimeoutError } from "../../errors.ts";
import { collect, ignoreAbsent, orAbsent } from "../type.ts";
import { findStatus, toCondition } from "./replication-group-observed.ts";
import { untilTaken } from "./taken.ts";

// A group can be deleted only while it is neither made nor changed nor backed up.
const BUSY_SECONDS = 60 * 60;
const GONE_SECONDS = 60 * 60;
const POLL_SECONDS = 10;

const ABSENT = "ReplicationGroupNotFoundFault";

/**
 * Asks ElastiCache to delete a replication group with all its nodes, with the final snapshot that the context names or
 * without one. A snapshot that ElastiCache refuses is thrown, never skipped. Answers the snapshot as what stays.
 */
export async function deleteReplicationGroup(
  aws: Aws,
  id: string,
  context: DeleteContext,
): Promise<readonly Leftover[]> {
  const status = await findStatus(aws, id);
  if (status === undefined || toCondition(status) === "leaving") return earlierSnapshot(aws, status, context);
  await requestDelete(aws, id, context);
  return context.snapshot === undefined ? [] : [toLeftover(context.snapshot)];
}

const toLeftover = (snapshot: string): Leftover => ({ type: "elasticache/snapshot", id: snapshot });

/** The snapshot of a delete that was asked for before: it stays only if that delete named it. */
async function earlierSnapshot(
  aws: Aws,
  leaving: string | undefined,
  context: DeleteContext,
): Promise<readonly Leftover[]> {
  const { snapshot } = context;
  if (snapshot === undefined) return [];
  if (leaving === undefined)
    return (await findSnapshot(aws, snapshot)) === undefined ? [] : [toLeftover(snapshot)];
  try {
    await waitVisible(() => findSnapshot(aws, snapshot), `snapshot ${snapshot}`, context);
    return [toLeftover(snapshot)];
  } catch (error) {
    if (error instanceof WaitTimeoutError) return [];
    throw error;
  }
}

async function findSnapshot(aws: Aws, snapshot: string): Promise<Snapshot | undefined> {
  const pages = paginateDescribeSnapshots({ client: aws.safe.elastiCache }, { SnapshotName: snapshot });
  const read = (): Promise<Snapshot[]> => collect(pages, (page) => page.Snapshots);
  return (await orAbsent(read, "SnapshotNotFoundFault"))?.[0];
}

/** Names of all snapshots of a replication group, also of one that is gone, the newest first. */
export async function findReplicationGroupSnapshots(aws: Aws, id: string): Promise<readonly string[]> {
  const pages = paginateDescribeSnapshots({ client: aws.safe.elastiCache }, { ReplicationGroupId: id });
  const read = (): Promise<Snapshot[]> => collect(pages, (page) => page.Snapshots);
  const snapshots = (await orAbsent(read, "SnapshotNotFoundFault", ABSENT)) ?? [];
  return snapshots.sort((a, b) => madeAt(b) - madeAt(a)).flatMap(({ SnapshotName }) => SnapshotName ?? []);
}

/** Each node's part of a snapshot has an instant of its own. */
const madeAt = ({ NodeSnapshots = [] }: Snapshot): number =>
  Math.max(0, ...NodeSnapshots.map(({ SnapshotCreateTime }) => Number(SnapshotCreateTime ?? 0)));

async function requestDelete(aws: Aws, id: string, context: DeleteContext): Promise<void> {
  const { snapshot } = context;
  const command = new DeleteReplicationGroupCommand({
    ReplicationGroupId: id,
    RetainPrimaryCluster: false,
    ...(snapshot === undefined ? {} : { FinalSnapshotIdentifier: snapshot }),
  });
  const call = async (): Promise<void> => {
    try {
      await ignoreAbsent(() => aws.safe.elastiCache.send(command), ABSENT);
    } catch (error) {
      if (!(await isLeaving(error, aws, id))) throw error;
    }
  };
  await untilTaken({ aws, id, watch: context }, call, BUSY_SECONDS);
}

/**
 * Whether a group whose delete was refused goes all the same: an attempt whose answer was lost did it. Then the group is being
 * deleted, or its final snapshot already exists.
 */
async function isLeaving(error: unknown, aws: Aws, id: string): Promise<boolean> {
  if (!isInvalidState(error) && !hasName(error, ["SnapshotAlreadyExistsFault"])) return false;
  const status = await findStatus(aws, id);
  return status === undefined || toCondition(status) === "leaving";
}

/**
 * Waits until ElastiCache no longer shows a group and no snapshot of it is still being made: only then can its subnet and
 * parameter group go. Usually 5 to 10 min, gives up after an hour (`WaitTimeoutError`). Source: ElastiCache API reference,
 * DeleteReplicationGroup.
 */
export async function waitUntilDeleted(aws: Aws, id: string, watch: Watch): Promise<void> {
  const bounds = { timeoutSeconds: GONE_SECONDS, delaySeconds: POLL_SECONDS };
  await waitGone(() => findStatus(aws, id), `replication group ${id}`, watch, {
    ...bounds,
    statusOf: (status) => status,
  });
  await waitFor(
    {
      what: `final snapshot of ${id}`,
      read: () => countUnfinishedSnapshots(aws, id),
      judge: (count) => ({
        state: count > 0 ? "pending" : "ready",
        status: count > 0 ? "finishing the snapshot" : "gone",
      }),
      ...bounds,
    },
    watch,
  );
}

async function countUnfinishedSnapshots(aws: Aws, id: string): Promise<number> {
  const pages = paginateDescribeSnapshots({ client: aws.safe.elastiCache }, { ReplicationGroupId: id });
  const read = (): Promise<Snapshot[]> => collect(pages, (page) => page.Snapshots);
  const snapshots = (await orAbsent(read, "SnapshotNotFoundFault", ABSENT)) ?? [];
  return snapshots.filter(({ SnapshotStatus }) => SnapshotStatus === "creating").length;
}
