import { findPostgresVersions, isNewer } from "../../resources/rds/engine-versions.ts";
import { findOrderable } from "../../resources/rds/orderable.ts";
import type { CheckContext, SettingProblem } from "../section.ts";
import { VERSION_KEY, versionOf } from "./lookups.ts";

/** What AWS would refuse of the database: a class that the version or region lacks, an upgrade that is no way. */
export async function checkDb(context: CheckContext): Promise<readonly SettingProblem[]> {
  const problems = await Promise.all([checkOrderable(context), checkUpgrade(context)]);
  return problems.flat();
}

/** Asked only for a version that AWS's list gave: the answer for any other would be empty and mean nothing. */
async function checkOrderable({ env, settings, answers }: CheckContext): Promise<SettingProblem[]> {
  const version = versionOf(settings, answers);
  if (!version.includes(".")) return [];
  const orderable = await findOrderable(env, { version, class: settings.db.class }).catch(() => undefined);
  if (orderable === undefined) return [];
  if (!orderable.offered) {
    const allowed = `a class that RDS offers for PostgreSQL ${version} in ${env.region}`;
    return [{ key: "db.class", value: settings.db.class, allowed, text: "it is not offered" }];
  }
  if (settings.db.multiAz && !orderable.multiAz) {
    return [
      {
        key: "db.multiAz",
        value: true,
        allowed: "false",
        text: `${settings.db.class} is offered without a standby only`,
      },
    ];
  }
  return [];
}

async function checkUpgrade({
  env,
  settings,
  answers,
  observation,
}: CheckContext): Promise<SettingProblem[]> {
  const wanted = versionOf(settings, answers);
  const live = observation.get("rds/db-instance")?.find(({ name }) => name === `${settings.name}-db`)?.props[
    "engineVersion"
  ];
  if (
    typeof live !== "string" ||
    !answers.has(VERSION_KEY) ||
    live === wanted ||
    live.startsWith(`${wanted}.`)
  )
    return [];
  const key = "db.engineVersion";
  const value = settings.db.engineVersion;
  if (isNewer(live, wanted))
    return [{ key, value, allowed: `${live} or newer`, text: "RDS cannot go back to an older version" }];
  const versions = await findPostgresVersions(env).catch(() => []);
  const targets = versions
    .find(({ version }) => version === live)
    ?.upgradeTargets.map(({ version }) => version);
  if (targets === undefined || targets.includes(wanted)) return [];
  return [
    {
      key,
      value,
      allowed: `one of ${targets.join(", ")}`,
      text: `RDS offers no way from ${live} to ${wanted}`,
    },
  ];
}
