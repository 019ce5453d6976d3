import type { DBInstance } from "@aws-sdk/client-rds";
import type { Call } from "../operation.ts";
import { toDBSubnetGroup } from "./db-subnet-group.ts";
import { majorOf } from "./engine-version.ts";
import { endpointDomain, rdsArn, toTagList } from "./identifier.ts";
import { type Standing, standingOf } from "./lifecycle.ts";
import { LICENSE } from "./orderable-option.ts";
import { type DbInstance, instances, type Settings, subnetGroups } from "./tables.ts";

/** Route 53's zone of RDS endpoints in us-east-1. Source: AWS General Reference, "Amazon RDS endpoints". */
const HOSTED_ZONE = "Z2R2ITUGPM61AM";

/** Restorable times move in steps of five minutes. Source: RDS User Guide, "Restoring to a specified time". */
const RESTORE_STEP_SECONDS = 300;

/** A DB instance as RDS tells it. */
export function toDBInstance(row: DbInstance, call: Call): DBInstance {
  const standing = standingOf(row, call);
  return {
    ...toIdentity(row, call),
    ...toSettingMembers(standing.settings),
    ...toPlace(row, standing, call),
    DBInstanceStatus: standing.status,
    PendingModifiedValues: standing.pending,
    ...toProgress(standing),
    LatestRestorableTime: latestRestorableTime(row, standing, call),
    TagList: toTagList(row.tags),
  };
}

function toIdentity(row: DbInstance, call: Call): DBInstance {
  return {
    DBInstanceIdentifier: row.id,
    DBInstanceArn: rdsArn(call, "db", row.id),
    DbiResourceId: row.resourceId,
    Engine: "postgres",
    LicenseModel: LICENSE,
    MasterUsername: row.masterUsername,
    DBName: row.dbName,
    InstanceCreateTime: new Date(row.createdAt),
    StorageEncrypted: row.storageEncrypted,
    KmsKeyId: row.kmsKeyId,
    // RDS tells 0 here for instances outside clusters; the port is the endpoint's.
    DbInstancePort: 0,
    DBSecurityGroups: [],
    DomainMemberships: [],
    AssociatedRoles: [],
    ReadReplicaDBInstanceIdentifiers: replicasOf(call, row.id).map(({ id }) => id),
    ...(row.replicaOf === undefined ? {} : { ReadReplicaSourceDBInstanceIdentifier: row.replicaOf }),
    CustomerOwnedIpEnabled: false,
    ActivityStreamStatus: "stopped",
    BackupTarget: "region",
    AwsBackupRecoveryPointArn: row.recoveryPointArn,
    NetworkType: "IPV4",
  };
}

/** The read replicas of an instance. */
export const replicasOf = (call: Call, source: string): readonly DbInstance[] =>
  call.account
    .table(instances)
    .all()
    .filter(({ replicaOf }) => replicaOf === source);

function toSettingMembers(settings: Settings): DBInstance {
  const { VpcSecurityGroupIds, Port: _port, EnabledCloudwatchLogsExports, Iops, ...same } = settings;
  const major = majorOf(settings.EngineVersion);
  return {
    ...same,
    Iops: Iops === 0 ? undefined : Iops,
    VpcSecurityGroups: VpcSecurityGroupIds.map((id) => ({ VpcSecurityGroupId: id, Status: "active" })),
    EnabledCloudwatchLogsExports: EnabledCloudwatchLogsExports && [...EnabledCloudwatchLogsExports],
    DBParameterGroups: [
      { DBParameterGroupName: `default.postgres${major}`, ParameterApplyStatus: "in-sync" },
    ],
    OptionGroupMemberships: [{ OptionGroupName: `default:postgres-${major}`, Status: "in-sync" }],
  };
}

function toPlace(row: DbInstance, { settings, hasEndpoint }: Standing, call: Call): DBInstance {
  const group = call.account.table(subnetGroups).find(row.subnetGroup);
  const Endpoint = {
    Address: `${row.id}.${endpointDomain(call)}`,
    Port: settings.Port,
    HostedZoneId: HOSTED_ZONE,
  };
  return {
    ...(hasEndpoint ? { Endpoint, AvailabilityZone: row.zone } : {}),
    SecondaryAvailabilityZone: hasEndpoint && settings.MultiAZ ? row.standbyZone : undefined,
    DBSubnetGroup: group && toDBSubnetGroup(group, call),
    CertificateDetails: hasEndpoint ? { CAIdentifier: settings.CACertificateIdentifier } : undefined,
  };
}

function toProgress({ optimized }: Standing): DBInstance {
  if (optimized === undefined) return {};
  return {
    PercentProgress: String(optimized),
    StorageOperationStatus: "Optimizing",
    StorageOperationPercentProgress: optimized,
  };
}

function latestRestorableTime(row: DbInstance, { settings, status }: Standing, call: Call): Date | undefined {
  const { clock } = call.account;
  if (settings.BackupRetentionPeriod === 0 || status === "creating") return undefined;
  const steps = Math.floor(clock.secondsSince(row.createdAt) / RESTORE_STEP_SECONDS);
  return new Date(row.createdAt + (steps * RESTORE_STEP_SECONDS * 1000) / clock.speed);
}
