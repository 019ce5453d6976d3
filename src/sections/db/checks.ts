import type { Props } from "../../engine/resource.ts";
import { findPostgresVersions, isNewer } from "../../resources/rds/engine-versions.ts";
import { findOrderable, type Orderable } from "../../resources/rds/orderable.ts";
import type { CheckContext, SettingProblem } from "../section.ts";
import { zonesOf } from "../zones.ts";
import { VERSION_KEY, versionOf } from "./lookups.ts";
import type { DbSettings } from "./settings.ts";

/** What AWS would refuse of the database: a class that the version or region lacks, an upgrade that is no way. */
export async function checkDb(context: CheckContext): Promise<readonly SettingProblem[]> {
  const problems = await Promise.all([checkOrderable(context), checkUpgrade(context)]);
  return problems.flat();
}

type Live = Props | undefined;

/** The instance that stands under our name; one on its way out constrains nothing. */
const liveOf = ({ settings, observation }: CheckContext): Live =>
  observation
    .get("rds/db-instance")
    ?.find(({ name, condition }) => name === `${settings.name}-db` && condition !== "leaving")?.props;

/**
 * Asked only for a version that AWS's list gave: the answer for any other would be empty and mean nothing. What stands
 * already is not asked about: AWS stops offering what it goes on running.
 */
async function checkOrderable(context: CheckContext): Promise<SettingProblem[]> {
  const { env, settings, answers } = context;
  const version = versionOf(settings, answers);
  if (!version.includes(".") || isAsStanding(settings.db, version, liveOf(context))) return [];
  const orderable = await findOrderable(env, { version, class: settings.db.class }).catch(() => undefined);
  return orderable === undefined
    ? []
    : orderableProblems(settings.db, version, {
        orderable,
        region: env.region,
        zones: zonesOf(context, "dataSubnetIds"),
      });
}

const isAsStanding = (db: DbSettings, version: string, live: Live): boolean =>
  live?.engineVersion === version && live.class === db.class && live.multiAz === db.multiAz;

function orderableProblems(
  db: DbSettings,
  version: string,
  {
    orderable,
    region,
    zones,
  }: { readonly orderable: Orderable; readonly region: string; readonly zones: readonly string[] },
): SettingProblem[] {
  const key = "db.class";
  const value = db.class;
  const allowed = `a class that RDS offers for PostgreSQL ${version} in ${region}`;
  if (!orderable.offered) return [{ key, value, allowed, text: "it is not offered" }];
  const inZones = zoneProblem(db, zones, orderable);
  if (inZones !== undefined) return [inZones];
  if (!db.multiAz || orderable.multiAz) return [];
  const text = `${value} is offered without a standby only`;
  return [{ key: "db.multiAz", value: true, allowed: "false", text }];
}

/** Neither is known where AWS does not tell zones, or the subnets do not stand yet. */
function zoneProblem(
  { class: value, multiAz }: DbSettings,
  zones: readonly string[],
  orderable: Orderable,
): SettingProblem | undefined {
  const having = zones.filter((zone) => orderable.zones.includes(zone));
  const isTold = zones.length > 0 && orderable.zones.length > 0;
  if (!isTold || having.length >= (multiAz ? 2 : 1)) return undefined;
  const allowed = `a class that RDS offers in ${multiAz ? "two" : "one"} of ${zones.join(", ")}`;
  const text = `of these zones ${having.join(", ") || "none"} has it`;
  return { key: "db.class", value, allowed, text };
}

async function checkUpgrade(context: CheckContext): Promise<SettingProblem[]> {
  const { env, settings, answers } = context;
  const wanted = versionOf(settings, answers);
  const live = liveOf(context)?.engineVersion;
  if (typeof live !== "string" || !answers.has(VERSION_KEY)) return [];
  if (live === wanted || live.startsWith(`${wanted}.`)) return [];
  const key = "db.engineVersion";
  const value = settings.db.engineVersion;
  if (isNewer(live, wanted))
    return [{ key, value, allowed: `${live} or newer`, text: "RDS cannot go back to an older version" }];
  const versions = await findPostgresVersions(env).catch(() => []);
  const targets = versions
    .find(({ version }) => version === live)
    ?.upgradeTargets.map(({ version }) => version);
  if (targets === undefined || targets.includes(wanted)) return [];
  const text = `RDS offers no way from ${live} to ${wanted}`;
  return [{ key, value, allowed: `one of ${targets.join(", ")}`, text }];
}
