import {
  type DBInstance,
  type DBSnapshot,
  DeleteDBInstanceCommand,
  DescribeDBSnapshotsCommand,
  ModifyDBInstanceCommand,
  paginateDescribeDBSnapshots,
} from "@aws-sdk/client-rds";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, hasName, isInvalidState } from "../../aws/errors.ts";
import { waitFor, waitGone, waitVisible } from "../../aws/waiter.ts";
import type { DeleteContext, Leftover, Watch } from "../../engine/resource.ts";
import { WaitTimeoutError } from "../../errors.ts";
import { collect, ignoreAbsent, orAbsent } from "../type.ts";
import {
  findDbInstance,
  type ObservedDbInstance,
  readDbInstance,
  toObserved,
} from "./db-instance-observed.ts";
import { untilTaken } from "./taken.ts";

// An instance can be deleted only once it is made or modified.
const BUSY_SECONDS = 40 * 60;
const PROTECTION_SECONDS = 300;
const GONE_SECONDS = 60 * 60;
const POLL_SECONDS = 10;

/**
 * Asks RDS to delete an instance, its deletion protection lifted, with the final snapshot that the context names or
 * without one. A snapshot that RDS refuses is thrown, never skipped. Answers the snapshot as what stays.
 */
export async function deleteDbInstance(
  aws: Aws,
  id: string,
  context: DeleteContext,
): Promise<readonly Leftover[]> {
  const instance = await readDbInstance(aws, id);
  const seen = instance === undefined ? undefined : toObserved(instance);
  if (seen === undefined || seen.condition === "leaving") return earlierSnapshot(aws, seen, context);
  if (seen.props.deletionProtection === true) await liftProtection(aws, seen, context);
  await requestDelete(aws, seen, context);
  const final = context.snapshot === undefined ? [] : [toLeftover(context.snapshot)];
  return [...final, ...backupsOf(instance)];
}

/** What AWS Backup keeps of an instance outlasts it, until it goes by AWS Backup's own plan or by hand. */
const backupsOf = (instance: DBInstance | undefined): Leftover[] => {
  const arn = instance?.AwsBackupRecoveryPointArn;
  return arn === undefined || arn === "" ? [] : [{ type: "backup/recovery-point", id: arn }];
};

const toLeftover = (snapshot: string): Leftover => ({ type: "rds/db-snapshot", id: snapshot });

/** The snapshot of a delete that was asked for before: it stays only if that delete named it. */
async function earlierSnapshot(
  aws: Aws,
  leaving: ObservedDbInstance | undefined,
  context: DeleteContext,
): Promise<readonly Leftover[]> {
  const { snapshot } = context;
  if (snapshot === undefined) return [];
  if (leaving === undefined)
    return (await findSnapshot(aws, snapshot)) === undefined ? [] : [toLeftover(snapshot)];
  try {
    await waitVisible(() => findSnapshot(aws, snapshot), `DB snapshot ${snapshot}`, context);
    return [toLeftover(snapshot)];
  } catch (error) {
    if (error instanceof WaitTimeoutError) return [];
    throw error;
  }
}

function findSnapshot(aws: Aws, snapshot: string): Promise<DBSnapshot | undefined> {
  const command = new DescribeDBSnapshotsCommand({ DBSnapshotIdentifier: snapshot });
  return orAbsent(async () => (await aws.safe.rds.send(command)).DBSnapshots?.[0], "DBSnapshotNotFound");
}

async function liftProtection(aws: Aws, seen: ObservedDbInstance, context: DeleteContext): Promise<void> {
  const { id, later } = seen;
  context.report("lifting deletion protection");
  const command = new ModifyDBInstanceCommand({
    DBInstanceIdentifier: id,
    DeletionProtection: false,
    // Takes effect at once either way; an immediate modify would begin the upgrade that waits for the window.
    ApplyImmediately: later === undefined,
  });
  const call = (): Promise<unknown> => aws.safe.rds.send(command);
  await untilTaken({ aws, id, watch: context }, call, { budgetSeconds: BUSY_SECONDS });
  await waitFor(
    {
      what: `DB instance ${id}`,
      read: () => findDbInstance(aws, id),
      judge: (now) => ({
        state: now?.props.deletionProtection === true ? "pending" : "ready",
        status: "lifting deletion protection",
      }),
      timeoutSeconds: PROTECTION_SECONDS,
      delaySeconds: POLL_SECONDS,
    },
    context,
  );
}

/** Backups that are AWS Backup's can only stay: InvalidParameterValue "… associated with an AWS Backup resource …" is said of others. */
async function requestDelete(
  aws: Aws,
  { id, kept }: ObservedDbInstance,
  context: DeleteContext,
): Promise<void> {
  const { snapshot } = context;
  const final =
    snapshot === undefined ? { SkipFinalSnapshot: true } : { FinalDBSnapshotIdentifier: snapshot };
  const command = new DeleteDBInstanceCommand({
    DBInstanceIdentifier: id,
    ...final,
    DeleteAutomatedBackups: kept === undefined,
  });
  const call = async (): Promise<void> => {
    try {
      await ignoreAbsent(() => aws.safe.rds.send(command), "DBInstanceNotFound");
    } catch (error) {
      if (!(await isLeaving(error, aws, id))) throw error;
    }
  };
  const bounds = { budgetSeconds: BUSY_SECONDS, isLag: isStillProtected };
  await untilTaken({ aws, id, watch: context }, call, bounds);
}

/**
 * Whether an instance whose delete was refused goes all the same: an attempt whose answer was lost did it. RDS says so by
 * "Instance x is already being deleted.", or by telling that its final snapshot already exists.
 */
async function isLeaving(error: unknown, aws: Aws, id: string): Promise<boolean> {
  if (!isInvalidState(error) && !isSnapshotTaken(error)) return false;
  const now = await findDbInstance(aws, id);
  return now === undefined || now.condition === "leaving";
}

const isSnapshotTaken = (error: unknown): boolean => hasName(error, ["DBSnapshotAlreadyExists"]);

/**
 * InvalidParameterCombination, "Cannot delete protected DB Instance, please disable deletion protection and try again.",
 * also some seconds after it was disabled.
 */
const isStillProtected = (error: unknown): boolean =>
  hasName(error, ["InvalidParameterCombination"]) && /disable deletion pro/.test(errorMessage(error));

/**
 * Waits until RDS no longer shows an instance and no manual snapshot of it is still being made: RDS deletes the instance
 * after its final snapshot. Usually 5 to 10 min, gives up after an hour (`WaitTimeoutError`). Source: RDS API reference,
 * DeleteDBInstance.
 */
export async function waitUntilDeleted(aws: Aws, id: string, watch: Watch): Promise<void> {
  await waitGone(() => findDbInstance(aws, id), `DB instance ${id}`, watch, {
    timeoutSeconds: GONE_SECONDS,
    delaySeconds: POLL_SECONDS,
    statusOf: ({ status }) => status,
  });
  await waitFor(
    {
      what: `final snapshot of ${id}`,
      read: () => countUnfinishedSnapshots(aws, id),
      judge: (count) => ({
        state: count > 0 ? "pending" : "ready",
        status: count > 0 ? "finishing the snapshot" : "gone",
      }),
      timeoutSeconds: GONE_SECONDS,
      delaySeconds: POLL_SECONDS,
    },
    watch,
  );
}

async function countUnfinishedSnapshots(aws: Aws, id: string): Promise<number> {
  const snapshots = await findSnapshotsOf(aws, { DBInstanceIdentifier: id, SnapshotType: "manual" });
  return snapshots.filter(({ Status }) => Status === "creating").length;
}

/** Names of all snapshots of an instance, also of one that is gone, the newest first. */
export async function findDbSnapshots(aws: Aws, id: string): Promise<readonly string[]> {
  const snapshots = await findSnapshotsOf(aws, { DBInstanceIdentifier: id });
  return snapshots
    .sort((a, b) => Number(b.SnapshotCreateTime ?? 0) - Number(a.SnapshotCreateTime ?? 0))
    .flatMap(({ DBSnapshotIdentifier }) => DBSnapshotIdentifier ?? []);
}

async function findSnapshotsOf(
  aws: Aws,
  input: { readonly DBInstanceIdentifier: string; readonly SnapshotType?: string },
): Promise<DBSnapshot[]> {
  const pages = paginateDescribeDBSnapshots({ client: aws.safe.rds }, input);
  const read = (): Promise<DBSnapshot[]> => collect(pages, (page) => page.DBSnapshots);
  return (await orAbsent(read, "DBInstanceNotFound", "DBSnapshotNotFound")) ?? [];
}
