import { CreateDBInstanceReadReplicaCommand, type DBInstance } from "@aws-sdk/client-rds";
import { asAlreadyExists, untilSettled } from "../../aws/calls.ts";
import type { Aws } from "../../aws/env.ts";
import { errorMessage, isInvalidState } from "../../aws/errors.ts";
import { toTagList } from "../../aws/tags.ts";
import type { Change } from "../../engine/change.ts";
import type { Observed, UpdateContext } from "../../engine/resource.ts";
import { toStuckError } from "../stuck-error.ts";
import { resourceType } from "../type.ts";
import { deleteDbInstance, waitUntilDeleted } from "./db-instance-delete.ts";
import {
  DB_INSTANCE_COMPARE,
  type DbInstanceAttributes,
  type DbInstanceProps,
  findDbInstance,
  readDbInstance,
  readDbInstances,
  toObserved,
} from "./db-instance-observed.ts";
import { toBound, toPerformance } from "./db-instance-requests.ts";
import { updateDbInstance } from "./db-instance-update.ts";
import { usageOf } from "./db-instance-usage.ts";
import { waitUntilReady } from "./db-instance-wait.ts";
import { findDbEvents } from "./events.ts";

/** What a replica has in common with the instance that it copies; version, encryption, subnets and users are the source's. */
const COMMON = [
  "identifier",
  "class",
  "allocatedStorageGib",
  "maxAllocatedStorageGib",
  "storageType",
  "iops",
  "storageThroughputMibps",
  "multiAz",
  "securityGroupIds",
  "maintenanceWindow",
  "publiclyAccessible",
  "deletionProtection",
  "copyTagsToSnapshot",
  "autoMinorVersionUpgrade",
  "tags",
] as const satisfies readonly (keyof DbInstanceProps)[];

type Common = Pick<DbInstanceProps, (typeof COMMON)[number]>;

/** What a read replica of a PostgreSQL instance in the same region is asked to be. */
export type ReadReplicaProps = Common & {
  /** Identifier of the instance that it copies; that needs automated backups. */
  sourceIdentifier: string;
};

type ObservedReplica = Observed<ReadReplicaProps, DbInstanceAttributes>;

/** Seconds for which the source may be busy with a backup or with another replica's. */
const SOURCE_SECONDS = 30 * 60;

function toReplica(instance: DBInstance): ObservedReplica {
  const observed = toObserved(instance);
  const common = Object.fromEntries(COMMON.map((prop) => [prop, observed.props[prop]]));
  const told = Object.fromEntries(Object.entries(common).filter(([, value]) => value !== undefined));
  const source = instance.ReadReplicaSourceDBInstanceIdentifier;
  const { later: _versions, ...rest } = observed;
  const later = Object.entries(observed.later ?? {}).filter(([prop]) => prop in common);
  return {
    ...rest,
    // Another region's source is told by its ARN.
    props: { ...told, ...(source === undefined ? {} : { sourceIdentifier: source }) },
    ...(later.length === 0 ? {} : { later: Object.fromEntries(later) }),
  };
}

async function findReplica(aws: Aws, identifier: string): Promise<ObservedReplica | undefined> {
  const instance = await readDbInstance(aws, identifier);
  return instance === undefined ? undefined : toReplica(instance);
}

/**
 * InvalidDBInstanceState is also what RDS says of a source without backups, which waiting does not help: "Automated backups are
 * not enabled for this database instance. To enable automated backups, use ModifyDBInstance to set the backup retention …"
 */
const isSourceBusy = (error: unknown): boolean =>
  isInvalidState(error) && !/backups are not enabled/i.test(errorMessage(error));

/** A source that is in a state which it does not leave by itself is not waited for. */
const unlessStuck =
  (aws: Aws, source: string) =>
  async (error: unknown): Promise<never> => {
    const stuck = isInvalidState(error) ? (await findDbInstance(aws, source))?.stuck : undefined;
    throw stuck === undefined ? error : toStuckError(`DB instance ${source}`, stuck, error);
  };

/** Its props are of the same names and kinds as an instance's, and are changed by the same calls. */
function updateReplica(
  aws: Aws,
  id: string,
  changes: readonly Change<ReadReplicaProps>[],
  context: UpdateContext<ReadReplicaProps, DbInstanceAttributes>,
): Promise<void> {
  return updateDbInstance(
    aws,
    id,
    changes as readonly Change[] as readonly Change<DbInstanceProps>[],
    context as unknown as UpdateContext<DbInstanceProps, DbInstanceAttributes>,
  );
}

/**
 * A copy of the database that answers reads, kept up asynchronously. Made in 10 to 20 min out of a snapshot of its source. It
 * leaves no final snapshot: RDS makes none of a replica.
 */
export const readReplica = resourceType<ReadReplicaProps, DbInstanceAttributes>({
  name: "rds/read-replica",
  title: "read replica",
  repeat: "name",
  proof: "tags",
  compare: {
    ...(Object.fromEntries(COMMON.map((prop) => [prop, DB_INSTANCE_COMPARE[prop]])) as {
      [K in keyof Common]-?: (typeof DB_INSTANCE_COMPARE)[K];
    }),
    sourceIdentifier: "lower",
  },
  replaceOn: ["identifier", "sourceIdentifier"],
  holds: ["sourceIdentifier", "securityGroupIds"],
  outage: ["class"],
  stable: ["identifier", "arn", "endpoint", "port", "resourceId"],
  typicalSeconds: { create: 900, update: 600, delete: 300 },
  holdsData: true,
  protection: "deletionProtection",
  iamActions: [
    "rds:CreateDBInstanceReadReplica",
    "rds:AddTagsToResource",
    "rds:RemoveTagsFromResource",
    "rds:ModifyDBInstance",
    "rds:DescribeDBInstances",
    "rds:DescribeEvents",
    "rds:DeleteDBInstance",
    "rds:DescribeDBSnapshots",
  ],
  nameOf: ({ identifier }) => identifier?.toLowerCase(),

  usage: usageOf,

  quotas: () => [
    { service: "rds", code: "L-7B6409FD", title: "database instances in this region", quantity: 1 },
  ],

  async list(aws, scope) {
    const found = await readDbInstances(aws, [...new Set([...scope.names, ...scope.ids])]);
    return found.map(toReplica);
  },

  get: findReplica,

  news: findDbEvents,

  /** It begins with the storage of its source; a size of its own is an update. */
  async create(aws, props) {
    const command = new CreateDBInstanceReadReplicaCommand({
      DBInstanceIdentifier: props.identifier,
      SourceDBInstanceIdentifier: props.sourceIdentifier,
      DBInstanceClass: props.class,
      ...toBound(props),
      StorageType: props.storageType,
      ...toPerformance(props),
      MultiAZ: props.multiAz,
      VpcSecurityGroupIds: [...props.securityGroupIds],
      PubliclyAccessible: props.publiclyAccessible,
      DeletionProtection: props.deletionProtection,
      CopyTagsToSnapshot: props.copyTagsToSnapshot,
      AutoMinorVersionUpgrade: props.autoMinorVersionUpgrade,
      Tags: toTagList(props.tags),
    });
    const call = (): Promise<unknown> => asAlreadyExists(() => aws.once.rds.send(command));
    const lag = { isLag: isSourceBusy, budgetSeconds: SOURCE_SECONDS };
    await untilSettled(() => call().catch(unlessStuck(aws, props.sourceIdentifier)), lag, aws.clock);
    return { id: props.identifier.toLowerCase() };
  },

  ready: waitUntilReady,

  update: updateReplica,

  /** RDS makes no final snapshot of a replica, so none is asked for. */
  delete: (aws, id, { snapshot: _none, ...context }) => deleteDbInstance(aws, id, context),

  gone: waitUntilDeleted,
});
