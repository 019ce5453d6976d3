import { ModifyDBInstanceCommand } from "@aws-sdk/client-rds";
import { again } from "../../advice.ts";
import type { Aws } from "../../aws/env.ts";
import { fromTagList } from "../../aws/tags.ts";
import { OURS } from "../../engine/ownership.ts";
import type { Watch } from "../../engine/resource.ts";
import { PlanError, PostponedError } from "../../errors.ts";
import { readDbInstance, readDbInstances } from "./db-instance-observed.ts";
import { waitUntilReady } from "./db-instance-wait.ts";
import { isNewer, isSameLine } from "./engine-versions.ts";
import { untilTaken } from "./taken.ts";

interface Source {
  readonly aws: Aws;
  readonly id: string;
  readonly context: Watch;
}

interface Upgrade {
  readonly version: string;
  readonly when: "at once" | "in the window";
}

// A replica may be busy with a backup or a change of its own.
const STATE_SECONDS = 20 * 60;

/**
 * Upgrades the replicas before their source, as RDS demands within a line; to another line it takes them along itself. Throws
 * where one is somebody else's, and `PostponedError` where all are to wait for the window, since their source can be asked only after it.
 * Source: RDS User Guide, "Upgrading the PostgreSQL DB engine".
 */
export async function upgradeReplicas(
  { aws, id, context }: Source,
  { version, when }: Upgrade,
): Promise<void> {
  const source = await readDbInstance(aws, id);
  const present = source?.EngineVersion;
  if (source === undefined || present === undefined || !isSameLine(present, version)) return;
  const replicas = await readDbInstances(aws, source.ReadReplicaDBInstanceIdentifiers ?? []);
  const behind = replicas.filter(({ EngineVersion = "" }) => isNewer(version, EngineVersion));
  const stack = fromTagList(source.TagList)[OURS.stack];
  const foreign = behind.filter(
    ({ TagList }) => stack === undefined || fromTagList(TagList)[OURS.stack] !== stack,
  );
  const nameOf = ({ DBInstanceIdentifier = "" }): string => DBInstanceIdentifier;
  if (foreign.length > 0) throw notOurs(id, version, foreign.map(nameOf));
  for (const name of behind.map(nameOf)) {
    const command = new ModifyDBInstanceCommand({
      DBInstanceIdentifier: name,
      EngineVersion: version,
      ApplyImmediately: when === "at once",
    });
    const bounds = { budgetSeconds: STATE_SECONDS };
    await untilTaken({ aws, id: name, watch: context }, () => aws.safe.rds.send(command), bounds);
  }
  if (behind.length > 0 && when === "in the window") throw comesAfter(id, version, behind.map(nameOf));
  await Promise.all(behind.map((replica) => waitUntilReady(aws, nameOf(replica), context)));
}

const notOurs = (id: string, version: string, names: readonly string[]): PlanError =>
  new PlanError({
    code: "ReplicaNotOurs",
    summary: "A replica has to be upgraded first",
    detail: `${id}: RDS upgrades it to ${version} only after its replicas, and ${names.join(", ")} was made by somebody else. Nothing was upgraded.`,
    fix: names.map(
      (name) =>
        `aws rds modify-db-instance --db-instance-identifier ${name} --engine-version ${version} --apply-immediately`,
    ),
  });

const comesAfter = (id: string, version: string, names: readonly string[]): PostponedError =>
  new PostponedError(
    {
      code: "ReplicasFirst",
      summary: "The replicas are upgraded first",
      detail: `${id}: RDS upgrades it to ${version} only after its replicas. ${names.join(", ")} will be in the next maintenance window; the same command after it upgrades the source. It can also all happen now.`,
      fix: [again("--apply-at now")],
    },
    ["engineVersion"],
  );
