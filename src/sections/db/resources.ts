import type { Ref } from "../../engine/ref.ts";
import { Bug } from "../../errors.ts";
import { dbInstance } from "../../resources/rds/db-instance.ts";
import { NEVER } from "../../resources/rds/db-instance-observed.ts";
import { dbSubnetGroup } from "../../resources/rds/db-subnet-group.ts";
import { readReplica } from "../../resources/rds/read-replica.ts";
import { secret } from "../../resources/secrets-manager/secret.ts";
import type { DeclareContext } from "../section.ts";
import type { DbHandles } from "./handles.ts";
import { versionOf } from "./lookups.ts";
import type { DbSettings } from "./settings.ts";

/**
 * Characters of the password: printable ASCII without `/`, `"`, `@` and space, which RDS refuses, and without those
 * that shells and URLs would change. Source: RDS API reference, MasterUserPassword.
 */
const PASSWORD = { characters: "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789-_.~", length: 40 };

/** Declares subnet group, secret and instance. The secret is written first, so that no crash can lose the password. */
export function declareDb(context: DeclareContext): DbHandles {
  const { stack, settings, answers, handles } = context;
  const { name, db } = settings;
  const { network } = handles;
  if (network === undefined) throw new Bug("The database was declared before the network.");
  const subnetGroup = stack.add(dbSubnetGroup, "db.subnet-group", {
    name: `${name}-db-subnet`,
    description: "Flash Sale DB Subnet Group",
    subnetIds: network.dataSubnetIds,
    vpcId: network.vpcId,
  });
  const password = stack.add(secret, "db.secret", {
    name: `${name}/db-password`,
    description: "Password of the Flash Sale database administrator",
    alphabet: PASSWORD,
  });
  const instance = stack.add(dbInstance, "db.instance", {
    identifier: `${name}-db`,
    class: db.class,
    engineVersion: versionOf(settings, answers),
    allocatedStorageGib: db.storageGib,
    maxAllocatedStorageGib: db.maxStorageGib ?? NEVER,
    storageType: "gp3",
    ...performanceOf(db),
    storageEncrypted: true,
    multiAz: db.multiAz,
    masterUsername: db.username,
    databaseName: db.databaseName,
    masterPasswordSecret: password.out.arn,
    subnetGroupName: subnetGroup.out.name,
    securityGroupIds: [network.groups.database],
    backupRetentionDays: db.backupRetentionDays,
    backupWindow: db.backupWindow,
    maintenanceWindow: db.maintenanceWindow,
    publiclyAccessible: false,
    deletionProtection: db.deletionProtection,
    copyTagsToSnapshot: true,
    extendedSupport: "open-source-rds-extended-support-disabled",
    autoMinorVersionUpgrade: true,
    tags: { Name: `${name}-db` },
  });
  declareReplicas(context, instance.out.identifier, network.groups.database);
  return { endpoint: instance.out.endpoint, port: instance.out.port, secretArn: password.out.arn, instance };
}

/** What is left out keeps what it has. */
const performanceOf = ({ iops, storageThroughputMibps }: DbSettings) => ({
  ...(iops === undefined ? {} : { iops }),
  ...(storageThroughputMibps === undefined ? {} : { storageThroughputMibps }),
});

/** Copies for read-heavy loads; what is not said here is the source's. */
function declareReplicas(
  { stack, settings: { name, db } }: DeclareContext,
  sourceIdentifier: Ref<string>,
  group: Ref<string>,
): void {
  for (let number = 1; number <= db.replicas; number++) {
    stack.add(readReplica, `db.replica.${number}`, {
      identifier: `${name}-db-replica-${number}`,
      sourceIdentifier,
      class: db.class,
      allocatedStorageGib: db.storageGib,
      maxAllocatedStorageGib: db.maxStorageGib ?? NEVER,
      storageType: "gp3",
      ...performanceOf(db),
      multiAz: false,
      securityGroupIds: [group],
      maintenanceWindow: db.maintenanceWindow,
      publiclyAccessible: false,
      deletionProtection: false,
      copyTagsToSnapshot: true,
      autoMinorVersionUpgrade: true,
      tags: { Name: `${name}-db-replica-${number}` },
    });
  }
}
