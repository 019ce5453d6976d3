import type { DeleteDBInstanceCommandInput, DeleteDBInstanceCommandOutput } from "@aws-sdk/client-rds";
import type { Call } from "../operation.ts";
import { Refusal, SandboxError } from "../refusal.ts";
import { takeSnapshot } from "./db-snapshot.ts";
import { replicasOf, toDBInstance } from "./description.ts";
import { invalid, uncombinable } from "./identifier.ts";
import { AT_REST, DURATIONS, getInstance, settle, standingOf } from "./lifecycle.ts";
import { detach } from "./placement.ts";
import { type DbInstance, instances } from "./tables.ts";

/** Deletes a DB instance, after a final snapshot unless that is skipped. Its network interfaces outlast it. */
export function deleteDBInstance(
  input: DeleteDBInstanceCommandInput,
  call: Call,
): Omit<DeleteDBInstanceCommandOutput, "$metadata"> {
  const row = settle(getInstance(call, input.DBInstanceIdentifier), call);
  const { FinalDBSnapshotIdentifier: snapshotId } = input;
  checkBackups(input, row);
  if (row.deletedAt !== undefined)
    throw new Refusal("InvalidDBInstanceStateFault", `Instance ${row.id} is already being deleted.`);
  if (row.settings.DeletionProtection)
    throw uncombinable(
      "Cannot delete protected DB Instance, please disable deletion protection and try again.",
    );
  if (AT_REST.includes(standingOf(row, call).status))
    throw new Refusal(
      "InvalidDBInstanceStateFault",
      `DB instance ${row.id} is not in the available state: it cannot be deleted while it is stopped.`,
    );
  checkSnapshot(input, row);
  if (snapshotId !== undefined) takeSnapshot(call, row, { id: snapshotId, tags: undefined, final: true });
  const seconds = DURATIONS.delete + (snapshotId === undefined ? 0 : DURATIONS.snapshot);
  const table = call.account.table(instances);
  table.insert(row);
  const leaving = table.retire(row.id, seconds);
  // Its replicas become instances of their own. Source: RDS User Guide, "Deleting a DB instance".
  for (const { id } of replicasOf(call, row.id)) table.update(id, { replicaOf: undefined });
  detach(call, leaving, { seconds: seconds + DURATIONS.networkInterfaces });
  return { DBInstance: toDBInstance(leaving, call) };
}

/** AWS Backup's backups outlast the instance, and only they can. */
function checkBackups(
  { DeleteAutomatedBackups: deletes = true }: DeleteDBInstanceCommandInput,
  row: DbInstance,
): void {
  if (row.recoveryPointArn === undefined && !deletes)
    throw new SandboxError("sandbox does not simulate RDS DeleteDBInstance.DeleteAutomatedBackups=false");
  if (row.recoveryPointArn !== undefined && deletes)
    throw invalid(
      `The automated backups of ${row.id} cannot be deleted with it because the DB instance is associated with an AWS Backup resource: DeleteAutomatedBackups must be false.`,
    );
}

function checkSnapshot(input: DeleteDBInstanceCommandInput, row: DbInstance): void {
  const { SkipFinalSnapshot = false, FinalDBSnapshotIdentifier: snapshotId } = input;
  if (SkipFinalSnapshot && snapshotId !== undefined)
    throw uncombinable("FinalDBSnapshotIdentifier can not be specified when SkipFinalSnapshot is enabled.");
  if (!SkipFinalSnapshot && snapshotId === undefined)
    throw uncombinable("FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.");
  if (snapshotId !== undefined && row.replicaOf !== undefined)
    throw uncombinable("FinalDBSnapshotIdentifier can not be specified when deleting a replica instance.");
}
