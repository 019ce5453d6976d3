import { needsServiceLinkedRole } from "../iam/service-linked-role.ts";
import type { Call } from "../operation.ts";
import type { Need } from "../policy.ts";
import type { NeedRule, SandboxService } from "../service.ts";
import { majorOf } from "./engine-version.ts";
import { rdsArn } from "./identifier.ts";
import { rdsOffers } from "./offers.ts";

type Kind = Parameters<typeof rdsArn>[1];
type Input = Readonly<Record<string, unknown>>;

/** An action on the resource that a member names; RDS compares identifiers in lower case. Without the member, nothing. */
function on(action: string, kind: Kind, member: string): NeedRule {
  return (input, call) => {
    const name = input[member];
    return typeof name === "string" ? [{ action, resource: rdsArn(call, kind, name.toLowerCase()) }] : [];
  };
}

/** The same for a call that may name no resource and then means all. */
function onAny(action: string, kind: Kind, member: string): NeedRule {
  return (input, call) => {
    const name = input[member];
    const last = typeof name === "string" ? (name.toLowerCase().split(":").at(-1) ?? "*") : "*";
    return [{ action, resource: rdsArn(call, kind, last) }];
  };
}

/** Tags in the request ask for one more action. Source: RDS User Guide, "Grant permission to tag Amazon RDS resources during creation". */
function tagging(kind: Kind, member: string): NeedRule {
  const rule = on("rds:AddTagsToResource", kind, member) as (input: Input, call: Call) => readonly Need[];
  return (input, call) => {
    const tags = input.Tags;
    return Array.isArray(tags) && tags.length > 0 ? rule(input, call) : [];
  };
}

/** The groups that AWS makes for each line of the engine. Source: RDS User Guide, "Allow a user to create DB instances". */
const withDefaultGroups: NeedRule = (input, call) => {
  const version = input.EngineVersion;
  const major = typeof version === "string" ? majorOf(version) : call.account.offers(rdsOffers).defaultMajor;
  return [
    { action: "rds:CreateDBInstance", resource: rdsArn(call, "og", `default:postgres-${major}`) },
    { action: "rds:CreateDBInstance", resource: rdsArn(call, "pg", `default.postgres${major}`) },
  ];
};

/** A key of one's own asks for a grant; AWS's key for RDS does not. Source: RDS User Guide, "Encrypting Amazon RDS resources". */
const withKey: NeedRule = (input) => {
  const key = input.KmsKeyId;
  if (typeof key !== "string" || key.endsWith("alias/aws/rds")) return [];
  return ["kms:CreateGrant", "kms:DescribeKey"].map((action) => ({ action, resource: key }));
};

/**
 * What IAM wants for RDS's calls. Source: Service Authorization Reference, "Actions, resources, and condition keys for
 * Amazon RDS"; for the rest, the page named at each rule.
 */
export const needs: SandboxService["needs"] = {
  CreateDBSubnetGroup: [
    on("rds:CreateDBSubnetGroup", "subgrp", "DBSubnetGroupName"),
    tagging("subgrp", "DBSubnetGroupName"),
    // Seen: in an account that never had a database the subnet group is already refused.
    needsServiceLinkedRole("rds.amazonaws.com", "AWSServiceRoleForRDS"),
  ],
  ModifyDBSubnetGroup: [on("rds:ModifyDBSubnetGroup", "subgrp", "DBSubnetGroupName")],
  DeleteDBSubnetGroup: [on("rds:DeleteDBSubnetGroup", "subgrp", "DBSubnetGroupName")],
  DescribeDBSubnetGroups: [onAny("rds:DescribeDBSubnetGroups", "subgrp", "DBSubnetGroupName")],
  CreateDBInstance: [
    on("rds:CreateDBInstance", "db", "DBInstanceIdentifier"),
    on("rds:CreateDBInstance", "subgrp", "DBSubnetGroupName"),
    withDefaultGroups,
    tagging("db", "DBInstanceIdentifier"),
    withKey,
    // Source: RDS User Guide, "Setting up and enabling Enhanced Monitoring".
    { action: "iam:PassRole", resource: "{MonitoringRoleArn}", when: "MonitoringRoleArn" },
    // Source: RDS User Guide, "Service-linked role permissions for Amazon RDS".
    needsServiceLinkedRole("rds.amazonaws.com", "AWSServiceRoleForRDS"),
  ],
  CreateDBInstanceReadReplica: [
    on("rds:CreateDBInstanceReadReplica", "db", "DBInstanceIdentifier"),
    on("rds:CreateDBInstanceReadReplica", "db", "SourceDBInstanceIdentifier"),
    tagging("db", "DBInstanceIdentifier"),
  ],
  ModifyDBInstance: [
    on("rds:ModifyDBInstance", "db", "DBInstanceIdentifier"),
    { action: "iam:PassRole", resource: "{MonitoringRoleArn}", when: "MonitoringRoleArn" },
  ],
  DeleteDBInstance: [
    on("rds:DeleteDBInstance", "db", "DBInstanceIdentifier"),
    // The reference names no dependent action; a final snapshot is a snapshot, so its right is asked for to be on the safe side.
    (input, call) =>
      typeof input.FinalDBSnapshotIdentifier === "string"
        ? [
            { action: "rds:CreateDBSnapshot", resource: dbOf(input, call) },
            {
              action: "rds:CreateDBSnapshot",
              resource: rdsArn(call, "snapshot", input.FinalDBSnapshotIdentifier.toLowerCase()),
            },
          ]
        : [],
  ],
  DescribeDBInstances: [onAny("rds:DescribeDBInstances", "db", "DBInstanceIdentifier")],
  CreateDBSnapshot: [
    on("rds:CreateDBSnapshot", "db", "DBInstanceIdentifier"),
    on("rds:CreateDBSnapshot", "snapshot", "DBSnapshotIdentifier"),
    tagging("snapshot", "DBSnapshotIdentifier"),
  ],
  DeleteDBSnapshot: [on("rds:DeleteDBSnapshot", "snapshot", "DBSnapshotIdentifier")],
  DescribeDBSnapshots: [onAny("rds:DescribeDBSnapshots", "snapshot", "DBSnapshotIdentifier")],
  DescribeEvents: [{ action: "rds:DescribeEvents" }],
  DescribeDBEngineVersions: [{ action: "rds:DescribeDBEngineVersions" }],
  DescribeOrderableDBInstanceOptions: [{ action: "rds:DescribeOrderableDBInstanceOptions" }],
  AddTagsToResource: [{ action: "rds:AddTagsToResource", resource: "{ResourceName}" }],
  RemoveTagsFromResource: [{ action: "rds:RemoveTagsFromResource", resource: "{ResourceName}" }],
  ListTagsForResource: [{ action: "rds:ListTagsForResource", resource: "{ResourceName}" }],
};

function dbOf(input: Input, call: Call): string {
  return rdsArn(call, "db", String(input.DBInstanceIdentifier).toLowerCase());
}
