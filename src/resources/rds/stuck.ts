import type { DBInstance } from "@aws-sdk/client-rds";
import type { Stuck } from "../../engine/resource.ts";

/** What is the same for an instance whatever its status. */
interface Named {
  readonly instance: DBInstance;
  readonly id: string;
}

type Told = Pick<Stuck, "text" | "ways" | "deletable" | "mendedBy">;

/** RDS keeps events for fourteen days. Source: RDS API reference, DescribeEvents, `Duration` in minutes. */
const EVENT_MINUTES = 14 * 24 * 60;

const commandOn = (verb: string, { id }: Named, rest = ""): string =>
  `aws rds ${verb} --db-instance-identifier ${id}${rest}`;

const eventsOf = ({ id }: Named): string =>
  `aws rds describe-events --source-type db-instance --source-identifier ${id} --duration ${EVENT_MINUTES}`;

const RESTORE = "Restore it from a backup under another name";

const atRest = (named: Named): Told => ({
  text: `is ${named.instance.DBInstanceStatus}: it takes no change, and cannot be deleted, until somebody starts it${restartOf(named)}`,
  ways: [
    "Start it, and run the same command again once it is available",
    commandOn("start-db-instance", named),
  ],
  deletable: "no",
});

const restartOf = ({ instance: { AutomaticRestartTime: at } }: Named): string =>
  at === undefined ? "" : `, or AWS does at ${at.toISOString()}`;

/** RDS grows storage by a tenth at least. Source: RDS API reference, ModifyDBInstance, `AllocatedStorage`. */
const full = (named: Named): Told => {
  const least = Math.ceil(((named.instance.AllocatedStorage ?? 0) * 11) / 10);
  return {
    text: "is storage-full: it has no room left, and takes no change but more storage",
    ways: [
      `Give it more: set db.storageGib to ${least} or above, and run flashsale-setup up`,
      commandOn("modify-db-instance", named, ` --allocated-storage ${least} --apply-immediately`),
    ],
    deletable: "without-snapshot",
    mendedBy: ["allocatedStorageGib"],
  };
};

const unfit = (named: Named): Told => {
  const group = named.instance.DBParameterGroups?.[0]?.DBParameterGroupName ?? "NAME";
  return {
    text: "is incompatible-parameters: it does not start with the values of its parameter group",
    ways: [
      "Put back the values that it does not start with, then reboot it",
      `aws rds reset-db-parameter-group --db-parameter-group-name ${group} --reset-all-parameters`,
      commandOn("reboot-db-instance", named),
    ],
    deletable: "without-snapshot",
  };
};

const keyless = (named: Named): Told => {
  const key = named.instance.KmsKeyId ?? "KEY";
  return {
    text: `is ${named.instance.DBInstanceStatus}: its storage cannot be read without its key`,
    ways: [
      "Enable the key and let RDS use it, then start the database",
      `aws kms enable-key --key-id ${key}`,
      commandOn("start-db-instance", named),
      `Where that is too late: ${RESTORE.toLowerCase()}`,
    ],
    deletable: "without-snapshot",
  };
};

const netless = (named: Named): Told => ({
  text: "is incompatible-network: RDS cannot give it what it needs of its network",
  ways: [
    "Free addresses in its subnets, see that its subnet group and security groups stand, then have RDS try again",
    commandOn("start-db-instance", named),
    `Where that does not help: ${RESTORE.toLowerCase()}`,
  ],
  deletable: "without-snapshot",
});

const lost = (named: Named): Told => ({
  text: `is ${named.instance.DBInstanceStatus}: RDS cannot bring it up again`,
  ways: ["See what RDS says of it, and ask AWS Support", eventsOf(named), RESTORE],
  deletable: "without-snapshot",
});

/**
 * What ends each status that an instance does not leave by itself. Source: RDS User Guide, "Viewing DB instance status"; of
 * the final snapshot: RDS API reference, DeleteDBInstance (failed, incompatible-restore, incompatible-network) and
 * CreateDBSnapshot (only of what is available).
 */
const STUCK: readonly (readonly [status: RegExp, told: (named: Named) => Told])[] = [
  [/^stopp(ed|ing)$/, atRest],
  [/^storage-full$/, full],
  [/^incompatible-parameters$/, unfit],
  [/^incompatible-network$/, netless],
  [/^inaccessible-encryption-/, keyless],
  [/^(failed|incompatible-.*|insufficient-capacity|restore-error)$/, lost],
];

/** Why an instance takes no change now and never will by itself, with what mends it; `undefined` for all others. */
export function stuckOf(instance: DBInstance): Stuck | undefined {
  const { DBInstanceStatus: status = "", DBInstanceIdentifier: id = "" } = instance;
  const told = STUCK.find(([pattern]) => pattern.test(status))?.[1];
  if (told === undefined) return undefined;
  const named = { instance, id };
  const unprotect = commandOn("modify-db-instance", named, " --no-deletion-protection --apply-immediately");
  return { ...told(named), unprotect };
}
