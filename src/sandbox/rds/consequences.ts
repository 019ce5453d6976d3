import type { Call } from "../operation.ts";
import { Refusal } from "../refusal.ts";
import { replicasOf } from "./description.ts";
import { isOlder, majorOf } from "./engine-version.ts";
import { noteEvent } from "./event.ts";
import { invalid } from "./identifier.ts";
import { settle } from "./lifecycle.ts";
import { rdsOffers } from "./offers.ts";
import { schedule } from "./schedule.ts";
import { type DbInstance, instances, type Settings, type Work } from "./tables.ts";

/** Retention and window are AWS Backup's while that keeps the backups. Source: AWS Backup Developer Guide, "Continuous backups". */
export function checkBackup(wanted: Partial<Settings>, row: DbInstance): void {
  if (row.recoveryPointArn === undefined) return;
  const names = ["BackupRetentionPeriod", "PreferredBackupWindow"] as const;
  if (names.every((name) => wanted[name] === undefined || wanted[name] === row.settings[name])) return;
  throw invalid(
    `The backup retention period and the backup window of ${row.id} cannot be modified because the DB instance is associated with an AWS Backup resource.`,
  );
}

interface Upgrade {
  readonly version: string | undefined;
  readonly immediately: boolean;
  readonly call: Call;
}

/**
 * Replicas come first in an upgrade within the line; to another line they are taken along. Source: RDS User Guide,
 * "Upgrading the PostgreSQL DB engine".
 */
export function carryReplicas(row: DbInstance, { version, immediately, call }: Upgrade): void {
  const { EngineVersion: present } = row.settings;
  if (version === undefined || version === present) return;
  for (const replica of replicasOf(call, row.id)) {
    const settled = settle(replica, call);
    if (majorOf(version) !== majorOf(present)) {
      const change = { wanted: { EngineVersion: version }, immediately, password: false, call };
      call.account.table(instances).insert(schedule(settled, change));
    } else if (isOlder(settled.settings.EngineVersion, version)) {
      throw new Refusal(
        "DBUpgradeDependencyFailure",
        `One or more of the read replicas of ${row.id} must be upgraded to ${version} first: ${replica.id}.`,
      );
    }
  }
}

/** A class that AWS has no capacity for does not come: once its time is over an event tells why. */
export function rollBack(call: Call, row: DbInstance): DbInstance {
  const { rolledBackClasses } = call.account.offers(rdsOffers);
  const isLost = ({ values }: Work): boolean => rolledBackClasses.includes(values.DBInstanceClass ?? "");
  for (const { at, delaySeconds, seconds, values } of row.works.filter(isLost))
    noteEvent(call, {
      sourceId: row.id,
      at: at + ((delaySeconds + seconds) * 1000) / call.account.clock.speed,
      message: `The modification of the DB instance class to ${values.DBInstanceClass} was cancelled because there is insufficient capacity.`,
      categories: ["failure"],
    });
  const without = ({ values: { DBInstanceClass: _lost, ...values }, ...work }: Work): Work => ({
    ...work,
    values,
  });
  return { ...row, works: row.works.map((work) => (isLost(work) ? without(work) : work)) };
}
