import { again } from "../../advice.ts";
import { capacity, type ErrorRow, type ErrorTable, limit, meaning, quota, setting } from "./row.ts";

const SERVICE = "rds";

const protectedFromDeletion: ErrorRow = {
  names: ["InvalidParameterCombination", "InvalidParameterValue"],
  message: /deletion protection/i,
  meaning: "refused",
  told: {
    code: "DeletionProtected",
    summary: "Deletion protection is on",
    means:
      "Deletion protection holds it. destroy lifts it by itself, and the same command tries again; anything else wants it switched off in the settings first.",
    fix: [again()],
  },
};

/**
 * Sources: Amazon RDS API reference, as the SDK's model of it; user guide, "Quotas" and "Working with storage"; for the texts of
 * InvalidParameterCombination the sources of hashicorp/terraform-provider-aws (rds/instance.go).
 */
export const rds: ErrorTable = [
  meaning("absent", [
    "DBInstanceNotFound",
    "DBSubnetGroupNotFound",
    "DBSnapshotNotFound",
    "DBParameterGroupNotFound",
    "AuthorizationNotFound",
    "BackupPolicyNotFound",
    "BlueGreenDeploymentNotFound",
    "DBCapacityReservationNotFound",
    "DBClusterNotFound",
    "DBProxyEndpointNotFound",
    "DBProxyNotFound",
    "DBProxyTargetGroupNotFound",
    "DBSecurityGroupNotFound",
    "DBShardGroupNotFound",
    "DBSnapshotTenantDatabaseNotFound",
    "DomainNotFound",
    "IntegrationNotFound",
    "OptionGroupNotFound",
    "TenantDatabaseNotFound",
  ]),
  meaning("exists", [
    "DBInstanceAlreadyExists",
    "DBSubnetGroupAlreadyExists",
    "DBParameterGroupAlreadyExists",
  ]),
  {
    names: ["InvalidParameterValue", "InvalidParameterCombination"],
    message: /service.?linked.?role/i,
    meaning: "not-yet",
    told: {
      code: "ServiceRoleMissing",
      summary: "AWS lacks a role of its own",
      means:
        "RDS works with a role of its own, which it makes with the first database of an account: for that the caller needs the permission iam:CreateServiceLinkedRole. With it, the same command succeeds a little later; or somebody who has it makes the role.",
      fix: ["aws iam create-service-linked-role --aws-service-name rds.amazonaws.com"],
    },
  },
  protectedFromDeletion,
  {
    names: ["InvalidParameterCombination", "InvalidParameterValue"],
    message: /storage.*(change|modif|optimi[sz])|being optimi[sz]ed/i,
    // It is over in hours, not minutes: nothing waits for it.
    meaning: "refused",
    told: {
      code: "StorageSettles",
      summary: "The storage cannot grow yet",
      means:
        "RDS lets storage change again about six hours after the last change of it, when it has settled. All else was changed as wanted; the same command goes on then.",
      fix: [again()],
    },
  },
  {
    names: ["InvalidParameterValue", "InvalidParameterCombination"],
    message: /AWS Backup/i,
    meaning: "refused",
    told: {
      code: "BackupElsewhere",
      summary: "AWS Backup keeps the backups of this database",
      means:
        "How long backups are kept, and when they are made, is set in a plan of AWS Backup, and only there it can be changed.",
      fix: ["aws backup list-protected-resources"],
    },
  },
  setting(
    ["InvalidParameterCombination"],
    "AWS no longer offers this engine version. Leave the version out of the settings, or name one that is still offered.",
    /Cannot find (upgrade path|version)/,
  ),
  setting(
    ["InvalidParameterCombination"],
    "This engine version, size and storage do not go together in this region. Change one of them in the settings.",
  ),
  setting(
    ["DBUpgradeDependencyFailure"],
    "A read replica has to be upgraded before its source can be, or something else depends on the old version. The plan shows the order.",
  ),
  meaning("not-yet", ["InvalidSubnet"], /input subnets in/i),
  meaning("not-yet", ["InvalidParameterValue"], /security group.*groupId|invalid security group/i),
  setting(
    ["DBSubnetGroupDoesNotCoverEnoughAZs"],
    "The subnets lie in too few zones: a standby needs at least two. Give network subnets in more zones.",
  ),
  setting(
    [
      "OrderableDBInstanceOption",
      "InvalidVPCNetworkState",
      "InvalidSubnet",
      "InvalidDBSubnetGroup",
      "DBSubnetGroupNotAllowed",
      "NetworkTypeNotSupported",
      "VpcEncryptionControlViolation",
    ],
    "The subnets, their zones or the security groups do not suit the database. Compare the settings of network and db.",
  ),
  setting(
    ["StorageTypeNotSupported", "ProvisionedIopsNotAvailableInAZ"],
    "This kind of storage is not offered for the size, the version or the zone. Choose another in the settings of db.",
  ),
  setting(
    ["KMSKeyNotAccessible", "KMSKeyDisabled", "InvalidKMSKey", "CertificateNotFound"],
    "The encryption key or the certificate authority is disabled, deleted, in another region, or closed to the caller. Enable it, or leave it out so that AWS's own is used.",
  ),
  meaning("in-use", [
    "InvalidDBSubnetGroupState",
    "InvalidDBSubnetState",
    "InvalidDBParameterGroupState",
    "SubnetAlreadyInUse",
  ]),
  meaning("busy", [
    "InvalidDBInstanceState",
    "InvalidDBSnapshotState",
    "InvalidDBClusterState",
    "InvalidDBClusterEndpointState",
    "InvalidDBCapacityReservationState",
    "InvalidDBSecurityGroupState",
  ]),
  {
    names: ["DBSnapshotAlreadyExists", "SnapshotQuotaExceeded", "DBInstanceAutomatedBackupQuotaExceeded"],
    meaning: "refused",
    told: {
      code: "SnapshotRefused",
      summary: "The final snapshot is refused",
      means:
        "AWS does not take the snapshot: its name is taken or the account has too many. The data store was not deleted. Remove old snapshots first.",
      fix: ["aws rds describe-db-snapshots --snapshot-type manual"],
    },
  },
  capacity(["InsufficientDBInstanceCapacity", "InsufficientStorage"]),
  quota(["InstanceQuotaExceeded", "TenantDatabaseQuotaExceeded"], "RDS instances", {
    service: SERVICE,
    code: "L-7B6409FD",
  }),
  quota(["StorageQuotaExceeded"], "RDS storage", { service: SERVICE, code: "L-7ADDB58A" }),
  quota(["DBSubnetGroupQuotaExceeded"], "DB subnet groups", { service: SERVICE }),
  limit(
    ["DBSubnetQuotaExceeded"],
    "A DB subnet group takes no more subnets. Name fewer in the settings of network.",
  ),
  setting(
    ["InvalidParameterValue"],
    "RDS does not take a value; its own words say which. Correct it in the settings of db.",
  ),
];
