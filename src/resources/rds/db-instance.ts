import { CreateDBInstanceCommand } from "@aws-sdk/client-rds";
import { GetSecretValueCommand } from "@aws-sdk/client-secrets-manager";
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { isNotFound } from "../../aws/errors.ts";
import { PlanError } from "../../errors.ts";
import { resourceType } from "../type.ts";
import { deleteDbInstance, findDbSnapshots, waitUntilDeleted } from "./db-instance-delete.ts";
import {
  DB_INSTANCE_COMPARE,
  type DbInstanceAttributes,
  type DbInstanceProps,
  findDbInstance,
  findDbInstances,
} from "./db-instance-observed.ts";
import { toCreateRequest } from "./db-instance-requests.ts";
import { OUTAGE_PROPS, updateDbInstance } from "./db-instance-update.ts";
import { usageOf } from "./db-instance-usage.ts";
import { waitUntilReady } from "./db-instance-wait.ts";
import { findDbEvents } from "./events.ts";
import { lacksServiceLinkedRole } from "./service-linked-role.ts";

// A subnet group or a secret that was just made may be unknown to the call that uses it.
const FRESH_SECONDS = 120;

/** The password, read where it is used and kept nowhere. */
async function readPassword(aws: Aws, secretArn: string): Promise<string> {
  const command = new GetSecretValueCommand({ SecretId: secretArn });
  const lag = { isLag: (error: unknown) => isNotFound(error), budgetSeconds: FRESH_SECONDS };
  const { SecretString } = await untilSettled(() => aws.safe.secretsManager.send(command), lag, aws.clock);
  if (SecretString !== undefined && SecretString !== "") return SecretString;
  throw new PlanError({
    code: "SecretEmpty",
    summary: "The secret holds no text",
    detail: `${secretArn} has no text that could be the database's password. Nothing was created.`,
    fix: [`aws secretsmanager describe-secret --secret-id ${secretArn}`],
  });
}

const isLag = (error: unknown): boolean =>
  isNotFound(error, "DBSubnetGroupNotFoundFault") || lacksServiceLinkedRole(error);

/** A PostgreSQL instance with its standby. Made in 10 to 20 min (5 to 9 without standby), deleted in about 7. */
export const dbInstance = resourceType<DbInstanceProps, DbInstanceAttributes>({
  name: "rds/db-instance",
  title: "DB instance",
  repeat: "name",
  proof: "tags",
  compare: DB_INSTANCE_COMPARE,
  // AWS could move an instance to another subnet group, with an outage; a group that changes is in another VPC here.
  replaceOn: ["identifier", "masterUsername", "databaseName", "storageEncrypted", "subnetGroupName"],
  holds: ["subnetGroupName", "securityGroupIds"],
  outage: OUTAGE_PROPS,
  stable: ["identifier", "arn", "endpoint", "port", "resourceId"],
  typicalSeconds: { create: 900, update: 600, delete: 420 },
  holdsData: true,
  protection: "deletionProtection",
  iamActions: [
    "rds:CreateDBInstance",
    "rds:AddTagsToResource",
    "rds:RemoveTagsFromResource",
    "rds:ModifyDBInstance",
    "rds:DescribeDBInstances",
    "rds:DescribeEvents",
    "rds:DeleteDBInstance",
    "rds:CreateDBSnapshot",
    "rds:DescribeDBSnapshots",
    "iam:CreateServiceLinkedRole",
    "secretsmanager:GetSecretValue",
  ],
  nameOf: ({ identifier }) => identifier?.toLowerCase(),

  usage: usageOf,

  findSnapshots: findDbSnapshots,

  news: findDbEvents,

  quotas: () => [
    { service: "rds", code: "L-7B6409FD", title: "database instances in this region", quantity: 1 },
  ],

  list: (aws, scope) => findDbInstances(aws, [...new Set([...scope.names, ...scope.ids])]),

  get: findDbInstance,

  async create(aws, props) {
    const password = await readPassword(aws, props.masterPasswordSecret);
    const command = new CreateDBInstanceCommand(toCreateRequest(props, password));
    const call = (): Promise<unknown> => asAlreadyExists(() => aws.once.rds.send(command));
    await untilSettled(call, { isLag, budgetSeconds: FRESH_SECONDS }, aws.clock);
    return { id: props.identifier.toLowerCase() };
  },

  ready: waitUntilReady,

  update: updateDbInstance,

  delete: deleteDbInstance,

  gone: waitUntilDeleted,

  snapshotName(name, now) {
    const [date = "", time = ""] = now.toISOString().split("T");
    return `${name}-final-${date.replaceAll("-", "")}-${time.slice(0, 8).replaceAll(":", "")}`;
  },
});
